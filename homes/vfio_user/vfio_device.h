/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One function of the device model, alone on a bus of its own, and the home that it has in this
 * process: the client's memory, its eventfds, the machine's clock. Where the client puts the
 * function in its own PCI hierarchy does not matter here.
 */
#ifndef VFIO_DEVICE_H
#define VFIO_DEVICE_H

#include "device_model/devices/blk_device.h"
#include "device_model/home.h"
#include "device_model/virtio/virtio_pci.h"
#include "homes/vfio_user/dma_regions.h"
#include "homes/vfio_user/vfio_irqs.h"

#define VFIO_DISK_SECTORS 64

enum vfio_device_type {
    VFIO_DEVICE_RNG,
    VFIO_DEVICE_BLK,
};

struct vfio_device {
    struct home home;
    struct pci_bus bus;
    struct dma_regions dma;
    struct vfio_irqs irqs;
    struct virtio_pci function;
    struct virtio_state *virtio; /* .rng or that of .blk */
    struct virtio_state rng;
    struct blk_device blk;
    uint8_t disk[VFIO_DISK_SECTORS * BLK_SECTOR];
};

/* @log takes lines for people. */
void vfio_device_init(struct vfio_device *device, enum vfio_device_type type,
                      void (*log)(struct home *home, const char *text));

/* Bytes of region @index; 0: there is none. */
uint64_t vfio_device_region_size(const struct vfio_device *device, uint32_t index);

/* @count bytes at @offset of region @index, in which all of them are. A BAR that is not decoded
 * reads as ones. */
void vfio_device_read(struct vfio_device *device, uint32_t index, uint64_t offset, uint32_t count,
                      uint8_t *to);
void vfio_device_write(struct vfio_device *device, uint32_t index, uint64_t offset, uint32_t count,
                       const uint8_t *from);

/* As after power-on; the disk stays as it is. */
void vfio_device_reset(struct vfio_device *device);

/* The client has gone: nothing of it is kept, the state of the device is. */
void vfio_device_disconnect(struct vfio_device *device);

#endif
