/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_common.h"

#include <stddef.h>

#include "device_model/faults/fault_layer.h"
#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_service.h"

/* Dwords of the structure; two fields share one where both are named. */
enum reg {
    DEVICE_FEATURE_SELECT = 0x00,
    DEVICE_FEATURE = 0x04,
    DRIVER_FEATURE_SELECT = 0x08,
    DRIVER_FEATURE = 0x0c,
    CONFIG_VECTOR_NUM_QUEUES = 0x10,
    STATUS_GENERATION_QUEUE_SELECT = 0x14, /* 8, 8 and 16 bits */
    QUEUE_SIZE_VECTOR = 0x18,
    QUEUE_ENABLE_NOTIFY_OFF = 0x1c,
    QUEUE_DESC = 0x20, /* 64 bits each */
    QUEUE_DRIVER = 0x28,
    QUEUE_DEVICE = 0x30,
    QUEUE_NOTIFY_DATA_RESET = 0x38,
};

#define LOW_HALF  0x0000ffffu
#define HIGH_HALF 0xffff0000u
#define BYTE0     0x000000ffu

#define NO_VECTOR 0xffffu /* there is no MSI-X */

#define FEATURE_WORDS 2 /* no feature of virtio 1.2 is above 63 (4.1.4.3.1) */

void virtio_pci_reset(struct virtio_pci *virtio)
{
    virtio->device_feature_select = virtio->driver_feature_select = 0;
    virtio->driver_features = 0;
    virtio->status = 0;
    virtio->queue_select = 0;
    for (unsigned int i = 0; i < VIRTIO_QUEUES_MAX; i++)
        virtio->queue[i] = (struct virtio_queue){.size = VIRTIO_QUEUE_MAX};
    virtio->isr = 0;
    virtio->kicked = 0;
    pci_function_set_interrupt(&virtio->function, false);
}

static void write_status(struct virtio_pci *virtio, uint8_t status)
{
    if (!status) {
        virtio_pci_reset(virtio);
        return;
    }
    if (!(virtio->status & VIRTIO_STATUS_FEATURES_OK) && !virtio_features_acceptable(virtio))
        status &= ~VIRTIO_STATUS_FEATURES_OK;
    /* NEEDS_RESET is the device's own bit. */
    status &= ~VIRTIO_STATUS_NEEDS_RESET;
    if (!fault_is(FAULT_NEEDS_RESET_CLEARS))
        status |= virtio->status & VIRTIO_STATUS_NEEDS_RESET;
    virtio->status = status;
}

/* The dword of @value that register @reg is: 64-bit fields are two of them (4.1.3.2). */
static uint32_t half(uint64_t value, uint32_t reg)
{
    return value >> (reg % 8 * 8);
}

static void write_half(uint64_t *value, uint32_t reg, uint32_t dword)
{
    const unsigned int shift = reg % 8 * 8;

    *value = (*value & ~(0xffffffffull << shift)) | (uint64_t)dword << shift;
}

/* The word @select of @features; beyond the last one there is nothing. */
static uint32_t feature_word(uint64_t features, uint32_t select)
{
    return select < FEATURE_WORDS ? features >> (32 * select) : 0;
}

static struct virtio_queue *selected(struct virtio_pci *virtio)
{
    return virtio->queue_select < virtio->device->queues ? &virtio->queue[virtio->queue_select]
                                                         : NULL;
}

/* The registers of a queue read as 0, "not available", for one that is not there (4.1.4.3.1). */
static uint32_t read_queue(const struct virtio_pci *virtio, uint32_t reg)
{
    const unsigned int index = virtio->queue_select;
    const struct virtio_queue *queue = virtio->queue + index;

    if (index >= virtio->device->queues)
        return 0;
    switch (reg) {
    case QUEUE_SIZE_VECTOR:
        return queue->size | NO_VECTOR << 16;
    case QUEUE_ENABLE_NOTIFY_OFF:
        return queue->enabled | index << 16;
    case QUEUE_DESC:
    case QUEUE_DESC + 4:
        return half(queue->desc, reg);
    case QUEUE_DRIVER:
    case QUEUE_DRIVER + 4:
        return half(queue->avail, reg);
    case QUEUE_DEVICE:
    case QUEUE_DEVICE + 4:
        return half(queue->used, reg);
    default:
        return 0;
    }
}

uint32_t virtio_common_read(const struct virtio_pci *virtio, uint32_t reg)
{
    switch (reg) {
    case DEVICE_FEATURE_SELECT:
        return virtio->device_feature_select;
    case DEVICE_FEATURE:
        return feature_word(virtio_features_offered(virtio), virtio->device_feature_select);
    case DRIVER_FEATURE_SELECT:
        return virtio->driver_feature_select;
    case DRIVER_FEATURE:
        return feature_word(virtio->driver_features, virtio->driver_feature_select);
    case CONFIG_VECTOR_NUM_QUEUES:
        return NO_VECTOR | virtio->device->queues << 16;
    case STATUS_GENERATION_QUEUE_SELECT:
        return virtio->status | virtio->generation << 8 | (uint32_t)virtio->queue_select << 16;
    default:
        return read_queue(virtio, reg);
    }
}

/* 2.6.1: the queue is as after a reset of the device, at once. */
static void reset_queue(struct virtio_pci *virtio, struct virtio_queue *queue)
{
    if (!(virtio->driver_features & VIRTIO_F_RING_RESET))
        return;
    *queue = (struct virtio_queue){.size = VIRTIO_QUEUE_MAX};
    virtio->kicked &= ~(1u << (queue - virtio->queue));
}

/* @value: the whole dword as it would be; @lanes: the bytes that were written. */
static void write_queue(struct virtio_pci *virtio, uint32_t reg, uint32_t lanes, uint32_t value)
{
    struct virtio_queue *queue = selected(virtio);
    const uint32_t size = value & LOW_HALF;

    if (!queue)
        return;
    if (reg == QUEUE_NOTIFY_DATA_RESET && lanes & HIGH_HALF && value >> 16 == 1)
        reset_queue(virtio, queue);
    if (queue->enabled)
        return; /* the driver must not, 4.1.4.3.2 */
    switch (reg) {
    case QUEUE_SIZE_VECTOR:
        if (lanes & LOW_HALF && size && size <= VIRTIO_QUEUE_MAX && !(size & (size - 1)))
            queue->size = size;
        break;
    case QUEUE_ENABLE_NOTIFY_OFF:
        if (!(lanes & LOW_HALF) || (value & LOW_HALF) != 1)
            break;
        if (!virtio_queue_start(queue, virtio->driver_features))
            virtio_service_fail(virtio);
        break;
    case QUEUE_DESC:
    case QUEUE_DESC + 4:
        write_half(&queue->desc, reg, value);
        break;
    case QUEUE_DRIVER:
    case QUEUE_DRIVER + 4:
        write_half(&queue->avail, reg, value);
        break;
    case QUEUE_DEVICE:
    case QUEUE_DEVICE + 4:
        write_half(&queue->used, reg, value);
        break;
    default:
        break;
    }
}

/* Negotiation is over once FEATURES_OK is set (3.1.1). */
static void write_feature(struct virtio_pci *virtio, uint32_t value)
{
    if (virtio->driver_feature_select < FEATURE_WORDS &&
        !(virtio->status & VIRTIO_STATUS_FEATURES_OK))
        write_half(&virtio->driver_features, 4 * virtio->driver_feature_select, value);
}

void virtio_common_write(struct virtio_pci *virtio, uint32_t reg, uint32_t lanes, uint32_t value)
{
    value = (virtio_common_read(virtio, reg) & ~lanes) | (value & lanes);
    switch (reg) {
    case DEVICE_FEATURE_SELECT:
        virtio->device_feature_select = value;
        break;
    case DRIVER_FEATURE_SELECT:
        virtio->driver_feature_select = value;
        break;
    case DRIVER_FEATURE:
        write_feature(virtio, value);
        break;
    case STATUS_GENERATION_QUEUE_SELECT:
        if (lanes & BYTE0)
            write_status(virtio, value & BYTE0);
        if (lanes & HIGH_HALF)
            virtio->queue_select = value >> 16;
        break;
    default:
        write_queue(virtio, reg, lanes, value);
    }
}
