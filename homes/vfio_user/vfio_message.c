/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "homes/vfio_user/vfio_message.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SEND_LIMIT_MS 1000
#define HEADER_SIZE   sizeof(struct vfio_user_header)

/* Takes over the descriptors of @header; false if there are more than a message may have. */
static bool take_fds(struct vfio_message *message, struct msghdr *header)
{
    bool fits = !(header->msg_flags & MSG_CTRUNC);

    for (struct cmsghdr *at = CMSG_FIRSTHDR(header); at; at = CMSG_NXTHDR(header, at)) {
        const size_t count = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        int fd;

        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t i = 0; i < count; i++) {
            memcpy(&fd, CMSG_DATA(at) + i * sizeof(fd), sizeof(fd));
            if (message->fd_count < VFIO_FDS_MAX) {
                message->fds[message->fd_count++] = fd;
            } else {
                close(fd);
                fits = false;
            }
        }
    }
    return fits;
}

static enum vfio_read broken(struct vfio_reader *reader, const char *why)
{
    reader->why = why;
    return VFIO_READ_BROKEN;
}

/* One piece of the header or of the payload, never beyond. */
static enum vfio_read take_piece(struct vfio_reader *reader, int socket)
{
    struct vfio_message *message = &reader->message;
    const bool in_header = reader->have < HEADER_SIZE;
    struct iovec piece = {
        .iov_base = in_header ? (uint8_t *)&message->header + reader->have
                              : message->payload + (reader->have - HEADER_SIZE),
        .iov_len = (in_header ? HEADER_SIZE : message->header.size) - reader->have,
    };
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE((VFIO_FDS_MAX + 1) * sizeof(int))];
    } control;
    struct msghdr header = {.msg_iov = &piece,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = sizeof(control)};
    const ssize_t count = recvmsg(socket, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return VFIO_READ_MORE;
    if (count > 0 && !take_fds(message, &header))
        return broken(reader, "more descriptors than max_msg_fds");
    if (count > 0) {
        reader->have += (size_t)count;
        return VFIO_READ_DONE;
    }
    return reader->have ? broken(reader, "the client closed in the middle of a message")
                        : VFIO_READ_CLOSED;
}

static const char *check_header(const struct vfio_user_header *header)
{
    if (header->size < HEADER_SIZE)
        return "a message that is shorter than its header";
    if (header->size > HEADER_SIZE + VFIO_PAYLOAD_MAX)
        return "a message that is longer than any";
    if (header->flags & VFIO_USER_TYPE_MASK)
        return "a message that is no command";
    return NULL;
}

enum vfio_read vfio_reader_take(struct vfio_reader *reader, int socket)
{
    const struct vfio_user_header *header = &reader->message.header;
    enum vfio_read result;
    const char *why;

    while (reader->have < HEADER_SIZE || reader->have < header->size) {
        result = take_piece(reader, socket);
        if (result != VFIO_READ_DONE)
            return result;
        why = reader->have == HEADER_SIZE ? check_header(header) : NULL;
        if (why)
            return broken(reader, why);
    }
    reader->message.size = header->size - HEADER_SIZE;
    return VFIO_READ_DONE;
}

bool vfio_reader_is_within(const struct vfio_reader *reader)
{
    return reader->have;
}

void vfio_reader_next(struct vfio_reader *reader)
{
    struct vfio_message *message = &reader->message;

    for (unsigned int i = 0; i < message->fd_count; i++)
        if (message->fds[i] >= 0)
            close(message->fds[i]);
    message->fd_count = 0;
    reader->have = 0;
}

int vfio_message_take_fd(struct vfio_message *message, unsigned int index)
{
    const int fd = message->fds[index];

    message->fds[index] = -1;
    return fd;
}

bool vfio_message_send(int socket, struct vfio_message *reply)
{
    struct pollfd ready = {.fd = socket, .events = POLLOUT};
    struct iovec pieces[] = {{&reply->header, HEADER_SIZE}, {reply->payload, reply->size}};
    struct msghdr header = {.msg_iov = pieces, .msg_iovlen = 2};
    size_t left = HEADER_SIZE + reply->size;

    reply->header.size = (uint32_t)left;
    while (left) {
        ssize_t count = sendmsg(socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (count < 0 && errno == EAGAIN && poll(&ready, 1, SEND_LIMIT_MS) == 1)
            continue;
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        left -= (size_t)count;
        for (size_t i = 0; i < 2; i++) {
            const size_t part =
                (size_t)count < pieces[i].iov_len ? (size_t)count : pieces[i].iov_len;

            pieces[i].iov_base = (uint8_t *)pieces[i].iov_base + part;
            pieces[i].iov_len -= part;
            count -= (ssize_t)part;
        }
    }
    return true;
}
