/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device does wrong with memory that is granted to it. */
#include <linux/virtio_config.h>

#include "device_model/faults/fault_ops.h"

#define GRANT_PAGE ((1ull << 63) / GUEST_PAGE) /* in page numbers that are references */

static void *map_base(struct home *home, uint64_t page, bool write)
{
    return fault_context.home.platform->map(home, page, write);
}

static void *bypass(struct home *home, uint64_t page, bool write)
{
    return page & GRANT_PAGE ? map_base(home, page, write) : home->map(home, page);
}

/* Rings are written, too: some requests must come through for one to be wrong. */
static void *next_reference(struct home *home, uint64_t page, bool write)
{
    static unsigned int count;

    return map_base(home, count++ % FAULT_EVERY == FAULT_EVERY - 1 ? page + 1 : page, write);
}

/* What a device accesses in place of a page that it may not. */
static void *other_page(void)
{
    static uint8_t page[GUEST_PAGE];

    return page;
}

static void *map_ungranted(struct home *home, uint64_t page, bool write)
{
    void *at = map_base(home, page, write);

    return at || map_base(home, page, false) ? at : other_page();
}

static void *map_read_only(struct home *home, uint64_t page, bool write)
{
    void *at = map_base(home, page, write);

    return at || !map_base(home, page, false) ? at : other_page();
}

static void keep(struct home *home)
{
    (void)home;
}

static void release(struct pci_bus *bus)
{
    if (fault_context.home.platform)
        fault_context.home.platform->unmap(bus->home);
}

static void *map_or_fail(struct home *home, uint64_t page, bool write)
{
    void *at = map_base(home, page, write);

    for (struct virtio_state *virtio = at ? NULL : home->devices; virtio; virtio = virtio->next)
        if (virtio->status & VIRTIO_CONFIG_S_DRIVER_OK)
            virtio->ops->fail(virtio);
    return at;
}

const struct fault_wrap fault_grant_table[] = {
    WRAP(FAULT_GRANT_BYPASS, platform_map, bypass),
    WRAP(FAULT_GRANT_REFERENCE, platform_map, next_reference),
    WRAP(FAULT_GRANT_UNGRANTED, platform_map, map_ungranted),
    WRAP(FAULT_GRANT_READ_ONLY, platform_map, map_read_only),
    WRAP(FAULT_GRANT_KEPT, platform_unmap, keep),
    WRAP(FAULT_GRANT_KEPT, end, release),
    WRAP(FAULT_GRANT_NEEDS_RESET, platform_map, map_or_fail),
    WRAP_END,
};
