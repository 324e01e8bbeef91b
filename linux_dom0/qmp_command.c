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
#define AGAIN_MS 20
#define TRIES    100 /* of what QEMU refuses while it is busy with what came before */
#define ERROR    "\"error\""

static char said[2048]; /* by the QEMU that was asked last */

/* Reads until @word has come, or a refusal: errno is EBUSY then. */
static bool expect_word(int fd, const char *word)
{
    size_t length = 0;

    errno = ETIMEDOUT;
    while (length < sizeof(said) - 1 && children_wait(LIMIT_MS, fd)) {
        const ssize_t count = read(fd, said + length, sizeof(said) - 1 - length);

        if (count <= 0)
            break;
        length += (size_t)count;
        said[length] = '\0';
        if (strstr(said, word))
            return true;
        if (strstr(said, ERROR)) {
            errno = EBUSY;
            break;
        }
    }
    return false;
}

static bool execute(int fd, const char *command)
{
    return dprintf(fd, "%s\n", command) > 0 && expect_word(fd, "\"return\"");
}

/* A connection that takes commands. */
static int open_monitor(unsigned int number)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), DOM0_QMP, number);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
        !expect_word(fd, "\"QMP\"") || !execute(fd, "{\"execute\":\"qmp_capabilities\"}"))
        die("QMP to QEMU %u", number);
    return fd;
}

static void run(unsigned int number, const char *command, unsigned int tries)
{
    const int fd = open_monitor(number);
    bool done = execute(fd, command);

    while (!done && errno == EBUSY && --tries) {
        children_wait(AGAIN_MS, -1);
        done = execute(fd, command);
    }
    if (!done && errno == EBUSY)
        die("QEMU %u refuses %s: %s", number, command, strstr(said, ERROR));
    if (!done)
        die("QMP: %s to QEMU %u", command, number);
    close(fd);
}

void qmp_command(unsigned int number, const char *name)
{
    char command[128];

    snprintf(command, sizeof(command), "{\"execute\":\"%s\"}", name);
    run(number, command, 1);
}

/* Adds "KEY":"VALUE"; a VALUE of NULL, for what a command line has by its name alone, is "on". */
static void add_pair(char *command, size_t size, const char *key, const char *value)
{
    const size_t length = strlen(command);

    snprintf(command + length, size - length, "%s\"%s\":\"%s\"",
             command[length - 1] == '{' ? "" : ",", key, value ? value : "on");
}

void qmp_device_add(unsigned int number, const char *device)
{
    char command[1024] = "{\"execute\":\"device_add\",\"arguments\":{", copy[512], *rest = copy;

    snprintf(copy, sizeof(copy), "%s", device);
    add_pair(command, sizeof(command), "driver", strsep(&rest, ","));
    for (char *pair; (pair = strsep(&rest, ","));) {
        const char *key = strsep(&pair, "=");

        add_pair(command, sizeof(command), key, pair);
    }
    strncat(command, "}}", sizeof(command) - 1 - strlen(command));
    run(number, command, TRIES);
}

void qmp_device_del(unsigned int number, const char *device)
{
    const char *id = strstr(device, ",id=");
    char command[128];

    if (!id) {
        errno = EINVAL;
        die("\"%s\" has no id", device);
    }
    id += strlen(",id=");
    snprintf(command, sizeof(command),
             "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"%.*s\"}}", (int)strcspn(id, ","),
             id);
    run(number, command, TRIES);
}
