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

void virtio_service_notify(struct virtio_pci *virtio, unsigned int index)
{
    if (index < virtio->device->queues && may_serve(virtio, &virtio->queue[index]) &&
        !serve_waiting(virtio, index))
        virtio_service_fail(virtio);
}
