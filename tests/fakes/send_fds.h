/* SPDX-License-Identifier: BSD-2-Clause */
/* What a vfio-user client sends: bytes with descriptors, a guest's memory among them. */
#ifndef TESTS_SEND_FDS_H
#define TESTS_SEND_FDS_H

#include <stdbool.h>
#include <stddef.h>

#define SEND_FDS_MAX 64

/* Sends @size bytes at @bytes, at least one, with @count (at most SEND_FDS_MAX) of @fds, which stay
 * the caller's. False if @socket does not take them all at once. */
bool send_fds(int socket, const void *bytes, size_t size, const int *fds, unsigned int count);

/* A new descriptor of @pages pages of a guest's memory; negative: there is none. */
int guest_memory_fd(size_t pages);

#endif
