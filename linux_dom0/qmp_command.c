/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_dom0/qmp_command.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux_dom0/children.h"
#include "linux_dom0/dom0_log.h"
#include "protocol/dom0_script.h"

#define LIMIT_MS 5000

/* Reads until @word has come. */
static bool expect_word(int fd, const char *word)
{
    char text[2048];
    size_t length = 0;

    while (length < sizeof(text) - 1 && children_wait(LIMIT_MS, fd)) {
        const ssize_t count = read(fd, text + length, sizeof(text) - 1 - length);

        if (count <= 0)
            break;
        length += (size_t)count;
        text[length] = '\0';
        if (strstr(text, word))
            return true;
    }
    errno = ETIMEDOUT;
    return false;
}

static bool execute(int fd, const char *name)
{
    return dprintf(fd, "{\"execute\":\"%s\"}\n", name) > 0 && expect_word(fd, "\"return\"");
}

void qmp_command(unsigned int number, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), DOM0_QMP, number);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
        !expect_word(fd, "\"QMP\"") || !execute(fd, "qmp_capabilities") || !execute(fd, name))
        die("QMP: %s to QEMU %u", name, number);
    close(fd);
}
