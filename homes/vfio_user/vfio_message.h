/* SPDX-License-Identifier: BSD-2-Clause */
/* A message with the descriptors that came with it, and how it comes out of a stream socket. */
#ifndef VFIO_MESSAGE_H
#define VFIO_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "homes/vfio_user/vfio_user.h"

#define VFIO_DATA_MAX    4096u /* bytes of a region access: max_data_xfer_size */
#define VFIO_PAYLOAD_MAX (VFIO_DATA_MAX + 1024u)
#define VFIO_FDS_MAX     8u /* max_msg_fds */

struct vfio_message {
    struct vfio_user_header header;
    uint8_t payload[VFIO_PAYLOAD_MAX] __attribute__((aligned(8)));
    uint32_t size; /* of the payload */
    int fds[VFIO_FDS_MAX];
    unsigned int fd_count;
};

enum vfio_read {
    VFIO_READ_MORE,   /* nothing more has come yet */
    VFIO_READ_DONE,   /* a message is complete */
    VFIO_READ_CLOSED, /* the peer has closed, between two messages */
    VFIO_READ_BROKEN, /* the stream cannot be followed: .why */
};

/* Takes messages from a socket, of which never more than the current one is read: so descriptors
 * are known to belong to it. */
struct vfio_reader {
    struct vfio_message message;
    size_t have; /* bytes so far, header included */
    const char *why;
};

/* Takes what has come at @socket, which is non-blocking or ready. Once a message is done, it stays
 * until vfio_reader_next(). */
enum vfio_read vfio_reader_take(struct vfio_reader *reader, int socket);

/* Whether a message has begun and is not complete. */
bool vfio_reader_is_within(const struct vfio_reader *reader);

/* Forgets the message, and closes those of its descriptors that nobody took. */
void vfio_reader_next(struct vfio_reader *reader);

/* The descriptor @index of @message, which is the caller's from now on. */
int vfio_message_take_fd(struct vfio_message *message, unsigned int index);

/* Sends @reply, whose header is complete but for its size; false if the peer takes none. Waits for
 * it for at most a second. */
bool vfio_message_send(int socket, struct vfio_message *reply);

#endif
