/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device does wrong with notifications. */
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_ring.h>
#include <stddef.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/guest_memory.h"
#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_registers.h"

static void write_base(struct virtio_state *virtio, uint32_t offset, uint32_t lanes, uint32_t value)
{
    virtio_register_ops.write(virtio, offset, lanes, value);
}

static bool is_notification(uint32_t offset)
{
    return offset >= VIRTIO_NOTIFY_PAGE;
}

static unsigned int queue_at(uint32_t offset)
{
    return (offset - VIRTIO_NOTIFY_PAGE) / VIRTIO_NOTIFY_MULTIPLE;
}

/* Whether the queue has nothing new. */
static bool is_stray(struct virtio_state *virtio, uint32_t offset)
{
    const unsigned int index = queue_at(offset);
    struct virtio_queue *queue = &virtio->queue[index];
    uint16_t waiting;

    return index >= virtio->type->queues || !queue->enabled ||
           !queue->ops->waiting(queue, &waiting) || !waiting;
}

static void serve_early(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                        uint32_t value)
{
    const uint8_t status = virtio->status;

    if (is_notification(offset)) {
        virtio->status = VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK;
        write_base(virtio, offset, lanes, value);
        virtio->status = status | (virtio->status & VIRTIO_CONFIG_S_NEEDS_RESET);
    } else {
        write_base(virtio, offset, lanes, value);
    }
}

static void ignore_16_bits(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                           uint32_t value)
{
    if (!is_notification(offset) || lanes == ~0u)
        write_base(virtio, offset, lanes, value);
}

static void ignore_32_bits(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                           uint32_t value)
{
    if (!is_notification(offset) || lanes != ~0u)
        write_base(virtio, offset, lanes, value);
}

static void notify_first_queue(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                               uint32_t value)
{
    write_base(virtio, is_notification(offset) ? VIRTIO_NOTIFY_PAGE : offset, lanes, value);
}

static void fail_always(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                        uint32_t value)
{
    if (is_notification(offset))
        virtio->ops->fail(virtio);
    else
        write_base(virtio, offset, lanes, value);
}

static void fail_if_stray(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                          uint32_t value)
{
    if (is_notification(offset) && is_stray(virtio, offset))
        virtio->ops->fail(virtio);
    else
        write_base(virtio, offset, lanes, value);
}

static void serve_again_if_stray(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                                 uint32_t value)
{
    const unsigned int index = queue_at(offset);

    if (is_notification(offset) && is_stray(virtio, offset) && index < virtio->type->queues &&
        virtio->queue[index].next_used)
        virtio->queue[index].next_avail--;
    write_base(virtio, offset, lanes, value);
}

static void interrupt_always(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                             uint32_t value)
{
    write_base(virtio, offset, lanes, value);
    if (is_notification(offset) && !virtio->isr)
        virtio_set_interrupt(virtio, true);
}

/* Whether the driver has left or put "no notifications" into a packed ring's device area. */
static bool is_unwanted(struct virtio_state *virtio, uint32_t offset)
{
    const struct virtio_queue *queue = &virtio->queue[queue_at(offset)];
    const uint64_t flags = queue->used + offsetof(struct vring_packed_desc_event, flags);
    uint16_t now;

    return queue_at(offset) < virtio->type->queues && queue->enabled &&
           virtio->driver_features & _BITULL(VIRTIO_F_RING_PACKED) &&
           guest_load16(queue->home, flags, &now) && now == VRING_PACKED_EVENT_FLAG_DISABLE;
}

static void ignore_unwanted(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                            uint32_t value)
{
    if (!is_notification(offset) || !is_unwanted(virtio, offset))
        write_base(virtio, offset, lanes, value);
}

const struct fault_wrap fault_notify_table[] = {
    WRAP(FAULT_DEVICE_EVENT_READ, register_write, ignore_unwanted),
    WRAP(FAULT_SERVES_EARLY, register_write, serve_early),
    WRAP(FAULT_NOTIFY_DATA, register_write, ignore_32_bits),
    WRAP(FAULT_STRAY_KICK_FAILS, register_write, fail_if_stray),
    WRAP(FAULT_STALE_KICK, register_write, serve_again_if_stray),
    WRAP(FAULT_KICK_WIDE, register_write, ignore_16_bits),
    WRAP(FAULT_KICK_FIRST_QUEUE, register_write, notify_first_queue),
    WRAP(FAULT_INTERRUPT_UNCAUSED, register_write, interrupt_always),
    WRAP(FAULT_PLATFORM_ADDRESSES, register_write, fail_always),
    WRAP_END,
};
