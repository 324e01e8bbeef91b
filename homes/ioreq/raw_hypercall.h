/* SPDX-License-Identifier: BSD-2-Clause */
/* CONTROL_HYPERCALL: hypercalls as a test words them, right or wrong. */
#ifndef IOREQ_RAW_HYPERCALL_H
#define IOREQ_RAW_HYPERCALL_H

#include <stdint.h>

#include "protocol/control.h"
#include "runtime/xen.h"

/* Tells the guest, which is @domid here, where its arguments will be. */
void raw_hypercall_offer(volatile struct control_hypercall *call, domid_t domid);

/* Makes it. -EINVAL if it is none of those that tests may make. */
int raw_hypercall_run(volatile struct control_hypercall *call);

/* CONTROL_PEEK, CONTROL_POKE. */
int raw_hypercall_peek(uint64_t offset, uint64_t *value);
int raw_hypercall_poke(uint64_t offset, uint64_t value);

#endif
