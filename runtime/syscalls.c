/* SPDX-License-Identifier: BSD-2-Clause */
/* What newlib asks of the machine. Files do not exist; the heap is a fixed piece of BSS. */
#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "runtime/console.h"
#include "runtime/image.h"

#undef errno
extern int errno;

static char heap[8192] __attribute__((aligned(16)));

/* newlib declares these only to itself. */
void *_sbrk(ptrdiff_t increment);
int _write(int file, const char *text, int length);
int _read(int file, char *buffer, int length);
int _close(int file);
int _fstat(int file, struct stat *status);
int _isatty(int file);
off_t _lseek(int file, off_t offset, int whence);
int _kill(int pid, int signal);
int _getpid(void);
void _exit(int status);

void *_sbrk(ptrdiff_t increment)
{
    static ptrdiff_t used;
    void *block = heap + used;

    if (increment > (ptrdiff_t)sizeof(heap) - used || increment < -used) {
        errno = ENOMEM;
        return (void *)-1;
    }
    used += increment;
    return block;
}

int _write(int file, const char *text, int length)
{
    (void)file;
    console_write(text, length);
    return length;
}

int _read(int file, char *buffer, int length)
{
    (void)file, (void)buffer, (void)length;
    return 0;
}

int _close(int file)
{
    (void)file;
    return 0;
}

int _fstat(int file, struct stat *status)
{
    (void)file;
    status->st_mode = S_IFCHR;
    return 0;
}

int _isatty(int file)
{
    (void)file;
    return 1;
}

off_t _lseek(int file, off_t offset, int whence)
{
    (void)file, (void)offset, (void)whence;
    return 0;
}

int _kill(int pid, int signal)
{
    (void)pid, (void)signal;
    errno = EINVAL;
    return -1;
}

int _getpid(void)
{
    return 1;
}

void _exit(int status)
{
    image_exit(status);
}
