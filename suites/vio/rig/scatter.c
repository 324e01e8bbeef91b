/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/scatter.h"

#include <string.h>

#include "runtime/panic.h"
#include "suites/vio/rig/rig.h"

#define GUARD     0xa7
#define GUARD_MIN 8 /* bytes in front of each piece and behind the last */

void scatter_clear(struct scatter *scatter)
{
    scatter->readable = scatter->writable = 0;
    scatter->used = GUARD_MIN;
    memset(scatter->bytes, GUARD, sizeof(scatter->bytes));
}

/* Room for a piece of @length bytes, at any alignment. */
static uint8_t *place(struct scatter *scatter, uint32_t length)
{
    const unsigned int piece = scatter->readable + scatter->writable;
    uint8_t *at = scatter->bytes + scatter->used;

    if (piece == SCATTER_PIECES || scatter->used + length + 2 * GUARD_MIN > SCATTER_BYTES)
        panic("a request of more than %u pieces or %u bytes", SCATTER_PIECES, SCATTER_BYTES);
    scatter->segment[piece] = (struct virtqueue_segment){at, length};
    scatter->used += length + GUARD_MIN + rig_draw(GUARD_MIN);
    return at;
}

/* The length of the next piece if @left bytes are to be cut into @pieces. */
static uint32_t cut(uint32_t left, unsigned int pieces)
{
    return pieces == 1 ? left : 1 + rig_draw(left - pieces + 1);
}

void scatter_read(struct scatter *scatter, const void *data, uint32_t length, unsigned int pieces)
{
    const uint8_t *from = data;

    for (; pieces; pieces--) {
        const uint32_t part = cut(length, pieces);

        memcpy(place(scatter, part), from, part);
        scatter->readable++;
        from += part;
        length -= part;
    }
}

void scatter_write(struct scatter *scatter, uint32_t length, unsigned int pieces)
{
    for (; pieces; pieces--) {
        const uint32_t part = cut(length, pieces);

        memset(place(scatter, part), SCATTER_POISON, part);
        scatter->writable++;
        length -= part;
    }
}

void scatter_gather(const struct scatter *scatter, uint32_t offset, void *to, uint32_t length)
{
    const struct virtqueue_segment *segment = scatter->segment + scatter->readable;
    uint8_t *out = to;

    for (unsigned int i = 0; length && i < scatter->writable; i++) {
        uint32_t part = segment[i].length;

        if (offset >= part) {
            offset -= part;
            continue;
        }
        part -= offset;
        if (part > length)
            part = length;
        memcpy(out, (const uint8_t *)segment[i].data + offset, part);
        offset = 0;
        out += part;
        length -= part;
    }
}

bool scatter_holds(const struct scatter *scatter, const void *data)
{
    const uint8_t *from = data;

    for (unsigned int i = 0; i < scatter->readable; i++) {
        if (memcmp(scatter->segment[i].data, from, scatter->segment[i].length))
            return false;
        from += scatter->segment[i].length;
    }
    return true;
}

static bool is_guard(const uint8_t *from, const uint8_t *to)
{
    while (from < to)
        if (*from++ != GUARD)
            return false;
    return true;
}

bool scatter_is_guarded(const struct scatter *scatter)
{
    const uint8_t *at = scatter->bytes;

    for (unsigned int i = 0; i < scatter->readable + scatter->writable; i++) {
        const uint8_t *piece = scatter->segment[i].data;

        if (!is_guard(at, piece))
            return false;
        at = piece + scatter->segment[i].length;
    }
    return is_guard(at, scatter->bytes + scatter->used);
}
