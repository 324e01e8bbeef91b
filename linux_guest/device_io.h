/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O through Linux's drivers of virtio-rng, virtio-blk and virtio-net, as a program does it. */
#ifndef LINUX_GUEST_DEVICE_IO_H
#define LINUX_GUEST_DEVICE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name of the first network interface that is not lo, into @name; false if there is none. */
bool net_find(char *name, size_t size);

/*
 * Brings @interface up, sends @count frames of different lengths, and receives each once, unchanged
 * and in order, within @seconds. Returns how many were; -1 (errno set) if the interface cannot be used.
 */
int net_loop(const char *interface, unsigned int count, unsigned int seconds);

/* Reads @size bytes of /dev/hwrng. False (errno set) if there are none. */
bool rng_read(uint8_t *bytes, size_t size);

/* Opens the disk @name ("vda") for direct access, past the page cache; -1: errno. */
int disk_open(const char *name);

/* One transfer of @size bytes, a multiple of 512, at @offset. False, errno set, if it is not whole. */
bool disk_transfer(int fd, bool write, void *bytes, size_t size, uint64_t offset);

#endif
