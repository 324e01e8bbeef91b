/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_service.h"

#include "device_model/faults/virtio_fault_ring.h"
#include "device_model/virtio/virtio_features.h"

void virtio_service_interrupt(struct virtio_pci *virtio, uint8_t cause)
{
    virtio->isr |= cause;
    pci_function_set_interrupt(&virtio->function, true);
}

void virtio_service_fail(struct virtio_pci *virtio)
{
    if (fault_is(FAULT_NEEDS_RESET_NEVER))
        return;
    virtio->status |= VIRTIO_STATUS_NEEDS_RESET;
    if (virtio->status & VIRTIO_STATUS_DRIVER_OK && !fault_is(FAULT_NEEDS_RESET_SILENT))
        virtio_service_interrupt(virtio, VIRTIO_ISR_CONFIG);
}

static bool may_serve(const struct virtio_pci *virtio, const struct virtio_queue *queue)
{
    const uint8_t live = VIRTIO_STATUS_DRIVER_OK | VIRTIO_STATUS_FEATURES_OK;

    return ((virtio->status & (live | VIRTIO_STATUS_NEEDS_RESET)) == live ||
            fault_is(FAULT_SERVES_EARLY)) &&
           queue->enabled && pci_function_is_master(&virtio->function);
}

/* What is there now; what the driver adds meanwhile it announces by another notification. */
static bool serve_waiting(struct virtio_pci *virtio, unsigned int index, uint16_t waiting)
{
    static struct virtio_chain chain; /* too big for a stack; one queue is served at a time */
    struct virtio_queue *queue = &virtio->queue[index];
    uint32_t written;

    for (; waiting; waiting--)
        if (!fault_ring_take(queue, &chain) ||
            !virtio->device->serve(virtio, index, &chain, &written) ||
            !fault_ring_return(queue, &chain, written))
            return false;
    return true;
}

/*
 * Until nothing waits: a packed ring does not tell more than that something does, and the driver,
 * on another CPU, may have added to any without a notification while the device had not yet asked
 * for one (EVENT_IDX). A driver that never stops adding keeps only its own device model busy.
 */
static bool serve_queue(struct virtio_pci *virtio, unsigned int index)
{
    uint16_t waiting;

    do {
        if (!fault_ring_waiting(&virtio->queue[index], &waiting) ||
            !serve_waiting(virtio, index, waiting))
            return false;
    } while (waiting);
    return true;
}

/* Interrupts for every queue that got something back: serving one may use another (virtio-net). */
static bool announce(struct virtio_pci *virtio)
{
    for (unsigned int i = 0; i < virtio->device->queues; i++) {
        bool wanted;

        if (!virtio->queue[i].unannounced)
            continue;
        if (!fault_ring_wants_interrupt(&virtio->queue[i], &wanted))
            return false;
        if (wanted)
            virtio_service_interrupt(virtio, VIRTIO_ISR_QUEUE);
    }
    return true;
}

static void serve(struct virtio_pci *virtio, unsigned int index)
{
    if (virtio->device->own >> index & 1 || !may_serve(virtio, &virtio->queue[index]) ||
        fault_ring_is_deaf(&virtio->queue[index]))
        return;
    if (!serve_queue(virtio, index) || !announce(virtio))
        virtio_service_fail(virtio);
}

bool virtio_service_take(struct virtio_pci *virtio, unsigned int index, struct virtio_chain *chain)
{
    struct virtio_queue *queue = &virtio->queue[index];
    uint16_t waiting;

    chain->steps = 0;
    if (!may_serve(virtio, queue))
        return true;
    return fault_ring_waiting(queue, &waiting) && (!waiting || fault_ring_take(queue, chain));
}

bool virtio_service_return(struct virtio_pci *virtio, unsigned int index,
                           const struct virtio_chain *chain, uint32_t written)
{
    return fault_ring_return(&virtio->queue[index], chain, written);
}

void virtio_service_notify(struct virtio_pci *virtio, unsigned int index)
{
    if (index >= virtio->device->queues)
        return;
    if (virtio->deferred)
        virtio->kicked |= 1u << index;
    else
        serve(virtio, index);
}

void virtio_service_run(struct virtio_pci *virtio)
{
    for (unsigned int i = 0; i < virtio->device->queues; i++) {
        if (virtio->kicked >> i & 1)
            serve(virtio, i);
    }
    virtio->kicked = 0;
}

/* The new generation comes with the change, before anybody can read either (2.5.1). */
static void change_config(struct virtio_pci *virtio)
{
    virtio->device->reconfigure(virtio->change.value);
    virtio->generation++;
    if (virtio->status & VIRTIO_STATUS_DRIVER_OK)
        virtio_service_interrupt(virtio, VIRTIO_ISR_CONFIG);
}

bool virtio_service_reconfigure(struct virtio_pci *virtio, uint64_t value, unsigned int reads)
{
    if (!virtio->device->reconfigure)
        return false;
    virtio->change.value = value;
    virtio->change.reads = reads;
    if (!reads)
        change_config(virtio);
    return true;
}

void virtio_service_config_was_read(struct virtio_pci *virtio)
{
    if (virtio->change.reads && --virtio->change.reads == 0)
        change_config(virtio);
}
