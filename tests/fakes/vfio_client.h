/* SPDX-License-Identifier: BSD-2-Clause */
/* A vfio-user client for tests: its end of a socket, whose other end a reader takes from, and a
 * session behind that. */
#ifndef TESTS_VFIO_CLIENT_H
#define TESTS_VFIO_CLIENT_H

#include "homes/vfio_user/vfio_session.h"
#include "tests/fakes/send_fds.h"

#define VFIO_CLIENT_BAR (VFIO_PCI_BAR0_REGION_INDEX + ENDPOINT_BAR)

struct vfio_client {
    int ends[2];              /* the client's, the server's */
    unsigned int open_before; /* descriptors of this process, without those of the client */
    struct vfio_device device;
    struct vfio_session session;
    struct vfio_reader reader;
    struct vfio_message reply; /* to the last message that was served */
    unsigned int logged;       /* lines of the server */
    char line[200];            /* the last one */
};

void vfio_client_open(struct vfio_client *client, enum vfio_device_type type);

/* The same, a disk, and versions are negotiated. For SET_SETUP: @client is a struct vfio_client. */
void vfio_client_setup(void *client);

/* Closes all; returns whether as many descriptors are open as before vfio_client_open(). */
bool vfio_client_close(struct vfio_client *client);

/* Sends @size bytes at @bytes with @fds, which stay the caller's. */
void vfio_client_send(struct vfio_client *client, const void *bytes, size_t size, const int *fds,
                      unsigned int count);

/* Lets the server take one message and serve it. .reply holds if the result is VFIO_READ_DONE. */
enum vfio_read vfio_client_serve(struct vfio_client *client);

/* A command with @size bytes of payload, sent and served. Returns the errno of the reply; 0: none,
 * -1: it was not served. */
int vfio_client_call(struct vfio_client *client, uint16_t command, const void *payload,
                     uint32_t size, const int *fds, unsigned int count);

/* VFIO_USER_VERSION with @json; NULL: without data. */
int vfio_client_negotiate(struct vfio_client *client, const char *json);

/* Four bytes of a region. */
uint32_t vfio_client_read(struct vfio_client *client, uint32_t region, uint64_t offset);
int vfio_client_write(struct vfio_client *client, uint32_t region, uint64_t offset, uint32_t value);

#endif
