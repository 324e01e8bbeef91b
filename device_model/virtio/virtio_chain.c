/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_chain.h"

#include "device_model/guest_memory.h"

bool virtio_chain_add(struct virtio_chain *chain, uint64_t addr, uint32_t size, bool writable,
                      unsigned int limit)
{
    if (chain->segments == limit || (!writable && chain->readable_segments != chain->segments))
        return false;
    chain->segment[chain->segments++] = (struct virtio_segment){addr, size};
    if (writable) {
        chain->writable += size;
    } else {
        chain->readable += size;
        chain->readable_segments++;
    }
    return true;
}

/* The part of @segment that [*@offset, *@offset + @size) covers; moves *@offset past the segment.
 */
static size_t overlap(const struct virtio_segment *segment, uint64_t *offset, size_t size,
                      uint64_t *addr)
{
    if (*offset >= segment->size) {
        *offset -= segment->size;
        return 0;
    }
    *addr = segment->addr + *offset;
    if (size > segment->size - *offset)
        size = segment->size - *offset;
    *offset = 0;
    return size;
}

bool virtio_chain_read(const struct virtio_chain *chain, uint64_t offset, void *to, size_t size)
{
    uint8_t *bytes = to;

    for (unsigned int i = 0; size && i < chain->readable_segments; i++) {
        uint64_t addr;
        size_t part = overlap(&chain->segment[i], &offset, size, &addr);

        if (part && !guest_read(chain->home, addr, bytes, part))
            return false;
        bytes += part;
        size -= part;
    }
    return !size;
}

bool virtio_chain_write(const struct virtio_chain *chain, uint64_t offset, const void *from,
                        size_t size)
{
    const uint8_t *bytes = from;

    for (unsigned int i = chain->readable_segments; size && i < chain->segments; i++) {
        uint64_t addr;
        size_t part = overlap(&chain->segment[i], &offset, size, &addr);

        if (part && !guest_write(chain->home, addr, bytes, part))
            return false;
        bytes += part;
        size -= part;
    }
    return !size;
}
