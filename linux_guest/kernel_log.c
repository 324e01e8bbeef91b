/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_guest/kernel_log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEVEL_MASK    7
#define LEVEL_ERROR   3 /* and below: worse (linux/kern_levels.h) */
#define FACILITY(n)   ((n) >> 3) /* 0: the kernel's own */

static bool is_about_us(const char *text)
{
    return strstr(text, "pci") || strstr(text, "virtio") || strstr(text, "PCI");
}

static bool is_complaint(unsigned long priority, const char *text)
{
    if (FACILITY(priority)) /* from user space: our own records */
        return false;
    if (strstr(text, "WARNING:") || strstr(text, "Oops") || strstr(text, "BUG:"))
        return true;
    return (priority & LEVEL_MASK) <= LEVEL_ERROR && is_about_us(text);
}

/* A record of /dev/kmsg is "priority,sequence,time,flags;text". */
bool kernel_log_complains(char line[KERNEL_LOG_LINE])
{
    const int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
    bool found = false;
    char record[2048];
    ssize_t length;

    if (fd < 0) {
        snprintf(line, KERNEL_LOG_LINE, "/dev/kmsg cannot be read");
        return true;
    }
    while (!found && (length = read(fd, record, sizeof(record) - 1)) > 0) {
        const char *text;

        record[length] = '\0';
        text = strchr(record, ';');
        if (!text || !is_complaint(strtoul(record, NULL, 10), text + 1))
            continue;
        found = true;
        snprintf(line, KERNEL_LOG_LINE, "%.*s", (int)strcspn(text + 1, "\n"), text + 1);
    }
    close(fd);
    return found;
}
