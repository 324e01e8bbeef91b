/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A modern virtio device over PCI: virtio 1.2, 4.1 (transport), 3.1.1 (initialisation).
 *
 *     virtio_open()       BARs placed, the structures behind its capabilities found
 *     virtio_negotiate()  reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK
 *     virtio_queue()      once for each queue
 *     virtio_start()      DRIVER_OK
 *
 * Functions return 0 or an error of driver_error.h. After an error of the last three the device is
 * to be reset before its memory is used for anything else.
 */
#ifndef GUEST_VIRTIO_DRIVER_H
#define GUEST_VIRTIO_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/pci/pci.h"
#include "guest/pci/pci_bar.h"
#include "guest/virtio/virtqueue.h"
#include "runtime/time/clock.h"

#define VIRTIO_PCI_VENDOR 0x1af4

#define VIRTIO_TYPE_NET 1
#define VIRTIO_TYPE_BLK 2
#define VIRTIO_TYPE_RNG 4

#define VIRTIO_F_VERSION_1       (1ull << 32)
#define VIRTIO_F_ACCESS_PLATFORM (1ull << 33)
#define VIRTIO_F_RING_RESET      (1ull << 40)

#define VIRTIO_ACKNOWLEDGE 0x01
#define VIRTIO_DRIVER      0x02
#define VIRTIO_DRIVER_OK   0x04
#define VIRTIO_FEATURES_OK 0x08
#define VIRTIO_NEEDS_RESET 0x40
#define VIRTIO_FAILED      0x80

/* virtio_pci_cap.cfg_type, 4.1.4 */
#define VIRTIO_CAP_COMMON  1
#define VIRTIO_CAP_NOTIFY  2
#define VIRTIO_CAP_ISR     3
#define VIRTIO_CAP_DEVICE  4
#define VIRTIO_CAP_PCI_CFG 5

/* virtio_pci_common_cfg, 4.1.4.3: offsets; 64-bit fields as two halves, 4.1.3.2. */
#define VIRTIO_DEVICE_FEATURE_SELECT 0x00
#define VIRTIO_DEVICE_FEATURE        0x04
#define VIRTIO_DRIVER_FEATURE_SELECT 0x08
#define VIRTIO_DRIVER_FEATURE        0x0c
#define VIRTIO_CONFIG_VECTOR         0x10 /* 16 bits, as the next one */
#define VIRTIO_NUM_QUEUES            0x12
#define VIRTIO_DEVICE_STATUS         0x14 /* 8 bits */
#define VIRTIO_CONFIG_GENERATION     0x15 /* 8 bits */
#define VIRTIO_QUEUE_SELECT          0x16 /* 16 bits, as the next ones */
#define VIRTIO_QUEUE_SIZE_FIELD      0x18
#define VIRTIO_QUEUE_VECTOR          0x1a
#define VIRTIO_QUEUE_ENABLE          0x1c
#define VIRTIO_QUEUE_NOTIFY_OFF      0x1e
#define VIRTIO_QUEUE_DESC            0x20
#define VIRTIO_QUEUE_DRIVER          0x28
#define VIRTIO_QUEUE_DEVICE          0x30
#define VIRTIO_COMMON_SIZE           0x38 /* of virtio 1.0 */
#define VIRTIO_QUEUE_RESET           0x3a /* 16 bits, with RING_RESET */
#define VIRTIO_COMMON_RESET_SIZE     0x3c

#define VIRTIO_ISR_QUEUE  1
#define VIRTIO_ISR_CONFIG 2

/* How long a device may take for a reset. */
#define VIRTIO_RESET_LIMIT CLOCK_S

struct virtio_device {
    pci_bdf bdf;
    uint64_t config; /* IPA of its configuration space */
    uint16_t type;   /* VIRTIO_TYPE_* */
    struct pci_bar bars[PCI_BARS];
    /* In IPA space; size 0: the device has no such structure (possible for device only). */
    struct range common;
    struct range notify;
    struct range isr;
    struct range device;
    uint32_t notify_multiplier;
    uint8_t pci_cfg;   /* configuration offset of its PCI_CFG capability, 0 if it has none */
    uint64_t features; /* negotiated */
};

/*
 * Finds a virtio device of any type at @bdf, places its BARs (pci_assign_bars), turns bus mastering
 * on, and finds its structures by the rules of VIO-02.
 */
int virtio_open(struct virtio_device *dev, struct pci_host *host, pci_bdf bdf);

/*
 * Opens a device again that virtio_open() has opened before, in the same place, without a look at
 * its capabilities: for a function that has not changed meanwhile, at a twentieth of the accesses.
 */
int virtio_reopen(struct virtio_device *dev, const struct pci_host *host);

/*
 * Reset, then everything up to FEATURES_OK, with what is offered of @wanted and with VERSION_1 and
 * ACCESS_PLATFORM, of which a driver must accept what it is offered (6.1). The addresses stay guest
 * physical: no tree that we know puts a PCI device behind an IOMMU (VIO-24).
 */
int virtio_negotiate(struct virtio_device *dev, uint64_t wanted);

/*
 * Sets queue @index up over memory for up to @capacity descriptors (VIRTQUEUE_STORAGE), smaller if
 * the device wants it smaller, and enables it.
 */
int virtio_queue(struct virtio_device *dev, unsigned int index, struct virtqueue *vq,
                 unsigned int capacity, void *ring, struct virtqueue_slot *slot);

int virtio_start(struct virtio_device *dev);

/* Writes status 0 and waits until it reads 0: 0, VIRTIO_RESET_TIMEOUT (VIO-09) or VIRTIO_GONE. */
int virtio_reset(struct virtio_device *dev);

/*
 * With RING_RESET: disables queue @index, whatever is in flight (2.6.1). Its memory is the driver's
 * again; virtio_queue() sets it up anew.
 */
int virtio_queue_reset(struct virtio_device *dev, unsigned int index);

/*
 * As virtqueue_wait(), but asleep, and in place of VIRTQUEUE_TIMEOUT with the reason if the device
 * shows one: VIRTIO_GONE, VIRTIO_WANTS_RESET.
 */
int virtio_wait(const struct virtio_device *dev, struct virtqueue *vq, struct virtqueue_used *out,
                uint64_t timeout_ns);

uint8_t virtio_status(const struct virtio_device *dev);
uint64_t virtio_offered(const struct virtio_device *dev);

/* Reads and so clears the ISR, which also takes the INTx line back (VIO-21): VIRTIO_ISR_*. */
uint8_t virtio_isr(const struct virtio_device *dev);

/* A 64-bit little-endian field of the DEVICE structure, read without tearing (VIO-22). */
int virtio_config_read64(const struct virtio_device *dev, unsigned int offset, uint64_t *out);

#endif
