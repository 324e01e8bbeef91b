/* SPDX-License-Identifier: BSD-2-Clause */
/* Hypercalls that the device model's domain, dom0, makes for a test. */
#ifndef SUITES_DM_DOM0_CALL_H
#define SUITES_DM_DOM0_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/xen.h"

#include <xen/hvm/dm_op.h>

#define DOM0_NOWHERE 0xdead00000000ull /* an address at which dom0 has nothing */

/* What dom0 did not do for us: the running test is an ERROR then. */
#define DOM0_LOST (-100000)

/* Ours, as dom0 names it; the gfn of a page of dom0's that nobody uses. */
domid_t dom0_guest(void);
uint64_t dom0_spare(void);

/* Where byte @offset of the data of dom0_call() is in dom0. */
uint64_t dom0_address(size_t offset);

/* Makes hypercall @nr; @data, of at most CONTROL_DATA bytes, goes there and comes back. Returns
 * what Xen did, or DOM0_LOST. */
long dom0_call(unsigned int nr, const uint64_t arg[3], void *data, size_t size);

/* How dm_op() gets its operation: zeroes are the ordinary way. */
struct dm_buffers {
    uint32_t count;      /* of buffers; 0: one */
    bool none;           /* .count is 0 indeed */
    uint32_t size;       /* of the first; 0: sizeof(struct xen_dm_op) */
    bool empty;          /* .size is 0 indeed */
    uint64_t list;       /* address of the list of buffers; 0: where it is */
    uint64_t buffer;     /* address of the first buffer; 0: where it is */
    domid_t domid;       /* 0: ours */
    bool domid_is_dom0s; /* .domid is 0 indeed */
};

long dom0_dm_op_by(const struct dm_buffers *how, struct xen_dm_op *op);
long dom0_dm_op(struct xen_dm_op *op);

/* A server of the test's own, neither mapped nor enabled, and its end. False: the test is over. */
bool dom0_server_create(ioservid_t *id);
void dom0_server_destroy(ioservid_t id);

#endif
