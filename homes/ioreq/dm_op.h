/* SPDX-License-Identifier: BSD-2-Clause */
/* HYPERVISOR_dm_op, by operation. Results: 0 or a negative Xen errno. Ranges are MMIO ranges. */
#ifndef IOREQ_DM_OP_H
#define IOREQ_DM_OP_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/xen.h"

#include <xen/hvm/dm_op.h>

/* Without a buffered ioreq ring, which Arm does not have. */
int dm_op_create_ioreq_server(domid_t domid, ioservid_t *id);
int dm_op_destroy_ioreq_server(domid_t domid, ioservid_t id);
int dm_op_set_ioreq_server_state(domid_t domid, ioservid_t id, bool enabled);
int dm_op_map_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size);
int dm_op_unmap_range(domid_t domid, ioservid_t id, uint64_t base, uint64_t size);

/* @count PCI functions from segment, bus, device and function @sbdf on. */
int dm_op_map_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count);
int dm_op_unmap_functions(domid_t domid, ioservid_t id, uint64_t sbdf, uint64_t count);

/* @intid: of an SPI, 32 or more. */
int dm_op_set_irq_level(domid_t domid, uint32_t intid, bool level);
int dm_op_nr_vcpus(domid_t domid, unsigned int *vcpus);

#endif
