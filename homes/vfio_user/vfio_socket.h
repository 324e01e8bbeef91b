/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket that a server listens at: a path of its own, for its own user. */
#ifndef VFIO_SOCKET_H
#define VFIO_SOCKET_H

#include <sys/types.h>

struct vfio_socket {
    const char *path;
    int fd;
    dev_t device; /* of the path, so that only what we made is removed */
    ino_t inode;
};

#define VFIO_SOCKET_ERROR 200

/* Listens at @path, which must not exist yet. Returns 0, or an exit status (protocol/config.h) with
 * one line in @error. */
int vfio_socket_open(struct vfio_socket *at, const char *path, char error[VFIO_SOCKET_ERROR]);

/* Removes the path, if it is still ours. */
void vfio_socket_unlink(struct vfio_socket *at);
void vfio_socket_close(struct vfio_socket *at);

#endif
