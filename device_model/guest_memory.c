/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/guest_memory.h"

#include <string.h>

enum direction {
    FROM_GUEST,
    TO_GUEST,
};

static uint8_t *page_at(struct home *home, uint64_t addr, bool write)
{
    const uint64_t page = addr / GUEST_PAGE;

    return home->platform ? home->platform->map(home, page, write) : home->map(home, page);
}

static bool copy(struct home *home, uint64_t addr, uint8_t *ours, size_t size,
                 enum direction direction)
{
    while (size) {
        size_t offset = addr % GUEST_PAGE;
        size_t part = size < GUEST_PAGE - offset ? size : GUEST_PAGE - offset;
        uint8_t *page = page_at(home, addr, direction == TO_GUEST);

        if (!page)
            return false;
        if (direction == FROM_GUEST)
            memcpy(ours, page + offset, part);
        else
            memcpy(page + offset, ours, part);
        addr += part;
        ours += part;
        size -= part;
    }
    return true;
}

bool guest_read(struct home *home, uint64_t addr, void *to, size_t size)
{
    return copy(home, addr, to, size, FROM_GUEST);
}

bool guest_write(struct home *home, uint64_t addr, const void *from, size_t size)
{
    return copy(home, addr, (uint8_t *)from, size, TO_GUEST);
}

static uint16_t *halfword(struct home *home, uint64_t addr, bool write)
{
    uint8_t *page = addr % sizeof(uint16_t) ? NULL : page_at(home, addr, write);

    return page ? (uint16_t *)(page + addr % GUEST_PAGE) : NULL;
}

bool guest_load16(struct home *home, uint64_t addr, uint16_t *value)
{
    const uint16_t *at = halfword(home, addr, false);

    if (at)
        *value = __atomic_load_n(at, __ATOMIC_ACQUIRE);
    return at;
}

bool guest_store16(struct home *home, uint64_t addr, uint16_t value)
{
    uint16_t *at = halfword(home, addr, true);

    if (at)
        __atomic_store_n(at, value, __ATOMIC_RELEASE);
    return at;
}
