/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device of the board that Xen gives our domain, and takes back, when dom0 asks: the overlay that
 * describes it comes with our device tree. It is a PL031 (Arm DDI 0224).
 */
#ifndef SUITES_OVL_HOST_DEVICE_H
#define SUITES_OVL_HOST_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/xen.h"

/* XEN_SYSCTL_DT_OVERLAY_*, XEN_DOMCTL_DT_OVERLAY_ATTACH. */
#define OVERLAY_ADD    1
#define OVERLAY_REMOVE 2
#define OVERLAY_ATTACH 1

/* struct xen_sysctl_dt_overlay, and that of the domctl. */
struct overlay_op {
    uint64_t fdt;  /* 0: the overlay, where dom0 has it */
    uint32_t size; /* of it; 0: its own */
    uint8_t op;
    uint8_t pad[3];
    bool nothing; /* .size is 0 indeed */
};

struct host_device {
    uint64_t base;  /* of its registers */
    uint32_t intid; /* of its interrupt */
};

/* Finds out what the overlay is about; false: the test has skipped, or is an ERROR. */
bool host_device_open(struct host_device *device);

/* What Xen says to them. */
long overlay_sysctl(const struct overlay_op *op);
long overlay_domctl(const struct overlay_op *op, domid_t domid);

/* It is ours from then on; false: Xen has refused, which is a failed check. */
bool host_device_attach(void);

/* Xen's answer. If that is not 0, it has remained ours. */
long host_device_remove(void);

/* Whether its registers can be read, and are a PL031's. */
bool host_device_answers(const struct host_device *device);

/* Has it raise its interrupt, which stays up until it is cleared. */
void host_device_raise(const struct host_device *device);
void host_device_clear(const struct host_device *device);

/* Whether its interrupt has come, within a time that is enough for it; it is cleared then. */
bool host_device_interrupts(const struct host_device *device);

#endif
