/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_guest/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool format_path(char path[FILES_PATH_MAX], const char *format, va_list args)
{
    const int length = vsnprintf(path, FILES_PATH_MAX, format, args);

    if (length < FILES_PATH_MAX)
        return true;
    errno = ENAMETOOLONG;
    return false;
}

int file_read(char *text, size_t size, const char *format, ...)
{
    char path[FILES_PATH_MAX];
    ssize_t length;
    va_list args;
    bool good;
    int fd;

    va_start(args, format);
    good = format_path(path, format, args);
    va_end(args);
    fd = good ? open(path, O_RDONLY) : -1;
    if (fd < 0)
        return -1;
    length = read(fd, text, size - 1);
    close(fd);
    if (length < 0)
        return -1;
    if (length && text[length - 1] == '\n')
        length--;
    text[length] = '\0';
    return (int)length;
}

bool file_write(const char *text, const char *format, ...)
{
    char path[FILES_PATH_MAX];
    va_list args;
    ssize_t done;
    bool good;
    int fd;

    va_start(args, format);
    good = format_path(path, format, args);
    va_end(args);
    fd = good ? open(path, O_WRONLY) : -1;
    if (fd < 0)
        return false;
    done = write(fd, text, strlen(text));
    close(fd);
    return done == (ssize_t)strlen(text);
}

bool file_link_name(char *name, size_t size, const char *format, ...)
{
    char path[FILES_PATH_MAX], target[FILES_PATH_MAX];
    const char *last;
    ssize_t length;
    va_list args;
    bool good;

    va_start(args, format);
    good = format_path(path, format, args);
    va_end(args);
    length = good ? readlink(path, target, sizeof(target) - 1) : -1;
    if (length < 0)
        return false;
    target[length] = '\0';
    last = strrchr(target, '/');
    return snprintf(name, size, "%s", last ? last + 1 : target) < (int)size;
}

int directory_each(const char *directory, void (*each)(const char *name, void *context),
                   void *context)
{
    struct dirent **entries;
    int count = scandir(directory, &entries, NULL, alphasort), shown = 0;

    if (count < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            each(entries[i]->d_name, context);
            shown++;
        }
        free(entries[i]);
    }
    free(entries);
    return shown;
}
