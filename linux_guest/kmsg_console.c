/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What guest/test/report.c needs of a console, on Linux: records go to the kernel's log, so that
 * they come in order with what the kernel prints and carry guest time.
 */
#include "linux_guest/machine.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "runtime/console.h"

static int kmsg = -1;

bool console_open(void)
{
    kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
    return kmsg >= 0;
}

void console_write(const char *text, size_t length)
{
    /* One write is one message. What does not arrive leaves a gap that the judge sees. */
    if (write(kmsg, text, length) != (ssize_t)length)
        fputs("doorbell: /dev/kmsg refuses a record\n", stderr);
}
