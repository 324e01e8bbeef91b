/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of a virtio device, and what its type adds to the transport. */
#ifndef DEVICE_MODEL_VIRTIO_STATE_H
#define DEVICE_MODEL_VIRTIO_STATE_H

#include "device_model/virtio/virtio_queue.h"

#define VIRTIO_QUEUES_MAX 4

struct virtio_state;

struct virtio_device_type {
    uint16_t id;          /* linux/virtio_ids.h */
    uint32_t class;       /* PCI class code, 24 bits */
    unsigned int queues;  /* 1 to VIRTIO_QUEUES_MAX */
    uint32_t receive;     /* queues that it takes from when it needs a buffer: bit n is queue n */
    uint64_t features;    /* offered on top of VIRTIO_FEATURES_ALL */
    uint32_t config_size; /* bytes of device configuration, a multiple of 4; 0: it has none */
    /* Changes the configuration to @value; NULL if it never changes. */
    void (*reconfigure)(struct virtio_state *virtio, uint64_t value);
    /*
     * Serves one request of queue @queue and says how many of its writable bytes were written, from
     * the first on. False if the driver broke the rules in a way that the request cannot report.
     */
    bool (*serve)(struct virtio_state *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written);
};

struct virtio_device_ops {
    const struct virtio_queue_ops *split, *packed; /* of queues as they are enabled */
    /* The driver broke the rules: from here on only a reset helps (virtio 1.2, 2.1.2). */
    void (*fail)(struct virtio_state *virtio);
};

/* A dword of the device's structures, as struct pci_dword_ops says; where they are:
 * virtio_registers.h.
 */
struct virtio_register_ops {
    uint32_t (*read)(struct virtio_state *virtio, uint32_t offset, uint32_t lanes);
    void (*write)(struct virtio_state *virtio, uint32_t offset, uint32_t lanes, uint32_t value);
};

/* By what a driver reaches the device: a PCI function, an mmio slot. */
struct virtio_transport {
    /* What the device asserts from now on. */
    void (*set_interrupt)(struct virtio_transport *transport, bool level);
    /* Whether the device may access the driver's memory. */
    bool (*is_master)(const struct virtio_transport *transport);
    unsigned int vectors; /* messages that it has in place of the line; 0: none */
    /* Sends one, or none if @vector is VIRTIO_MSI_NO_VECTOR. False: the line is used. */
    bool (*send)(struct virtio_transport *transport, uint16_t vector);
};

struct virtio_state {
    struct home *home;
    struct virtio_state *next; /* of .home->devices */
    struct virtio_transport *transport;
    const struct virtio_register_ops *registers;
    const struct virtio_device_type *type;
    const struct virtio_device_ops *ops;
    const uint32_t *config; /* of .type->config_size bytes */
    uint32_t device_feature_select;
    uint32_t driver_feature_select;
    uint64_t driver_features; /* accepted so far */
    uint8_t status;
    uint8_t isr;
    uint8_t generation;
    uint16_t queue_select;
    uint16_t config_vector; /* or VIRTIO_MSI_NO_VECTOR */
    struct virtio_queue queue[VIRTIO_QUEUES_MAX];
    uint64_t delay;    /* ns from a notification to its service; 0: at once */
    uint32_t notified; /* mask of queues that wait for that */
    struct deadline service;
    struct {
        unsigned int reads; /* of configuration until it happens; 0: none is planned */
        uint64_t value;
    } change;
};

static inline void virtio_set_interrupt(struct virtio_state *virtio, bool level)
{
    virtio->transport->set_interrupt(virtio->transport, level);
}

#endif
