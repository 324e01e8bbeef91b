/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_dom0/dom0_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#define LINE 400
/* KERN_ERR: the kernel prints no more than errors, so that lines of the domU stay whole. */
#define START  "<3>doorbell dom0: "
#define PUSHES 2 /* lines of a level that is not printed, after the last that is */

static int kmsg = -1;
static unsigned int pushes;

bool log_open(void)
{
    kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
    return kmsg >= 0;
}

/* One write is one message. */
static void put(const char *format, va_list args)
{
    char line[LINE] = START;
    const size_t start = strlen(START);

    vsnprintf(line + start, sizeof(line) - start, format, args);
    if (write(kmsg, line, strlen(line)) < 0)
        fprintf(stderr, "%s\n", line);
    pushes = PUSHES;
}

void log_push(void)
{
    static const char push[] = "<7>doorbell dom0: .";

    if (pushes && write(kmsg, push, strlen(push)) > 0)
        pushes--;
}

void log_line(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    put(format, args);
    va_end(args);
}

void die(const char *format, ...)
{
    const int error = errno;
    char text[LINE];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    log_line(LOG_ERROR "%s: %s", text, strerror(error));
    reboot(RB_POWER_OFF);
    _exit(1);
}
