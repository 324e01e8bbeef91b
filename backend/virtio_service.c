/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtio_service.h"

void virtio_service_interrupt(struct virtio_pci *virtio, uint8_t cause)
{
    virtio->isr |= cause;
    pci_function_set_interrupt(&virtio->function, true);
}

void virtio_service_fail(struct virtio_pci *virtio)
{
    virtio->status |= VIRTIO_STATUS_NEEDS_RESET;
    if (virtio->status & VIRTIO_STATUS_DRIVER_OK)
        virtio_service_interrupt(virtio, VIRTIO_ISR_CONFIG);
}

static bool may_serve(const struct virtio_pci *virtio, const struct virtio_queue *queue)
{
    const uint8_t live = VIRTIO_STATUS_DRIVER_OK | VIRTIO_STATUS_FEATURES_OK;

    return (virtio->status & (live | VIRTIO_STATUS_NEEDS_RESET)) == live && queue->enabled &&
           pci_function_is_master(&virtio->function);
}

static bool serve_waiting(struct virtio_pci *virtio, unsigned int index)
{
    static struct virtio_chain chain; /* too big for a stack; one queue is served at a time */
    struct virtio_queue *queue = &virtio->queue[index];
    uint16_t waiting;
    uint32_t written;
    bool wanted;

    if (!virtio_queue_waiting(queue, &waiting))
        return false;
    if (!waiting)
        return true;
    /* What the driver adds meanwhile it announces by another notification. */
    for (; waiting; waiting--) {
        if (!virtio_queue_take(queue, &chain) ||
            !virtio->device->serve(virtio, index, &chain, &written) ||
            !virtio_queue_return(queue, chain.head, written))
            return false;
    }
    if (!virtio_queue_wants_interrupt(queue, &wanted))
        return false;
    if (wanted)
        virtio_service_interrupt(virtio, VIRTIO_ISR_QUEUE);
    return true;
}

static void serve(struct virtio_pci *virtio, unsigned int index)
{
    if (may_serve(virtio, &virtio->queue[index]) && !serve_waiting(virtio, index))
        virtio_service_fail(virtio);
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
