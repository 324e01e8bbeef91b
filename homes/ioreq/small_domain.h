/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains of a few instructions, which tests have made beside the guest: CONTROL_DOMAIN_*. */
#ifndef IOREQ_SMALL_DOMAIN_H
#define IOREQ_SMALL_DOMAIN_H

#include <stdint.h>

#include "protocol/control.h"
#include "runtime/xen.h"

/* Both: 0 or a negative Xen errno; -EINVAL if @domid is @guest or no domain's number. */
int small_domain_make(const volatile struct control_hypercall *from, domid_t guest,
                      const uint64_t arg[3]);
int small_domain_unmake(domid_t guest, uint64_t domid);

#endif
