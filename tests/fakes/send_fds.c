/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "tests/fakes/send_fds.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device_model/home.h"

bool send_fds(int socket, const void *bytes, size_t size, const int *fds, unsigned int count)
{
    struct iovec piece = {(void *)(uintptr_t)bytes, size};
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(SEND_FDS_MAX * sizeof(int))];
    } control = {0};
    struct msghdr header = {.msg_iov = &piece, .msg_iovlen = 1};

    if (count > SEND_FDS_MAX)
        return false;
    if (count) {
        header.msg_control = &control;
        header.msg_controllen = CMSG_SPACE(count * sizeof(int));
        CMSG_FIRSTHDR(&header)->cmsg_level = SOL_SOCKET;
        CMSG_FIRSTHDR(&header)->cmsg_type = SCM_RIGHTS;
        CMSG_FIRSTHDR(&header)->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(CMSG_FIRSTHDR(&header)), fds, count * sizeof(int));
    }
    return sendmsg(socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size;
}

int guest_memory_fd(size_t pages)
{
    const int fd = memfd_create("ram", MFD_CLOEXEC);

    return ftruncate(fd, (off_t)(pages * GUEST_PAGE)) ? -1 : fd;
}
