/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "homes/vfio_user/vfio_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/config.h"

static int fail(struct vfio_socket *at, const char *advice, char error[VFIO_SOCKET_ERROR])
{
    snprintf(error, VFIO_SOCKET_ERROR, "%.100s: %s%s", at->path, strerror(errno), advice);
    if (at->fd >= 0)
        close(at->fd);
    at->fd = -1;
    return EXIT_ERROR;
}

int vfio_socket_open(struct vfio_socket *at, const char *path, char error[VFIO_SOCKET_ERROR])
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat info;
    mode_t mask;
    int bound;

    *at = (struct vfio_socket){.path = path, .fd = -1};
    if (!*path || strlen(path) >= sizeof(address.sun_path)) {
        snprintf(error, VFIO_SOCKET_ERROR,
                 "the path of a socket has 1 to %zu bytes, not %zu: give another",
                 sizeof(address.sun_path) - 1, strlen(path));
        return EXIT_USAGE;
    }
    memcpy(address.sun_path, path, strlen(path));
    at->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (at->fd < 0)
        return fail(at, "", error);
    mask = umask(0177); /* nobody else may connect */
    bound = bind(at->fd, (const struct sockaddr *)&address, sizeof(address));
    umask(mask);
    if (bound && errno == EADDRINUSE)
        return fail(at, ": remove it if nobody uses it, or give another path", error);
    if (bound)
        return fail(at, "", error);
    if (stat(path, &info))
        return fail(at, "", error);
    at->device = info.st_dev;
    at->inode = info.st_ino;
    if (!listen(at->fd, 1))
        return 0;
    vfio_socket_unlink(at);
    return fail(at, "", error);
}

void vfio_socket_unlink(struct vfio_socket *at)
{
    struct stat info;

    if (!lstat(at->path, &info) && info.st_dev == at->device && info.st_ino == at->inode)
        unlink(at->path);
}

void vfio_socket_close(struct vfio_socket *at)
{
    vfio_socket_unlink(at);
    close(at->fd);
    at->fd = -1;
}
