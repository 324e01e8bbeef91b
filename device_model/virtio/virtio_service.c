/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_service.h"

#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "device_model/container_of.h"
#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_split.h"

/* Whether it has become a message: then neither the ISR nor the line is used (4.1.4.5.1). */
static bool send(struct virtio_state *virtio, uint16_t vector)
{
    return virtio->transport->vectors && virtio->transport->send(virtio->transport, vector);
}

void virtio_service_interrupt(struct virtio_state *virtio, uint8_t cause)
{
    if (cause == VIRTIO_PCI_ISR_CONFIG && send(virtio, virtio->config_vector))
        return;
    virtio->isr |= cause;
    virtio_set_interrupt(virtio, true);
}

static void fail(struct virtio_state *virtio)
{
    virtio->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
    if (virtio->status & VIRTIO_CONFIG_S_DRIVER_OK)
        virtio_service_interrupt(virtio, VIRTIO_PCI_ISR_CONFIG);
}

const struct virtio_device_ops virtio_device_ops = {&virtio_split_ops, &virtio_packed_ops, fail};

static bool may_serve(const struct virtio_state *virtio, const struct virtio_queue *queue)
{
    const uint8_t live = VIRTIO_CONFIG_S_DRIVER_OK | VIRTIO_CONFIG_S_FEATURES_OK;

    return (virtio->status & (live | VIRTIO_CONFIG_S_NEEDS_RESET)) == live && queue->enabled &&
           virtio->transport->is_master(virtio->transport);
}

static void unmap(struct virtio_state *virtio)
{
    if (virtio->home->platform)
        virtio->home->platform->unmap(virtio->home);
}

/* The driver may take the buffers' memory back as soon as it sees the chain used. */
static bool give_back(struct virtio_state *virtio, struct virtio_queue *queue,
                      const struct virtio_chain *chain, uint32_t written)
{
    unmap(virtio);
    return queue->ops->give_back(queue, chain, written);
}

/* What is there now; what the driver adds meanwhile it announces by another notification. */
static bool serve_waiting(struct virtio_state *virtio, unsigned int index, uint16_t waiting)
{
    static struct virtio_chain chain; /* too big for a stack; one queue is served at a time */
    struct virtio_queue *queue = &virtio->queue[index];
    uint32_t written;

    for (; waiting; waiting--)
        if (!queue->ops->take(queue, &chain) ||
            !virtio->type->serve(virtio, index, &chain, &written) ||
            !give_back(virtio, queue, &chain, written))
            return false;
    return true;
}

/*
 * Until nothing waits: a packed ring shows no more than that something does, and the driver,
 * on another CPU, may have added to any without a notification while the device had not yet asked
 * for one (EVENT_IDX). A driver that never stops adding keeps only its own device model busy.
 */
static bool serve_queue(struct virtio_state *virtio, unsigned int index)
{
    struct virtio_queue *queue = &virtio->queue[index];
    uint16_t waiting;

    do {
        if (!queue->ops->waiting(queue, &waiting) || !serve_waiting(virtio, index, waiting))
            return false;
    } while (waiting);
    return true;
}

/* Interrupts for every queue that got something back: serving one may use another (virtio-net). */
static bool announce(struct virtio_state *virtio)
{
    for (unsigned int i = 0; i < virtio->type->queues; i++) {
        struct virtio_queue *queue = &virtio->queue[i];
        bool wanted;

        if (!queue->unannounced)
            continue;
        if (!queue->ops->wants_interrupt(queue, &wanted))
            return false;
        if (wanted && !send(virtio, queue->vector))
            virtio_service_interrupt(virtio, VIRTIO_PCI_ISR_QUEUE);
    }
    return true;
}

static void serve(struct virtio_state *virtio, unsigned int index)
{
    if (virtio->type->receive >> index & 1 || !may_serve(virtio, &virtio->queue[index]))
        return;
    if (!serve_queue(virtio, index) || !announce(virtio))
        virtio->ops->fail(virtio);
    unmap(virtio);
}

bool virtio_service_take(struct virtio_state *virtio, unsigned int index,
                         struct virtio_chain *chain)
{
    struct virtio_queue *queue = &virtio->queue[index];
    uint16_t waiting;

    chain->steps = 0;
    if (!may_serve(virtio, queue))
        return true;
    return queue->ops->waiting(queue, &waiting) && (!waiting || queue->ops->take(queue, chain));
}

bool virtio_service_return(struct virtio_state *virtio, unsigned int index,
                           const struct virtio_chain *chain, uint32_t written)
{
    struct virtio_queue *queue = &virtio->queue[index];

    return give_back(virtio, queue, chain, written);
}

static void serve_notified(struct virtio_state *virtio)
{
    const uint32_t notified = virtio->notified;

    virtio->notified = 0;
    for (unsigned int i = 0; i < virtio->type->queues; i++) {
        if (notified >> i & 1)
            serve(virtio, i);
    }
}

static void service_due(struct deadline *deadline)
{
    serve_notified(container_of(deadline, struct virtio_state, service));
}

void virtio_service_notify(struct virtio_state *virtio, unsigned int index)
{
    struct home *home = virtio->home;

    if (index >= virtio->type->queues)
        return;
    if (!virtio->delay) {
        serve(virtio, index);
        return;
    }
    virtio->notified |= 1u << index;
    virtio->service.run = service_due;
    if (!virtio->service.set)
        deadline_set(&home->deadlines, &virtio->service, home->now(home) + virtio->delay);
}

void virtio_service_delay(struct virtio_state *virtio, uint64_t ns)
{
    virtio->delay = ns;
    if (ns)
        return;
    deadline_cancel(&virtio->home->deadlines, &virtio->service);
    serve_notified(virtio);
}

/* The new generation comes with the change, before anybody can read either (2.5.1). */
static void change_config(struct virtio_state *virtio)
{
    virtio->type->reconfigure(virtio, virtio->change.value);
    virtio->generation++;
    if (virtio->status & VIRTIO_CONFIG_S_DRIVER_OK)
        virtio_service_interrupt(virtio, VIRTIO_PCI_ISR_CONFIG);
}

bool virtio_service_reconfigure(struct virtio_state *virtio, uint64_t value, unsigned int reads)
{
    if (!virtio->type->reconfigure)
        return false;
    virtio->change.value = value;
    virtio->change.reads = reads;
    if (!reads)
        change_config(virtio);
    return true;
}

void virtio_service_config_was_read(struct virtio_state *virtio)
{
    if (virtio->change.reads && --virtio->change.reads == 0)
        change_config(virtio);
}
