/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtio_common.h"

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
};

#define LOW_HALF  0x0000ffffu
#define HIGH_HALF 0xffff0000u
#define BYTE0     0x000000ffu

#define NO_VECTOR 0xffffu /* there is no MSI-X */
#define QUEUES    1

#define STATUS_DRIVER_OK   4
#define STATUS_FEATURES_OK 8
#define STATUS_NEEDS_RESET 64

#define ISR_QUEUE  1
#define ISR_CONFIG 2

#define FEATURE_WORDS 2
#define FEATURES_LOW  0u /* features 0 to 31 */
#define FEATURES_HIGH 1u /* VERSION_1 is feature 32 */

static const uint32_t offered[FEATURE_WORDS] = {FEATURES_LOW, FEATURES_HIGH};

static void interrupt(struct virtio_pci *virtio, uint8_t cause)
{
    virtio->isr |= cause;
    pci_function_set_interrupt(&virtio->function, true);
}

/* 2.1.2: from here on only a reset helps. */
static void fail(struct virtio_pci *virtio)
{
    virtio->status |= STATUS_NEEDS_RESET;
    if (virtio->status & STATUS_DRIVER_OK)
        interrupt(virtio, ISR_CONFIG);
}

void virtio_pci_reset(struct virtio_pci *virtio)
{
    virtio->device_feature_select = virtio->driver_feature_select = 0;
    virtio->driver_feature[0] = virtio->driver_feature[1] = 0;
    virtio->status = 0;
    virtio->queue_select = 0;
    virtio->queue = (struct virtio_queue){.size = VIRTIO_QUEUE_MAX};
    virtio->isr = 0;
    pci_function_set_interrupt(&virtio->function, false);
}

/* The driver must accept VERSION_1 and may accept nothing that is not offered (6.2). */
static bool features_acceptable(const struct virtio_pci *virtio)
{
    return virtio->driver_feature[0] == FEATURES_LOW && virtio->driver_feature[1] == FEATURES_HIGH;
}

static void write_status(struct virtio_pci *virtio, uint8_t status)
{
    if (!status) {
        virtio_pci_reset(virtio);
        return;
    }
    if (!(virtio->status & STATUS_FEATURES_OK) && !features_acceptable(virtio))
        status &= ~STATUS_FEATURES_OK;
    /* NEEDS_RESET is the device's own bit. */
    virtio->status = (status & ~STATUS_NEEDS_RESET) | (virtio->status & STATUS_NEEDS_RESET);
}

static uint32_t half(const uint64_t *value, uint32_t reg)
{
    return *value >> (reg % 8 * 8);
}

static void write_half(uint64_t *value, uint32_t reg, uint32_t dword)
{
    const unsigned int shift = reg % 8 * 8;

    *value = (*value & ~(0xffffffffull << shift)) | (uint64_t)dword << shift;
}

/* The registers of a queue read as 0, "not available", for all others (4.1.4.3.1). */
static uint32_t read_queue(const struct virtio_queue *queue, uint32_t reg)
{
    switch (reg) {
    case QUEUE_SIZE_VECTOR:
        return queue->size | NO_VECTOR << 16;
    case QUEUE_ENABLE_NOTIFY_OFF:
        return queue->enabled | VIRTIO_QUEUE << 16;
    case QUEUE_DESC:
    case QUEUE_DESC + 4:
        return half(&queue->desc, reg);
    case QUEUE_DRIVER:
    case QUEUE_DRIVER + 4:
        return half(&queue->avail, reg);
    case QUEUE_DEVICE:
    case QUEUE_DEVICE + 4:
        return half(&queue->used, reg);
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
        return virtio->device_feature_select < FEATURE_WORDS
                   ? offered[virtio->device_feature_select]
                   : 0;
    case DRIVER_FEATURE_SELECT:
        return virtio->driver_feature_select;
    case DRIVER_FEATURE:
        return virtio->driver_feature_select < FEATURE_WORDS
                   ? virtio->driver_feature[virtio->driver_feature_select]
                   : 0;
    case CONFIG_VECTOR_NUM_QUEUES:
        return NO_VECTOR | QUEUES << 16;
    case STATUS_GENERATION_QUEUE_SELECT: /* configuration never changes: generation 0 */
        return virtio->status | (uint32_t)virtio->queue_select << 16;
    default:
        return virtio->queue_select == VIRTIO_QUEUE ? read_queue(&virtio->queue, reg) : 0;
    }
}

/* @value: the whole dword as it would be; @lanes: the bytes that were written. */
static void write_queue(struct virtio_pci *virtio, uint32_t reg, uint32_t lanes, uint32_t value)
{
    struct virtio_queue *queue = &virtio->queue;
    const uint32_t size = value & LOW_HALF;

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
        queue->enabled = true;
        if (!virtio_queue_valid(queue))
            fail(virtio);
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
        if (virtio->driver_feature_select < FEATURE_WORDS &&
            !(virtio->status & STATUS_FEATURES_OK)) /* negotiation is over, 3.1.1 */
            virtio->driver_feature[virtio->driver_feature_select] = value;
        break;
    case STATUS_GENERATION_QUEUE_SELECT:
        if (lanes & BYTE0)
            write_status(virtio, value & BYTE0);
        if (lanes & HIGH_HALF)
            virtio->queue_select = value >> 16;
        break;
    default:
        if (virtio->queue_select == VIRTIO_QUEUE)
            write_queue(virtio, reg, lanes, value);
    }
}

static bool may_serve(const struct virtio_pci *virtio)
{
    const uint8_t live = STATUS_DRIVER_OK | STATUS_FEATURES_OK;

    return (virtio->status & (live | STATUS_NEEDS_RESET)) == live && virtio->queue.enabled &&
           pci_function_is_master(&virtio->function);
}

static bool serve_waiting(struct virtio_pci *virtio)
{
    static struct virtio_chain chain; /* too big for a stack; one queue is served at a time */
    uint16_t waiting;
    uint32_t written;
    bool wanted;

    if (!virtio_queue_waiting(&virtio->queue, &waiting))
        return false;
    if (!waiting)
        return true;
    /* What the driver adds meanwhile it announces by another notification. */
    for (; waiting; waiting--) {
        if (!virtio_queue_take(&virtio->queue, &chain) ||
            !virtio->device->serve(&chain, &written) ||
            !virtio_queue_return(&virtio->queue, chain.head, written))
            return false;
    }
    if (!virtio_queue_wants_interrupt(&virtio->queue, &wanted))
        return false;
    if (wanted)
        interrupt(virtio, ISR_QUEUE);
    return true;
}

void virtio_common_notify(struct virtio_pci *virtio)
{
    if (may_serve(virtio) && !serve_waiting(virtio))
        fail(virtio);
}
