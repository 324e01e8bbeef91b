/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_dom0/xenstore.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <xen/io/xs_wire.h>

#include "linux_dom0/children.h"
#include "linux_dom0/dom0_log.h"

#define PROGRAM  "/usr/bin/xenstored"
#define SOCKET   "/run/xenstored/socket"
#define LIMIT_MS 5000
#define TICK_MS  10

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
    if (fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof(address)))
        return fd;
    close(fd);
    return -1;
}

/* XS_WRITE of a short value; false if the answer is another. */
static bool store(int fd, const char *path, const char *value)
{
    struct {
        struct xsd_sockmsg head;
        char body[128];
    } message = {.head.type = XS_WRITE};
    const size_t length = strlen(path) + 1 + strlen(value);
    size_t got = 0;

    message.head.len = (uint32_t)length;
    snprintf(message.body, sizeof(message.body), "%s", path);
    memcpy(message.body + strlen(path) + 1, value, strlen(value));
    if (write(fd, &message, sizeof(message.head) + length) !=
        (ssize_t)(sizeof(message.head) + length))
        return false;
    /* Its head and its body may come one after the other. */
    while (got < sizeof(message.head) || got < sizeof(message.head) + message.head.len) {
        const ssize_t count = read(fd, (char *)&message + got, sizeof(message) - got);

        if (count <= 0)
            return false;
        got += (size_t)count;
    }
    if (message.head.type != XS_WRITE)
        log_line("xenstored refuses %s: %.*s", path, (int)message.head.len, message.body);
    return message.head.type == XS_WRITE;
}

/* It listens a while after it has started. */
static int connection(unsigned int number)
{
    int fd = -1;

    for (int ms = 0; fd < 0 && ms < LIMIT_MS && child_runs(number); ms += TICK_MS) {
        children_wait(TICK_MS, -1);
        fd = connect_to(SOCKET);
    }
    if (fd < 0)
        die("xenstored cannot be reached");
    return fd;
}

void xenstore_start(unsigned int number)
{
    char *const argv[] = {PROGRAM, "--no-fork", NULL};

    mkdir("/run/xenstored", 0755);
    mkdir("/run/xen", 0755);
    mkdir("/var/lib/xen", 0755);
    mkdir("/var/lib/xenstored", 0755);
    mkdir("/var/log/xen", 0755);
    child_start(number, "xenstored", argv);
    close(connection(number));
}

void xenstore_introduce_dom0(unsigned int number)
{
    const int fd = connection(number);

    if (!store(fd, "/local/domain/0/domid", "0") || !store(fd, "/local/domain/0/name", "Domain-0"))
        die("xenstored does not take a value");
    close(fd);
}
