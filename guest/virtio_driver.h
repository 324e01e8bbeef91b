/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A modern virtio device: virtio 1.2, 3.1.1 (initialisation), over PCI (4.1) or mmio (4.2).
 *
 *     virtio_open()       over PCI: BARs placed, the structures behind its capabilities found;
 *                         over mmio: virtio_slots.h
 *     virtio_negotiate()  reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK
 *     virtio_queue()      once for each queue
 *     virtio_start()      DRIVER_OK
 *
 * Functions return 0 or an error of driver_error.h. After an error of the last three the device is
 * to be reset before its memory is used for anything else.
 */
#ifndef GUEST_VIRTIO_DRIVER_H
#define GUEST_VIRTIO_DRIVER_H

#include <linux/const.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_pci.h>
#include <stdbool.h>
#include <stdint.h>

#include "guest/pci/pci.h"
#include "guest/pci/pci_bar.h"
#include "guest/virtqueue/virtqueue.h"
#include "runtime/time/clock.h"

#define PCI_VENDOR_ID_REDHAT_QUMRANET 0x1af4

#define VIRTIO_PCI_ISR_QUEUE 0x1 /* beside linux/virtio_pci.h's VIRTIO_PCI_ISR_CONFIG */

/* How long a device may take for a reset. */
#define VIRTIO_RESET_LIMIT CLOCK_S

struct virtio_device;

/*
 * How a driver reaches a device. Registers are named by the offsets that linux/virtio_pci.h gives
 * them in the common configuration structure, whatever the transport has in their place.
 */
struct driver_transport {
    uint32_t (*read)(const struct virtio_device *dev, unsigned int field);
    void (*write)(const struct virtio_device *dev, unsigned int field, uint32_t value);
    /* Whether the device asserts its interrupt; what it does so for, VIRTIO_PCI_ISR_*, which is
     * acknowledged by that. */
    bool (*interrupts)(const struct virtio_device *dev);
    uint8_t (*isr)(const struct virtio_device *dev);
    /* Finds the doorbell of @vq, the queue that is selected. */
    int (*find_doorbell)(const struct virtio_device *dev, struct virtqueue *vq);
    /* The device no longer accesses memory, nor answers where that can be. */
    void (*close)(const struct virtio_device *dev);
    bool reads_back; /* what was written to a register can be read: not so over mmio (4.2.2) */
};

extern const struct driver_transport virtio_over_pci, virtio_over_mmio;

struct virtio_device {
    const struct driver_transport *transport;
    pci_bdf bdf;     /* over mmio: the slot */
    uint64_t config; /* IPA of its configuration space; over mmio: of its registers */
    uint32_t intid;  /* over mmio */
    uint16_t type;   /* VIRTIO_ID_* */
    struct pci_bar bars[PCI_STD_NUM_BARS];
    /* In IPA space; size 0: the device has no such structure (possible for device only). */
    struct range common;
    struct range notify;
    struct range isr;
    struct range device;
    uint32_t notify_multiplier;
    uint8_t pci_cfg;   /* configuration offset of its PCI_CFG capability, 0 if it has none */
    uint64_t features; /* negotiated */
    uint64_t ring_dma; /* what to add to a ring's address: 0, or where its pages are granted */
};

/*
 * Finds a virtio device of any type at @bdf, places its BARs (pci_assign_bars), turns bus mastering
 * on, and finds its structures by the rules of VIO-02.
 */
int virtio_open(struct virtio_device *dev, struct pci_host *host, pci_bdf bdf);

/*
 * Opens a device again that virtio_open() has opened before, at the same addresses, without reading
 * its capabilities: for a function that has not changed since, with a twentieth of the accesses.
 */
int virtio_reopen(struct virtio_device *dev, const struct pci_host *host);

/*
 * Reset, then everything up to FEATURES_OK, with what is offered of @wanted and with VERSION_1 and
 * ACCESS_PLATFORM, of which a driver must accept what it is offered (6.1). The addresses stay guest
 * physical, unless the device tree puts the device behind grants (grant_dma.h): then buffers are
 * the caller's to map, and .ring_dma is for the rings (VIO-24).
 */
int virtio_negotiate(struct virtio_device *dev, uint64_t wanted);

/*
 * Sets queue @index up over memory for up to @capacity descriptors (VIRTQUEUE_STORAGE), with fewer
 * if the device has fewer, and enables it.
 */
int virtio_queue(struct virtio_device *dev, unsigned int index, struct virtqueue *vq,
                 unsigned int capacity, void *ring, struct virtqueue_buffer *buffer);

int virtio_start(struct virtio_device *dev);

/* Writes status 0 and waits until it reads 0: 0, VIRTIO_RESET_TIMEOUT (VIO-09) or VIRTIO_GONE. */
int virtio_reset(struct virtio_device *dev);

/*
 * With RING_RESET: disables queue @index, whatever is in flight (2.6.1). Its memory is the driver's
 * again; virtio_queue() sets it up anew.
 */
int virtio_queue_reset(struct virtio_device *dev, unsigned int index);

/*
 * As virtqueue_wait(), but asleep from the start, and with VIRTIO_GONE or VIRTIO_WANTS_RESET in
 * place of VIRTQUEUE_TIMEOUT if the device's status shows that.
 */
int virtio_wait(const struct virtio_device *dev, struct virtqueue *vq, struct virtqueue_used *out,
                uint64_t timeout_ns);

static inline uint32_t virtio_read(const struct virtio_device *dev, unsigned int field)
{
    return dev->transport->read(dev, field);
}

static inline void virtio_write(const struct virtio_device *dev, unsigned int field, uint32_t value)
{
    dev->transport->write(dev, field, value);
}

uint8_t virtio_status(const struct virtio_device *dev);
uint64_t virtio_offered(const struct virtio_device *dev);

/* Reads and acknowledges the ISR, which also lowers the line (VIO-21, MMIO-07): VIRTIO_PCI_ISR_*.
 */
uint8_t virtio_isr(const struct virtio_device *dev);

/* A 64-bit little-endian field of the DEVICE structure, read without tearing (VIO-22). */
int virtio_config_read64(const struct virtio_device *dev, unsigned int offset, uint64_t *out);

#endif
