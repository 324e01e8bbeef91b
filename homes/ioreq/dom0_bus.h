/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bus that dom0 serves: a host bridge at 00:00.0, virtio-rng at 00:01.0 and 00:05.0, virtio-blk
 * at 00:02.0, virtio-net at 00:06.0, and at 00:03.0 and 00:03.2 a device of two functions.
 */
#ifndef DOM0_BUS_H
#define DOM0_BUS_H

#include "device_model/devices/blk_device.h"
#include "device_model/pci/pci_bus.h"

extern struct pci_bus dom0_bus;

/* From the start, a disk of @sectors sectors at @disk: what is in it stays. */
void dom0_bus_use_disk(uint8_t *disk, uint64_t sectors);

/* Plugs the host bridge and of the devices those in @devices (enum args_device); BARs are decoded
 * in the window [@base, @base + @size). */
void dom0_bus_init(uint64_t base, uint64_t size, unsigned int devices);

/* The virtio-blk, plugged or not. */
struct virtio_state *dom0_bus_disk(void);

/* Resets the functions that the server of handle @server serves (dom0_home.h). */
void dom0_bus_reset(unsigned int server);

/* All virtio devices serve a queue @ns after the notification; 0: under it. */
void dom0_bus_delay(uint64_t ns);

/* Makes @disk another device with the disk, whose capacity changes with it; two at most. */
void dom0_bus_share_disk(struct blk_device *disk);

/* The disk as at the start: its data (protocol/control.h) and its capacity. */
void dom0_bus_restore_disk(void);

/* CONTROL_RESIZE: -EINVAL if @reads is out of range. */
int dom0_bus_resize_disk(uint64_t sectors, uint64_t reads);

#endif
