/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of a virtio device, and what its type adds to the transport. */
#ifndef DEVICE_MODEL_VIRTIO_STATE_H
#define DEVICE_MODEL_VIRTIO_STATE_H

#include "device_model/pci/pci_endpoint.h"
#include "device_model/virtio/virtio_queue.h"

#define VIRTIO_QUEUES_MAX 4

struct virtio_pci;

struct virtio_device_type {
    uint16_t id;          /* linux/virtio_ids.h */
    uint32_t class;       /* PCI class code, 24 bits */
    unsigned int queues;  /* 1 to VIRTIO_QUEUES_MAX */
    uint32_t receive;     /* queues that it takes from when it needs a buffer: bit n is queue n */
    uint64_t features;    /* offered on top of VIRTIO_FEATURES_ALL */
    uint32_t config_size; /* bytes of device configuration, a multiple of 4; 0: it has none */
    /* Changes the configuration to @value; NULL if it never changes. */
    void (*reconfigure)(struct virtio_pci *virtio, uint64_t value);
    /*
     * Serves one request of queue @queue and says how many of its writable bytes were written, from
     * the first on. False if the driver broke the rules in a way that the request cannot report.
     */
    bool (*serve)(struct virtio_pci *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written);
};

struct virtio_device_ops {
    const struct virtio_queue_ops *split, *packed; /* of queues as they are enabled */
    /* The driver broke the rules: from here on only a reset helps (virtio 1.2, 2.1.2). */
    void (*fail)(struct virtio_pci *virtio);
};

struct virtio_pci {
    struct pci_endpoint endpoint;
    const struct virtio_device_type *type;
    const struct virtio_device_ops *ops;
    const uint32_t *config; /* of .type->config_size bytes */
    unsigned int pci_cfg;   /* offset of the PCI_CFG capability */
    uint32_t device_feature_select;
    uint32_t driver_feature_select;
    uint64_t driver_features; /* accepted so far */
    uint8_t status;
    uint8_t isr;
    uint8_t generation;
    uint16_t queue_select;
    struct virtio_queue queue[VIRTIO_QUEUES_MAX];
    uint64_t delay;    /* ns from a notification to its service; 0: at once */
    uint32_t notified; /* mask of queues that wait for that */
    struct deadline service;
    struct {
        unsigned int reads; /* of configuration until it happens; 0: none is planned */
        uint64_t value;
    } change;
};

#endif
