/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of a virtio device that lie or forget: common configuration, ISR, PCI_CFG. */
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>
#include <stddef.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_registers.h"
#include "device_model/virtio/virtio_service.h"

#define LATE_BY     1000000 /* ns */
#define SIZE_ODD    100u
#define SIZE_BEYOND 256u
#define FAR_NOTIFY  0x7fffu /* times the multiplier: outside the BAR */

#define LOW_HALF     0x0000ffffu
#define HIGH_HALF    0xffff0000u
#define BYTE0        0x000000ffu
#define GENERATION   0x0000ff00u
#define VERSION_1    1u /* in the second word of features */
#define RING_RESET_1 0x00010000u
#define STATUS       VIRTIO_PCI_COMMON_STATUS
#define QUEUE_REGISTERS                                                       \
    VIRTIO_PCI_COMMON_Q_SIZE /* the first; they are the last of the structure \
                              */
#define COMMON_END 0x40

static uint32_t read_base(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    return virtio_register_ops.read(virtio, offset, lanes);
}

static void write_base(struct virtio_state *virtio, uint32_t offset, uint32_t lanes, uint32_t value)
{
    virtio_register_ops.write(virtio, offset, lanes, value);
}

static uint32_t features_beyond(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    return offset == VIRTIO_PCI_COMMON_DF && virtio->device_feature_select > 1
               ? 1
               : read_base(virtio, offset, lanes);
}

static uint32_t no_version_1(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    const uint32_t value = read_base(virtio, offset, lanes);

    return offset == VIRTIO_PCI_COMMON_DF && virtio->device_feature_select == 1 ? value & ~VERSION_1
                                                                                : value;
}

static uint32_t restless_generation(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    static uint32_t restless;
    const uint32_t value = read_base(virtio, offset, lanes);

    return offset == STATUS ? (value & ~GENERATION) | (++restless << 8 & GENERATION) : value;
}

static uint32_t size_beyond(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    return offset == VIRTIO_PCI_COMMON_Q_SIZE && virtio->queue_select >= virtio->type->queues
               ? SIZE_BEYOND
               : read_base(virtio, offset, lanes);
}

static bool belongs_to_a_queue(uint32_t offset)
{
    return offset >= QUEUE_REGISTERS && offset < COMMON_END;
}

static uint32_t read_first_queue(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    const uint16_t select = virtio->queue_select;
    uint32_t value;

    if (!belongs_to_a_queue(offset))
        return read_base(virtio, offset, lanes);
    virtio->queue_select = 0;
    value = read_base(virtio, offset, lanes);
    virtio->queue_select = select;
    return value;
}

static void write_first_queue(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                              uint32_t value)
{
    const uint16_t select = virtio->queue_select;

    if (belongs_to_a_queue(offset))
        virtio->queue_select = 0;
    write_base(virtio, offset, lanes, value);
    if (belongs_to_a_queue(offset))
        virtio->queue_select = select;
}

static void lose_upper_half(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                            uint32_t value)
{
    if (offset < VIRTIO_PCI_COMMON_Q_DESCLO || offset >= COMMON_END || !(offset & 4))
        write_base(virtio, offset, lanes, value);
}

static void ignore_ring_reset(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                              uint32_t value)
{
    if (offset != VIRTIO_PCI_COMMON_Q_NDATA)
        write_base(virtio, offset, lanes, value);
}

static uint32_t sticky_isr(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    return offset == VIRTIO_ISR_PAGE ? virtio->isr : read_base(virtio, offset, lanes);
}

static uint32_t empty_isr(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    const uint32_t value = read_base(virtio, offset, lanes);

    return offset == VIRTIO_ISR_PAGE ? 0 : value;
}

static bool is_status(uint32_t offset, uint32_t lanes)
{
    return offset == STATUS && lanes & BYTE0;
}

static bool is_reset(uint32_t offset, uint32_t lanes, uint32_t value)
{
    return is_status(offset, lanes) && !(value & BYTE0);
}

static void ignore_reset(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                         uint32_t value)
{
    if (!is_reset(offset, lanes, value))
        write_base(virtio, offset, lanes, value);
}

static void keep_queues(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                        uint32_t value)
{
    const struct virtio_state before = *virtio;

    write_base(virtio, offset, lanes, value);
    for (unsigned int i = 0; is_reset(offset, lanes, value) && i < VIRTIO_QUEUES_MAX; i++)
        virtio->queue[i] = before.queue[i];
}

static void keep_isr(struct virtio_state *virtio, uint32_t offset, uint32_t lanes, uint32_t value)
{
    const uint8_t isr = virtio->isr;

    write_base(virtio, offset, lanes, value);
    if (is_reset(offset, lanes, value))
        virtio->isr = isr;
}

static void keep_line(struct virtio_state *virtio, uint32_t offset, uint32_t lanes, uint32_t value)
{
    const bool asserted = virtio->isr;

    write_base(virtio, offset, lanes, value);
    if (is_reset(offset, lanes, value) && asserted)
        virtio_set_interrupt(virtio, true);
}

/* A request that outlives its device's reset. */
static struct {
    struct deadline due;
    struct virtio_state *virtio;
    unsigned int index;
    struct virtio_queue queue; /* as it was */
    struct virtio_chain chain;
} late;

static void complete_late(struct deadline *deadline)
{
    uint32_t written;

    (void)deadline;
    if (late.virtio->type->serve(late.virtio, late.index, &late.chain, &written) &&
        late.queue.ops->give_back(&late.queue, &late.chain, written))
        virtio_service_interrupt(late.virtio, VIRTIO_PCI_ISR_QUEUE);
}

static void forget_late(struct pci_bus *bus)
{
    deadline_cancel(&bus->home->deadlines, &late.due);
}

/* Keeps what the driver notified the device of, as if another process that is not told of resets
 * served it. */
static void keep_request(struct virtio_state *virtio)
{
    struct home *home = virtio->home;

    for (unsigned int i = 0; i < virtio->type->queues; i++) {
        struct virtio_queue *queue = &virtio->queue[i];
        uint16_t waiting;

        if (!(virtio->notified >> i & 1) || !queue->enabled ||
            !queue->ops->waiting(queue, &waiting) || !waiting ||
            !queue->ops->take(queue, &late.chain))
            continue;
        late.virtio = virtio;
        late.index = i;
        late.queue = *queue;
        late.due.run = complete_late;
        deadline_set(&home->deadlines, &late.due, home->now(home) + LATE_BY);
        return;
    }
}

static void reset_but_complete(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                               uint32_t value)
{
    if (is_reset(offset, lanes, value))
        keep_request(virtio);
    write_base(virtio, offset, lanes, value);
}

static void drop_features_ok(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                             uint32_t value)
{
    if (is_status(offset, lanes) && value & BYTE0)
        value &= ~VIRTIO_CONFIG_S_FEATURES_OK;
    write_base(virtio, offset, lanes, value);
}

static void keep_features_ok(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                             uint32_t value)
{
    write_base(virtio, offset, lanes, value);
    if (is_status(offset, lanes))
        virtio->status |= value & VIRTIO_CONFIG_S_FEATURES_OK;
}

static void clear_needs_reset(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                              uint32_t value)
{
    write_base(virtio, offset, lanes, value);
    if (is_status(offset, lanes))
        virtio->status &= ~VIRTIO_CONFIG_S_NEEDS_RESET;
}

static void never_fail(struct virtio_state *virtio)
{
    (void)virtio;
}

static void fail_silently(struct virtio_state *virtio)
{
    virtio->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
}

/* As if the driver had aimed PCI_CFG four bytes further. */
static uint32_t read_elsewhere(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = virtio_pci_of(endpoint);
    uint32_t *aim, value;

    if (!virtio || offset != virtio->pci_cfg + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data))
        return fault_config_base(endpoint)->read(endpoint, offset, lanes);
    aim = &endpoint->config[(virtio->pci_cfg + VIRTIO_PCI_CAP_OFFSET) / 4];
    *aim += 4;
    value = fault_config_base(endpoint)->read(endpoint, offset, lanes);
    *aim -= 4;
    return value;
}

const struct fault_wrap fault_register_table[] = {
    WRAP(FAULT_HALF_LOST, register_write, lose_upper_half),
    WRAP(FAULT_FEATURES_BEYOND, register_read, features_beyond),
    WRAP(FAULT_NO_VERSION_1, register_read, no_version_1),
    WRAP_DWORD(FAULT_DRIVER_FEATURE_LOST, register_dword, 0, VIRTIO_PCI_COMMON_GF, ~0u, 0),
    WRAP(FAULT_FEATURES_OK_DROPS, register_write, drop_features_ok),
    WRAP(FAULT_FEATURES_OK_ALWAYS, register_write, keep_features_ok),
    WRAP_DWORD(FAULT_STATUS_FORGETS, register_dword, 0, STATUS, VIRTIO_CONFIG_S_ACKNOWLEDGE, 0),
    WRAP(FAULT_RESET_IGNORED, register_write, ignore_reset),
    WRAP(FAULT_RESET_KEEPS_QUEUES, register_write, keep_queues),
    WRAP(FAULT_RESET_KEEPS_ISR, register_write, keep_isr),
    WRAP(FAULT_RESET_KEEPS_LINE, register_write, keep_line),
    WRAP(FAULT_LATE_COMPLETION, register_write, reset_but_complete),
    WRAP(FAULT_LATE_COMPLETION, end, forget_late),
    WRAP_DWORD(FAULT_QUEUE_SIZE_ZERO, register_dword, 0, VIRTIO_PCI_COMMON_Q_SIZE, LOW_HALF, 0),
    WRAP_DWORD(FAULT_QUEUE_SIZE_ODD, register_dword, 0, VIRTIO_PCI_COMMON_Q_SIZE, LOW_HALF,
               SIZE_ODD),
    WRAP(FAULT_QUEUE_BEYOND, register_read, size_beyond),
    WRAP(FAULT_QUEUES_ALIAS, register_read, read_first_queue),
    WRAP(FAULT_QUEUES_ALIAS, register_write, write_first_queue),
    WRAP_DWORD(FAULT_NEVER_ENABLED, register_dword, 0, VIRTIO_PCI_COMMON_Q_ENABLE, LOW_HALF, 0),
    WRAP_DWORD(FAULT_NOTIFY_OUTSIDE, register_dword, 0, VIRTIO_PCI_COMMON_Q_ENABLE, HIGH_HALF,
               FAR_NOTIFY << 16),
    WRAP(FAULT_ISR_STICKS, register_read, sticky_isr),
    WRAP(FAULT_ISR_EMPTY, register_read, empty_isr),
    WRAP_DWORD(FAULT_GENERATION_STUCK, register_dword, 0, STATUS, GENERATION, 0),
    WRAP(FAULT_GENERATION_RESTLESS, register_read, restless_generation),
    WRAP(FAULT_WINDOW_ELSEWHERE, config_read, read_elsewhere),
    WRAP(FAULT_RING_RESET_IGNORED, register_write, ignore_ring_reset),
    WRAP_DWORD(FAULT_RING_RESET_ENDLESS, register_dword, 0, VIRTIO_PCI_COMMON_Q_NDATA, 0,
               RING_RESET_1),
    WRAP(FAULT_NEEDS_RESET_NEVER, fail, never_fail),
    WRAP(FAULT_NEEDS_RESET_SILENT, fail, fail_silently),
    WRAP(FAULT_NEEDS_RESET_CLEARS, register_write, clear_needs_reset),
    WRAP_END,
};
