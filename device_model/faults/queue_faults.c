/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device does wrong with any virtqueue, its buffers and its interrupts. */
#include <linux/virtio_blk.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/faults/late_write.h"
#include "device_model/guest_memory.h"
#include "device_model/virtio/virtio_registers.h"
#include "device_model/virtio/virtio_service.h"

#define STORM 400 /* interrupts */

/* What lies a few blocks of 2 MiB above the ring is nobody's. */
#define BLOCK_SHIFT 21

static bool take_base(struct virtio_queue *queue, struct virtio_chain *chain)
{
    return fault_queue_base(queue)->take(queue, chain);
}

static bool give_back_base(struct virtio_queue *queue, const struct virtio_chain *chain,
                           uint32_t written)
{
    return fault_queue_base(queue)->give_back(queue, chain, written);
}

static bool wants_interrupt_base(struct virtio_queue *queue, bool *wanted)
{
    return fault_queue_base(queue)->wants_interrupt(queue, wanted);
}

static struct virtio_segment *first_writable(struct virtio_chain *chain)
{
    return &chain->segment[chain->readable_segments];
}

static bool swap_last(struct virtio_queue *queue, struct virtio_chain *chain)
{
    struct virtio_segment *last, swapped;

    if (!take_base(queue, chain))
        return false;
    if (chain->segments - chain->readable_segments > 1) {
        last = &chain->segment[chain->segments - 1];
        swapped = last[0];
        last[0] = last[-1];
        last[-1] = swapped;
    }
    return true;
}

static bool forget_segments(struct virtio_queue *queue, struct virtio_chain *chain)
{
    if (!take_base(queue, chain))
        return false;
    while (chain->segments - chain->readable_segments > 2)
        chain->writable -= chain->segment[--chain->segments].size;
    return true;
}

/* What was in the first writable segment until the device wrote it. */
static struct late_write before;

static bool take_and_save(struct virtio_queue *queue, struct virtio_chain *chain)
{
    if (!take_base(queue, chain))
        return false;
    if (chain->writable)
        late_write_save(&before, queue->home, first_writable(chain)->addr,
                        first_writable(chain)->size);
    return true;
}

static bool give_back_before_data(struct virtio_queue *queue, const struct virtio_chain *chain,
                                  uint32_t written)
{
    if (chain->writable)
        late_write_postpone(&before, queue->home);
    return give_back_base(queue, chain, written);
}

static bool deliver_late(struct virtio_queue *queue, uint16_t *count)
{
    late_write_deliver(queue->home);
    return fault_queue_base(queue)->waiting(queue, count);
}

static bool stuck_avail_event(struct virtio_queue *queue, uint16_t *count)
{
    const bool events = queue->events;
    bool good;

    queue->events = false; /* which alone would have moved it */
    good = fault_queue_base(queue)->waiting(queue, count);
    queue->events = events;
    return good;
}

static bool lose_request(struct virtio_queue *queue, const struct virtio_chain *chain,
                         uint32_t written)
{
    return queue->next_avail % FAULT_EVERY == 0 || give_back_base(queue, chain, written);
}

static bool write_readable(struct virtio_queue *queue, const struct virtio_chain *chain,
                           uint32_t written)
{
    if (chain->readable)
        fault_invert(queue->home, chain->segment[0].addr);
    return give_back_base(queue, chain, written);
}

static bool write_beyond(struct virtio_queue *queue, const struct virtio_chain *chain,
                         uint32_t written)
{
    const struct virtio_segment *last = &chain->segment[chain->segments - 1];

    if (chain->writable)
        fault_invert(queue->home, last->addr + last->size);
    return give_back_base(queue, chain, written);
}

static bool write_elsewhere(struct virtio_queue *queue, const struct virtio_chain *chain,
                            uint32_t written)
{
    if (chain->segments)
        guest_write(queue->home, ((queue->desc >> BLOCK_SHIFT) + 2) << BLOCK_SHIFT, "wild", 4);
    return give_back_base(queue, chain, written);
}

static bool wrong_data(struct virtio_queue *queue, const struct virtio_chain *chain,
                       uint32_t written)
{
    if (chain->writable > 1)
        fault_invert(queue->home, chain->segment[chain->readable_segments].addr);
    return give_back_base(queue, chain, written);
}

/* Changes the status of a disk's request, its last writable byte, from @from to @to. */
static void change_status(const struct virtio_chain *chain, uint8_t from, uint8_t to)
{
    const struct virtio_segment *last = &chain->segment[chain->segments - 1];
    const uint64_t at = last->addr + last->size - 1;
    uint8_t status;

    /* A request of ours that a disk gets, and no other device, has 16 bytes to read at least. */
    if (chain->readable >= sizeof(struct virtio_blk_outhdr) && chain->writable &&
        guest_read(chain->home, at, &status, sizeof(status)) && status == from)
        guest_write(chain->home, at, &to, sizeof(to));
}

static bool unsupp_is_ioerr(struct virtio_queue *queue, const struct virtio_chain *chain,
                            uint32_t written)
{
    change_status(chain, VIRTIO_BLK_S_UNSUPP, VIRTIO_BLK_S_IOERR);
    return give_back_base(queue, chain, written);
}

static bool ioerr_is_ok(struct virtio_queue *queue, const struct virtio_chain *chain,
                        uint32_t written)
{
    change_status(chain, VIRTIO_BLK_S_IOERR, VIRTIO_BLK_S_OK);
    return give_back_base(queue, chain, written);
}

/* What has no data is a FLUSH. */
static bool flush_is_unsupp(struct virtio_queue *queue, const struct virtio_chain *chain,
                            uint32_t written)
{
    if (chain->readable == sizeof(struct virtio_blk_outhdr) && chain->writable == 1)
        change_status(chain, VIRTIO_BLK_S_OK, VIRTIO_BLK_S_UNSUPP);
    return give_back_base(queue, chain, written);
}

static bool many_is_ioerr(struct virtio_queue *queue, const struct virtio_chain *chain,
                          uint32_t written)
{
    if (chain->segments > VIRTIO_QUEUE_MAX / 2)
        change_status(chain, VIRTIO_BLK_S_OK, VIRTIO_BLK_S_IOERR);
    return give_back_base(queue, chain, written);
}

static bool unwanted_interrupt(struct virtio_queue *queue, bool *wanted)
{
    if (!wants_interrupt_base(queue, wanted))
        return false;
    *wanted |= !queue->events;
    return true;
}

static bool ignored_event(struct virtio_queue *queue, bool *wanted)
{
    if (!wants_interrupt_base(queue, wanted))
        return false;
    *wanted |= queue->events;
    return true;
}

static bool never_interrupt(struct virtio_queue *queue, bool *wanted)
{
    if (!wants_interrupt_base(queue, wanted))
        return false;
    *wanted = false;
    return true;
}

static bool late_event(struct virtio_queue *queue, bool *wanted)
{
    const uint16_t next_used = queue->next_used;
    bool good;

    if (queue->events)
        queue->next_used--;
    good = wants_interrupt_base(queue, wanted);
    queue->next_used = next_used;
    return good;
}

static unsigned int storm;

static bool begin_storm(struct virtio_queue *queue, bool *wanted)
{
    if (!wants_interrupt_base(queue, wanted))
        return false;
    if (*wanted)
        storm = STORM;
    return true;
}

static uint32_t interrupt_again(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    const uint32_t value = virtio_register_ops.read(virtio, offset, lanes);

    if (offset == VIRTIO_ISR_PAGE && storm) {
        storm--;
        virtio_service_interrupt(virtio, VIRTIO_PCI_ISR_QUEUE);
    }
    return value;
}

static void end_storm(struct pci_bus *bus)
{
    (void)bus;
    storm = 0;
}

const struct fault_wrap fault_queue_table[] = {
    WRAP_QUEUE(FAULT_REQUEST_LOST, give_back, lose_request),
    WRAP_QUEUE(FAULT_DATA_LATE, waiting, deliver_late),
    WRAP_QUEUE(FAULT_DATA_LATE, take, take_and_save),
    WRAP_QUEUE(FAULT_DATA_LATE, give_back, give_back_before_data),
    WRAP(FAULT_DATA_LATE, end, late_write_forget),
    WRAP_QUEUE(FAULT_WRITES_READABLE, give_back, write_readable),
    WRAP_QUEUE(FAULT_WRITES_BEYOND, give_back, write_beyond),
    WRAP_QUEUE(FAULT_WRITES_ELSEWHERE, give_back, write_elsewhere),
    WRAP_QUEUE(FAULT_UNSUPP_IS_IOERR, give_back, unsupp_is_ioerr),
    WRAP_QUEUE(FAULT_BEYOND_IS_OK, give_back, ioerr_is_ok),
    WRAP_QUEUE(FAULT_FLUSH_UNSUPP, give_back, flush_is_unsupp),
    WRAP_QUEUE(FAULT_SEGMENTS_SHORT, give_back, many_is_ioerr),
    WRAP_QUEUE(FAULT_WRONG_DATA, give_back, wrong_data),
    WRAP_QUEUE(FAULT_CHAIN_ORDER, take, swap_last),
    WRAP_QUEUE(FAULT_ONE_SEGMENT, take, forget_segments),
    WRAP_QUEUE(FAULT_INTERRUPT_UNWANTED, wants_interrupt, unwanted_interrupt),
    WRAP_QUEUE(FAULT_INTERRUPT_MISSING, wants_interrupt, never_interrupt),
    WRAP_QUEUE(FAULT_INTERRUPT_STORM, wants_interrupt, begin_storm),
    WRAP(FAULT_INTERRUPT_STORM, register_read, interrupt_again),
    WRAP(FAULT_INTERRUPT_STORM, end, end_storm),
    WRAP_QUEUE(FAULT_EVENT_IGNORED, wants_interrupt, ignored_event),
    WRAP_QUEUE(FAULT_EVENT_LATE, wants_interrupt, late_event),
    WRAP_QUEUE(FAULT_AVAIL_EVENT_STUCK, waiting, stuck_avail_event),
    WRAP_END,
};
