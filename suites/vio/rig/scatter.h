/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request cut into separate pieces, each between guard bytes: for chains of every shape (VIO-15)
 * and for writes where there must be none (VIO-14).
 */
#ifndef SUITES_VIO_SCATTER_H
#define SUITES_VIO_SCATTER_H

#include <stdbool.h>

#include "guest/virtqueue/virtqueue.h"

#define SCATTER_PIECES 64
#define SCATTER_BYTES  4096
#define SCATTER_POISON 0x5c /* the initial value of writable bytes */

struct scatter {
    struct virtqueue_segment segment[SCATTER_PIECES];
    unsigned int readable, writable; /* pieces */
    uint32_t used;                   /* of .bytes */
    uint8_t bytes[SCATTER_BYTES];
};

void scatter_clear(struct scatter *scatter);

/* Adds @length bytes in @pieces pieces, at least one byte each, cut at random. The readable ones
 * first. */
void scatter_read(struct scatter *scatter, const void *data, uint32_t length, unsigned int pieces);
void scatter_write(struct scatter *scatter, uint32_t length, unsigned int pieces);

/* Collects @length bytes of the writable pieces, from byte @offset of them on. */
void scatter_gather(const struct scatter *scatter, uint32_t offset, void *to, uint32_t length);

/* Whether the readable pieces hold @data. */
bool scatter_holds(const struct scatter *scatter, const void *data);

/* Whether all guard bytes are untouched. */
bool scatter_is_guarded(const struct scatter *scatter);

#endif
