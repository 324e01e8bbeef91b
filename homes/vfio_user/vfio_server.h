/* SPDX-License-Identifier: BSD-2-Clause */
/* A server's life: it serves one client at a time, and its device model's deadlines. */
#ifndef VFIO_SERVER_H
#define VFIO_SERVER_H

#include "homes/vfio_user/vfio_device.h"
#include "homes/vfio_user/vfio_message.h"
#include "homes/vfio_user/vfio_session.h"
#include "homes/vfio_user/vfio_socket.h"

struct vfio_server {
    struct vfio_device device;
    struct vfio_socket socket;
    bool once;  /* ends with its first client, and takes no other */
    int client; /* -1: none */
    struct vfio_reader reader;
    struct vfio_session session;
    uint64_t heard; /* when the client sent something last, as the home's .now */
    bool broken;    /* the last client broke the protocol */
};

/* Serves until signal descriptor @signals (signalfd()) is readable or, with .once, the client has
 * gone. Returns an exit status. */
int vfio_server_run(struct vfio_server *server, int signals);

#endif
