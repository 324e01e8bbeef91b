/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_common.h"

#include <linux/virtio_pci.h>

#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_service.h"

/* Registers are dwords here. These hold two or three fields, of which the first names them. */
#define MSIX_NUM_QUEUES                VIRTIO_PCI_COMMON_MSIX
#define STATUS_GENERATION_QUEUE_SELECT VIRTIO_PCI_COMMON_STATUS /* 8, 8 and 16 bits */
#define QUEUE_SIZE_MSIX                VIRTIO_PCI_COMMON_Q_SIZE
#define QUEUE_ENABLE_NOTIFY_OFF        VIRTIO_PCI_COMMON_Q_ENABLE
#define QUEUE_NOTIFY_DATA_RESET        VIRTIO_PCI_COMMON_Q_NDATA

#define LOW_HALF  0x0000ffffu
#define HIGH_HALF 0xffff0000u
#define BYTE0     0x000000ffu

#define FEATURE_WORDS 2 /* no feature of virtio 1.2 is above 63 (4.1.4.3.1) */

static void reset_queue(struct virtio_state *virtio, struct virtio_queue *queue)
{
    *queue = (struct virtio_queue){
        .home = virtio->home,
        .size = VIRTIO_QUEUE_MAX,
        .vector = VIRTIO_MSI_NO_VECTOR,
    };
}

void virtio_common_reset(struct virtio_state *virtio)
{
    virtio->device_feature_select = virtio->driver_feature_select = 0;
    virtio->driver_features = 0;
    virtio->status = 0;
    virtio->queue_select = 0;
    virtio->config_vector = VIRTIO_MSI_NO_VECTOR;
    for (unsigned int i = 0; i < VIRTIO_QUEUES_MAX; i++)
        reset_queue(virtio, &virtio->queue[i]);
    virtio->isr = 0;
    virtio->notified = 0;
    virtio_set_interrupt(virtio, false);
}

/* What a driver must accept (6.1): the second, of a device that has no other addresses. */
static uint64_t features_needed(const struct virtio_state *virtio)
{
    return _BITULL(VIRTIO_F_VERSION_1) |
           (virtio->home->platform ? _BITULL(VIRTIO_F_ACCESS_PLATFORM) : 0);
}

static uint64_t features_offered(const struct virtio_state *virtio)
{
    return VIRTIO_FEATURES_ALL | virtio->type->features | features_needed(virtio);
}

/* The driver must accept those, and may accept nothing that is not offered (2.2.1). */
static bool features_acceptable(const struct virtio_state *virtio)
{
    return !(features_needed(virtio) & ~virtio->driver_features) &&
           !(virtio->driver_features & ~features_offered(virtio));
}

static void write_status(struct virtio_state *virtio, uint8_t status)
{
    if (!status) {
        virtio_common_reset(virtio);
        return;
    }
    if (!(virtio->status & VIRTIO_CONFIG_S_FEATURES_OK) && !features_acceptable(virtio))
        status &= ~VIRTIO_CONFIG_S_FEATURES_OK;
    /* NEEDS_RESET is the device's own bit. */
    status &= ~VIRTIO_CONFIG_S_NEEDS_RESET;
    virtio->status = status | (virtio->status & VIRTIO_CONFIG_S_NEEDS_RESET);
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

static struct virtio_queue *selected(struct virtio_state *virtio)
{
    return virtio->queue_select < virtio->type->queues ? &virtio->queue[virtio->queue_select]
                                                       : NULL;
}

/* The registers of a queue read as 0, "not available", for one that is not there (4.1.4.3.1). */
static uint32_t read_queue(const struct virtio_state *virtio, uint32_t reg)
{
    const unsigned int index = virtio->queue_select;
    const struct virtio_queue *queue;

    if (index >= virtio->type->queues)
        return 0;
    queue = &virtio->queue[index];
    switch (reg) {
    case QUEUE_SIZE_MSIX:
        return queue->size | (uint32_t)queue->vector << 16;
    case QUEUE_ENABLE_NOTIFY_OFF:
        return queue->enabled | index << 16;
    case VIRTIO_PCI_COMMON_Q_DESCLO:
    case VIRTIO_PCI_COMMON_Q_DESCHI:
        return half(queue->desc, reg);
    case VIRTIO_PCI_COMMON_Q_AVAILLO:
    case VIRTIO_PCI_COMMON_Q_AVAILHI:
        return half(queue->avail, reg);
    case VIRTIO_PCI_COMMON_Q_USEDLO:
    case VIRTIO_PCI_COMMON_Q_USEDHI:
        return half(queue->used, reg);
    default:
        return 0;
    }
}

uint32_t virtio_common_read(const struct virtio_state *virtio, uint32_t reg)
{
    switch (reg) {
    case VIRTIO_PCI_COMMON_DFSELECT:
        return virtio->device_feature_select;
    case VIRTIO_PCI_COMMON_DF:
        return feature_word(features_offered(virtio), virtio->device_feature_select);
    case VIRTIO_PCI_COMMON_GFSELECT:
        return virtio->driver_feature_select;
    case VIRTIO_PCI_COMMON_GF:
        return feature_word(virtio->driver_features, virtio->driver_feature_select);
    case MSIX_NUM_QUEUES:
        return virtio->config_vector | virtio->type->queues << 16;
    case STATUS_GENERATION_QUEUE_SELECT:
        return virtio->status | virtio->generation << 8 | (uint32_t)virtio->queue_select << 16;
    default:
        return read_queue(virtio, reg);
    }
}

void virtio_common_stop_queue(struct virtio_state *virtio)
{
    struct virtio_queue *queue = selected(virtio);

    if (!queue)
        return;
    reset_queue(virtio, queue);
    virtio->notified &= ~(1u << (queue - virtio->queue));
}

/* 2.6.1: at once. */
static void write_queue_reset(struct virtio_state *virtio)
{
    if (virtio->driver_features & _BITULL(VIRTIO_F_RING_RESET))
        virtio_common_stop_queue(virtio);
}

static void write_queue_enable(struct virtio_state *virtio, struct virtio_queue *queue)
{
    const uint64_t features = virtio->driver_features;
    const bool packed = features & _BITULL(VIRTIO_F_RING_PACKED);

    if (!virtio_queue_start(queue, packed ? virtio->ops->packed : virtio->ops->split,
                            features & _BITULL(VIRTIO_RING_F_INDIRECT_DESC),
                            features & _BITULL(VIRTIO_RING_F_EVENT_IDX)))
        virtio->ops->fail(virtio);
}

/* What a vector reads as that the driver has written: one that is not there is none (4.1.5.1.2.1).
 */
static uint16_t mapped(const struct virtio_state *virtio, uint32_t vector)
{
    return vector < virtio->transport->vectors ? vector : VIRTIO_MSI_NO_VECTOR;
}

/* @value: the whole dword as it would be; @lanes: the bytes that were written. */
static void write_queue(struct virtio_state *virtio, uint32_t reg, uint32_t lanes, uint32_t value)
{
    struct virtio_queue *queue = selected(virtio);
    const uint32_t size = value & LOW_HALF;

    if (!queue)
        return;
    if (reg == QUEUE_NOTIFY_DATA_RESET && lanes & HIGH_HALF && value >> 16 == 1)
        write_queue_reset(virtio);
    if (reg == QUEUE_SIZE_MSIX && lanes & HIGH_HALF)
        queue->vector = mapped(virtio, value >> 16);
    if (queue->enabled)
        return; /* the driver must not, 4.1.4.3.2 */
    switch (reg) {
    case QUEUE_SIZE_MSIX:
        if (lanes & LOW_HALF && size && size <= VIRTIO_QUEUE_MAX && !(size & (size - 1)))
            queue->size = size;
        break;
    case QUEUE_ENABLE_NOTIFY_OFF:
        if (lanes & LOW_HALF && (value & LOW_HALF) == 1)
            write_queue_enable(virtio, queue);
        break;
    case VIRTIO_PCI_COMMON_Q_DESCLO:
    case VIRTIO_PCI_COMMON_Q_DESCHI:
        write_half(&queue->desc, reg, value);
        break;
    case VIRTIO_PCI_COMMON_Q_AVAILLO:
    case VIRTIO_PCI_COMMON_Q_AVAILHI:
        write_half(&queue->avail, reg, value);
        break;
    case VIRTIO_PCI_COMMON_Q_USEDLO:
    case VIRTIO_PCI_COMMON_Q_USEDHI:
        write_half(&queue->used, reg, value);
        break;
    default:
        break;
    }
}

/* Negotiation is over once FEATURES_OK is set (3.1.1). */
static void write_feature(struct virtio_state *virtio, uint32_t value)
{
    if (virtio->driver_feature_select < FEATURE_WORDS &&
        !(virtio->status & VIRTIO_CONFIG_S_FEATURES_OK))
        write_half(&virtio->driver_features, 4 * virtio->driver_feature_select, value);
}

void virtio_common_write(struct virtio_state *virtio, uint32_t reg, uint32_t lanes, uint32_t value)
{
    value = (virtio_common_read(virtio, reg) & ~lanes) | (value & lanes);
    switch (reg) {
    case VIRTIO_PCI_COMMON_DFSELECT:
        virtio->device_feature_select = value;
        break;
    case VIRTIO_PCI_COMMON_GFSELECT:
        virtio->driver_feature_select = value;
        break;
    case VIRTIO_PCI_COMMON_GF:
        write_feature(virtio, value);
        break;
    case MSIX_NUM_QUEUES:
        if (lanes & LOW_HALF)
            virtio->config_vector = mapped(virtio, value & LOW_HALF);
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
