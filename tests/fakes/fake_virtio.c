/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/fake_virtio.h"

#include <string.h>

#include "guest/pci/pci_cap.h"

void fake_virtio_cap(struct fake_function *fn, uint8_t at, uint8_t type, uint8_t bar,
                     uint32_t offset, uint32_t length)
{
    fn->config[at] = PCI_CAP_ID_VNDR;
    fn->config[at + VIRTIO_PCI_CAP_LEN] = sizeof(struct virtio_pci_cap);
    fn->config[at + VIRTIO_PCI_CAP_CFG_TYPE] = type;
    fn->config[at + VIRTIO_PCI_CAP_BAR] = bar;
    fake_set32(fn, at + VIRTIO_PCI_CAP_OFFSET, offset);
    fake_set32(fn, at + VIRTIO_PCI_CAP_LENGTH, length);
}

static bool take_chain(struct fake_queue *queue, struct fake_chain *chain)
{
    const struct vring_desc *desc = (const void *)(uintptr_t)queue->address[0];
    const volatile struct vring_avail *avail = (const void *)(uintptr_t)queue->address[1];
    uint16_t at;

    if (avail->idx == queue->seen)
        return false;
    at = avail->ring[queue->seen++ % queue->size];
    *chain = (struct fake_chain){.head = at};
    for (;;) {
        const unsigned int i = chain->count++;

        chain->segment[i].data = (uint8_t *)(uintptr_t)desc[at].addr;
        chain->segment[i].length = desc[at].len;
        chain->segment[i].writable = desc[at].flags & VRING_DESC_F_WRITE;
        if (!(desc[at].flags & VRING_DESC_F_NEXT))
            return true;
        at = desc[at].next;
    }
}

static void give_back(struct fake_queue *queue, uint16_t head, uint32_t length)
{
    volatile struct vring_used *used = (void *)(uintptr_t)queue->address[2];

    used->ring[used->idx % queue->size].id = head;
    used->ring[used->idx % queue->size].len = length;
    used->idx++;
}

static void ring_doorbell(struct fake_function *fn, struct fake_virtio *virtio, uint16_t index)
{
    struct fake_queue *queue = &virtio->queue[index];
    struct fake_chain chain;

    queue->kicks++;
    if (!(virtio->status & VIRTIO_CONFIG_S_DRIVER_OK) || !queue->enabled ||
        !(fake_get32(fn, PCI_COMMAND) & PCI_COMMAND_MASTER)) {
        virtio->early_kicks++;
        return;
    }
    while (virtio->serve && take_chain(queue, &chain)) {
        give_back(queue, chain.head, virtio->serve(virtio, &chain));
        virtio->isr |= VIRTIO_PCI_ISR_QUEUE;
    }
}

static void reset(struct fake_virtio *virtio)
{
    virtio->status = 0;
    virtio->isr = 0;
    virtio->accepted = 0;
    virtio->reset_pending = virtio->reset_reads;
    for (unsigned int i = 0; i < FAKE_QUEUES; i++) {
        struct fake_queue *queue = &virtio->queue[i];

        *queue = (struct fake_queue){.size = virtio->max_size, .notify_off = queue->notify_off};
    }
}

/* The width that 4.1.4.3 gives the field at @offset of COMMON. */
static unsigned int field_width(unsigned int offset)
{
    if (offset == VIRTIO_PCI_COMMON_STATUS || offset == VIRTIO_PCI_COMMON_CFGGENERATION)
        return 1;
    if (offset >= sizeof(struct virtio_pci_common_cfg))
        return 2;
    return offset < VIRTIO_PCI_COMMON_MSIX || offset >= VIRTIO_PCI_COMMON_Q_DESCLO ? 4 : 2;
}

static uint8_t read_status(struct fake_virtio *virtio)
{
    if (virtio->reset_pending) {
        virtio->reset_pending--;
        return VIRTIO_CONFIG_S_DRIVER_OK;
    }
    return virtio->status;
}

static uint64_t common_read(struct fake_virtio *virtio, unsigned int offset)
{
    const struct fake_queue *queue =
        virtio->queue_select < virtio->num_queues ? &virtio->queue[virtio->queue_select] : NULL;

    switch (offset) {
    case VIRTIO_PCI_COMMON_DF:
        return virtio->device_select < 2 ? virtio->offered >> (32 * virtio->device_select) : 0;
    case VIRTIO_PCI_COMMON_GF:
        return virtio->driver_select < 2
                   ? (virtio->accepted & ~virtio->features_lost) >> (32 * virtio->driver_select)
                   : 0;
    case VIRTIO_PCI_COMMON_NUMQ:
        return virtio->num_queues;
    case VIRTIO_PCI_COMMON_STATUS:
        return read_status(virtio);
    case VIRTIO_PCI_COMMON_CFGGENERATION:
        return virtio->restless ? virtio->generation++ : virtio->generation;
    case VIRTIO_PCI_COMMON_Q_SELECT:
        return virtio->queue_select;
    case VIRTIO_PCI_COMMON_Q_SIZE:
        return queue ? queue->size : 0;
    case VIRTIO_PCI_COMMON_Q_ENABLE:
        return queue ? queue->enabled : 0;
    case VIRTIO_PCI_COMMON_Q_NOFF:
        return queue ? queue->notify_off : 0;
    case VIRTIO_PCI_COMMON_Q_RESET:
        return virtio->queue_reset == FAKE_RESET_FOREVER;
    default:
        if (offset < VIRTIO_PCI_COMMON_Q_DESCLO || offset >= sizeof(struct virtio_pci_common_cfg) ||
            !queue)
            return 0;
        return queue->address[(offset - VIRTIO_PCI_COMMON_Q_DESCLO) / 8] >> (offset % 8 * 8);
    }
}

static void write_half(uint64_t *field, unsigned int shift, uint32_t value)
{
    *field = (*field & ~(0xffffffffull << shift)) | (uint64_t)value << shift;
}

static void common_write(struct fake_virtio *virtio, unsigned int offset, uint32_t value)
{
    struct fake_queue *queue = &virtio->queue[virtio->queue_select % FAKE_QUEUES];

    if (virtio->read_only_field && offset == virtio->read_only_field)
        return;
    switch (offset) {
    case VIRTIO_PCI_COMMON_DFSELECT:
        virtio->device_select = value;
        break;
    case VIRTIO_PCI_COMMON_GFSELECT:
        virtio->driver_select = value;
        break;
    case VIRTIO_PCI_COMMON_GF:
        if (virtio->driver_select < 2)
            write_half(&virtio->accepted, 32 * virtio->driver_select, value);
        break;
    case VIRTIO_PCI_COMMON_STATUS:
        if (value)
            virtio->status = (value & ~virtio->status_dropped) | virtio->status_raised;
        else
            reset(virtio);
        break;
    case VIRTIO_PCI_COMMON_Q_SELECT:
        virtio->queue_select = value;
        break;
    case VIRTIO_PCI_COMMON_Q_SIZE:
        queue->size = value;
        break;
    case VIRTIO_PCI_COMMON_Q_ENABLE:
        queue->enabled = value;
        break;
    case VIRTIO_PCI_COMMON_Q_RESET:
        if (virtio->queue_reset == FAKE_RESET_WORKS)
            *queue = (struct fake_queue){.size = virtio->max_size, .notify_off = queue->notify_off};
        break;
    default:
        if (offset >= VIRTIO_PCI_COMMON_Q_DESCLO && offset < sizeof(struct virtio_pci_common_cfg))
            write_half(&queue->address[(offset - VIRTIO_PCI_COMMON_Q_DESCLO) / 8], offset % 8 * 8,
                       value);
    }
}

static uint64_t bar_read(struct fake_function *fn, uint64_t offset, unsigned int size)
{
    struct fake_virtio *virtio = fn->state;
    uint64_t value = 0;

    switch (offset / FAKE_REGION * FAKE_REGION) {
    case FAKE_COMMON:
        virtio->wrong_width += size != field_width(offset);
        return common_read(virtio, offset);
    case FAKE_ISR:
        value = virtio->isr;
        virtio->isr = 0;
        break;
    case FAKE_DEVICE:
        if (offset + size <= FAKE_DEVICE + sizeof(virtio->device))
            memcpy(&value, &virtio->device[offset - FAKE_DEVICE], size);
        break;
    }
    return value;
}

static void bar_write(struct fake_function *fn, uint64_t offset, unsigned int size, uint64_t value)
{
    struct fake_virtio *virtio = fn->state;

    switch (offset / FAKE_REGION * FAKE_REGION) {
    case FAKE_COMMON:
        virtio->wrong_width += size != field_width(offset);
        common_write(virtio, offset, value);
        break;
    case FAKE_NOTIFY:
        virtio->wrong_width += size != 2;
        if (value < virtio->num_queues &&
            offset - FAKE_NOTIFY == virtio->queue[value].notify_off * FAKE_MULTIPLIER)
            ring_doorbell(fn, virtio, value);
        break;
    }
}

struct fake_function *fake_virtio_add(pci_bdf bdf, uint16_t type, struct fake_virtio *state)
{
    struct fake_function *fn =
        fake_add(bdf, (0x1040u + type) << 16 | PCI_VENDOR_ID_REDHAT_QUMRANET);

    *state = (struct fake_virtio){
        .offered = _BITULL(VIRTIO_F_VERSION_1),
        .num_queues = 1,
        .max_size = 256,
        .queue = {{.notify_off = 0}, {.notify_off = 1}},
        .status = VIRTIO_CONFIG_S_DRIVER_OK, /* somebody else's leftovers */
    };
    fn->state = state;
    fn->bar_read = bar_read;
    fn->bar_write = bar_write;
    fake_bar(fn, FAKE_VIRTIO_BAR, FAKE_VIRTIO_SIZE, PCI_BASE_ADDRESS_MEM_TYPE_64);

    fake_cap_list(fn, FAKE_CAP_COMMON);
    fake_virtio_cap(fn, FAKE_CAP_COMMON, VIRTIO_PCI_CAP_COMMON_CFG, 4, FAKE_COMMON,
                    sizeof(struct virtio_pci_common_cfg));
    fake_virtio_cap(fn, FAKE_CAP_NOTIFY, VIRTIO_PCI_CAP_NOTIFY_CFG, 4, FAKE_NOTIFY, FAKE_REGION);
    fake_virtio_cap(fn, FAKE_CAP_ISR, VIRTIO_PCI_CAP_ISR_CFG, 4, FAKE_ISR, 1);
    fake_virtio_cap(fn, FAKE_CAP_DEVICE, VIRTIO_PCI_CAP_DEVICE_CFG, 4, FAKE_DEVICE,
                    FAKE_DEVICE_BYTES);
    fake_virtio_cap(fn, FAKE_CAP_PCI_CFG, VIRTIO_PCI_CAP_PCI_CFG, 0, 0, 0);
    fn->config[FAKE_CAP_COMMON + 1] = FAKE_CAP_NOTIFY;
    fn->config[FAKE_CAP_NOTIFY + 1] = FAKE_CAP_ISR;
    fn->config[FAKE_CAP_ISR + 1] = FAKE_CAP_DEVICE;
    fn->config[FAKE_CAP_DEVICE + 1] = FAKE_CAP_PCI_CFG;
    fn->config[FAKE_CAP_NOTIFY + VIRTIO_PCI_CAP_LEN] = sizeof(struct virtio_pci_notify_cap);
    fn->config[FAKE_CAP_PCI_CFG + VIRTIO_PCI_CAP_LEN] = sizeof(struct virtio_pci_cfg_cap);
    fake_set32(fn, FAKE_CAP_NOTIFY + VIRTIO_PCI_NOTIFY_CAP_MULT, FAKE_MULTIPLIER);
    return fn;
}
