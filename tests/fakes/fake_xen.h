/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a home in dom0 stands on (homes/ioreq/: dm_op.h, foreign.h, event.h), with one domain of two
 * vCPUs behind it, which is there or not.
 */
#ifndef TESTS_FAKE_XEN_H
#define TESTS_FAKE_XEN_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/xen.h"

#include <xen/hvm/ioreq.h>

#define FAKE_VCPUS 2

extern struct fake_xen {
    bool vcpus_run; /* a vCPU takes its answer as soon as it is there */
    bool gone;      /* there is no such domain any more */
    char log[200];  /* what was done to servers and for requests, one letter each */
} fake_xen;

void fake_xen_reset(void);

/* The request that @vcpu makes of the server that was created last, and its event. */
volatile struct ioreq *fake_xen_request(unsigned int vcpu, uint64_t addr);

/* All answers are taken. */
void fake_xen_run_vcpus(void);

#endif
