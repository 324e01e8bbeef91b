/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Misbehaviour of the virtio transport (protocol/fault.h), kept out of the transport: it stands
 * between the bus and the registers of a device, and changes what passes.
 */
#ifndef BACKEND_VIRTIO_FAULT_H
#define BACKEND_VIRTIO_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "device_model/virtio/virtio_pci.h"

/* From now on all accesses to the BAR and the PCI_CFG window of @virtio pass through here. */
void virtio_fault_insert(struct virtio_pci *virtio);

/* What dword @reg of configuration space of @function reads in place of @value. */
uint32_t virtio_fault_config(const struct pci_function *function, unsigned int reg, uint32_t value);

/* What is to happen by itself: when, by clock_ns(), and the call that makes it happen. */
uint64_t virtio_fault_deadline(void);
void virtio_fault_serve(void);

#endif
