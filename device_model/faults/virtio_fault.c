/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/faults/virtio_fault.h"

#include "runtime/time/clock.h"
#include "homes/dom0/event.h"
#include "device_model/faults/fault_layer.h"
#include "device_model/virtio/virtio_service.h"

#define COMMON_END  0x40 /* COMMON is at the BAR's start */
#define ISR         0x1000
#define NOTIFY      0x3000
#define MULTIPLIER  4
#define LATE_BY     CLOCK_MS
#define FAR_NOTIFY  0x7fffu /* times the multiplier: outside the BAR */
#define SIZE_ODD    100u
#define SIZE_BEYOND 256u

/* Dwords of COMMON. */
#define DEVICE_FEATURE 0x04
#define DRIVER_FEATURE 0x0c
#define CONFIG_VECTOR  0x10
#define STATUS         0x14
#define QUEUE_SIZE     0x18
#define QUEUE_ENABLE   0x1c
#define QUEUE_DESC     0x20
#define QUEUE_RESET    0x38 /* its upper half */

#define LOW_HALF     0x0000ffffu
#define HIGH_HALF    0xffff0000u
#define BYTE0        0x000000ffu
#define GENERATION   0x0000ff00u
#define ACKNOWLEDGE  1u
#define VERSION_1    1u /* in the second word */
#define WRONG_VECTOR 1u

static const struct pci_dword_ops *registers, *window; /* of all devices alike */

/* FAULT_LATE_COMPLETION: a request that outlives its device's reset. */
static struct {
    uint64_t due;
    struct virtio_pci *device, as_it_was;
    unsigned int queue;
    struct virtio_chain chain;
} late = {.due = EVENT_NEVER};

static uint32_t restless; /* FAULT_GENERATION_RESTLESS */

static uint32_t spoil_common(const struct virtio_pci *virtio, uint32_t reg, uint32_t value)
{
    const uint32_t select = virtio->device_feature_select;

    if (fault_is(FAULT_FEATURES_BEYOND) && reg == DEVICE_FEATURE && select > 1)
        return 1;
    if (fault_is(FAULT_NO_VERSION_1) && reg == DEVICE_FEATURE && select == 1)
        return value & ~VERSION_1;
    if (fault_is(FAULT_DRIVER_FEATURE_LOST) && reg == DRIVER_FEATURE)
        return 0;
    if (fault_is(FAULT_MSIX_VECTOR) && reg == CONFIG_VECTOR)
        return (value & ~LOW_HALF) | WRONG_VECTOR;
    if (fault_is(FAULT_STATUS_FORGETS) && reg == STATUS)
        return value & ~ACKNOWLEDGE;
    if (fault_is(FAULT_GENERATION_STUCK) && reg == STATUS)
        return value & ~GENERATION;
    if (fault_is(FAULT_GENERATION_RESTLESS) && reg == STATUS)
        return (value & ~GENERATION) | (++restless << 8 & GENERATION);
    if (fault_is(FAULT_QUEUE_SIZE_ZERO) && reg == QUEUE_SIZE)
        return value & ~LOW_HALF;
    if (fault_is(FAULT_QUEUE_SIZE_ODD) && reg == QUEUE_SIZE)
        return (value & ~LOW_HALF) | SIZE_ODD;
    if (fault_is(FAULT_QUEUE_BEYOND) && reg == QUEUE_SIZE &&
        virtio->queue_select >= virtio->device->queues)
        return SIZE_BEYOND;
    if (fault_is(FAULT_NEVER_ENABLED) && reg == QUEUE_ENABLE)
        return value & ~LOW_HALF;
    if (fault_is(FAULT_NOTIFY_OUTSIDE) && reg == QUEUE_ENABLE)
        return (value & ~HIGH_HALF) | FAR_NOTIFY << 16;
    if (fault_is(FAULT_RING_RESET_ENDLESS) && reg == QUEUE_RESET)
        return value | 1u << 16;
    return value;
}

static bool belongs_to_a_queue(uint32_t offset)
{
    return offset >= QUEUE_SIZE && offset < COMMON_END;
}

static uint32_t read_register(void *device, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = device;
    const uint16_t select = virtio->queue_select;
    const uint8_t isr = virtio->isr;
    uint32_t value;

    if (fault_is(FAULT_NONE)) /* as quick as if this file were not there */
        return registers->read(device, offset, lanes);
    if (fault_is(FAULT_ISR_STICKS) && offset == ISR)
        return isr;
    if (fault_is(FAULT_QUEUES_ALIAS) && belongs_to_a_queue(offset))
        virtio->queue_select = 0;
    value = registers->read(device, offset, lanes);
    virtio->queue_select = select;
    if (fault_is(FAULT_ISR_EMPTY) && offset == ISR)
        return 0;
    return offset < COMMON_END ? spoil_common(virtio, offset, value) : value;
}

/* Keeps what was rung for, as if the request had been with somebody who does not hear of resets. */
static void keep_for_later(struct virtio_pci *virtio)
{
    for (unsigned int i = 0; i < virtio->device->queues; i++) {
        uint16_t waiting;

        if (!(virtio->kicked >> i & 1) || !virtio_queue_waiting(&virtio->queue[i], &waiting) ||
            !waiting || !virtio_queue_take(&virtio->queue[i], &late.chain))
            continue;
        late.device = virtio;
        late.as_it_was = *virtio;
        late.queue = i;
        late.due = clock_deadline(LATE_BY);
        return;
    }
}

static void reset(struct virtio_pci *virtio, uint32_t lanes, uint32_t value)
{
    const struct virtio_pci before = *virtio;

    if (fault_is(FAULT_RESET_IGNORED))
        return;
    if (fault_is(FAULT_LATE_COMPLETION))
        keep_for_later(virtio);
    registers->write(virtio, STATUS, lanes, value);
    if (fault_is(FAULT_RESET_KEEPS_QUEUES))
        for (unsigned int i = 0; i < VIRTIO_QUEUES_MAX; i++)
            virtio->queue[i] = before.queue[i];
    if (fault_is(FAULT_RESET_KEEPS_ISR))
        virtio->isr = before.isr;
}

static void write_status(struct virtio_pci *virtio, uint32_t lanes, uint32_t value)
{
    const bool features_ok = value & VIRTIO_STATUS_FEATURES_OK;

    if (!(value & BYTE0)) {
        reset(virtio, lanes, value);
        return;
    }
    if (fault_is(FAULT_FEATURES_OK_DROPS))
        value &= ~VIRTIO_STATUS_FEATURES_OK;
    registers->write(virtio, STATUS, lanes, value);
    if (fault_is(FAULT_FEATURES_OK_ALWAYS) && features_ok)
        virtio->status |= VIRTIO_STATUS_FEATURES_OK;
}

static bool is_stray(struct virtio_pci *virtio, unsigned int index)
{
    uint16_t waiting;

    return index >= virtio->device->queues || !virtio->queue[index].enabled ||
           !virtio_queue_waiting(&virtio->queue[index], &waiting) || !waiting;
}

/* Serves the last chain once more. */
static void step_back(struct virtio_pci *virtio, unsigned int index)
{
    if (index < virtio->device->queues && virtio->queue[index].next_used)
        virtio->queue[index].next_avail--;
}

static void write_notify(struct virtio_pci *virtio, uint32_t offset, uint32_t lanes, uint32_t value)
{
    const unsigned int index = (offset - NOTIFY) / MULTIPLIER;

    if (fault_is(FAULT_KICK_WIDE) && lanes != ~0u)
        return;
    if (fault_is(FAULT_KICK_FIRST_QUEUE))
        offset = NOTIFY;
    if (fault_is(FAULT_PLATFORM_ADDRESSES) ||
        (fault_is(FAULT_STRAY_KICK_FAILS) && is_stray(virtio, index))) {
        virtio_service_fail(virtio);
        return;
    }
    if (fault_is(FAULT_STALE_KICK) && is_stray(virtio, index))
        step_back(virtio, index);
    registers->write(virtio, offset, lanes, value);
    if (fault_is(FAULT_INTERRUPT_UNCAUSED) && !virtio->isr)
        pci_function_set_interrupt(&virtio->function, true);
}

static void write_register(void *device, uint32_t offset, uint32_t lanes, uint32_t value)
{
    struct virtio_pci *virtio = device;
    const uint16_t select = virtio->queue_select;

    if (fault_is(FAULT_NONE)) {
        registers->write(device, offset, lanes, value);
    } else if (offset >= NOTIFY) {
        write_notify(virtio, offset, lanes, value);
    } else if (offset == STATUS && lanes & BYTE0) {
        write_status(virtio, lanes, value);
    } else if (!belongs_to_a_queue(offset)) {
        registers->write(device, offset, lanes, value);
    } else {
        if (fault_is(FAULT_HALF_LOST) && offset >= QUEUE_DESC && offset & 4)
            return;
        if (fault_is(FAULT_RING_RESET_IGNORED) && offset == QUEUE_RESET)
            return;
        if (fault_is(FAULT_QUEUES_ALIAS))
            virtio->queue_select = 0;
        registers->write(device, offset, lanes, value);
        virtio->queue_select = select;
    }
}

/* FAULT_WINDOW_ELSEWHERE: as if the driver had aimed the window four bytes further. */
static uint32_t read_window(void *device, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = device;
    uint32_t *aim = &virtio->function.config[virtio->window / 4 + 2];
    const uint32_t aimed = *aim;
    uint32_t value;

    if (fault_is(FAULT_WINDOW_ELSEWHERE))
        *aim += 4;
    value = window->read(device, offset, lanes);
    *aim = aimed;
    return value;
}

static void write_window(void *device, uint32_t offset, uint32_t lanes, uint32_t value)
{
    window->write(device, offset, lanes, value);
}

void virtio_fault_insert(struct virtio_pci *virtio)
{
    static const struct pci_dword_ops faulty_registers = {read_register, write_register};
    static const struct pci_dword_ops faulty_window = {read_window, write_window};

    registers = virtio->function.bar;
    window = virtio->function.live;
    virtio->function.bar = &faulty_registers;
    virtio->function.live = &faulty_window;
}

uint64_t virtio_fault_deadline(void)
{
    return late.due;
}

void virtio_fault_serve(void)
{
    struct virtio_pci *then = &late.as_it_was;
    uint32_t written;

    if (late.due == EVENT_NEVER || !clock_expired(late.due))
        return;
    late.due = EVENT_NEVER;
    if (then->device->serve(then, late.queue, &late.chain, &written) &&
        virtio_queue_return(&then->queue[late.queue], &late.chain, written))
        virtio_service_interrupt(late.device, VIRTIO_ISR_QUEUE);
}
