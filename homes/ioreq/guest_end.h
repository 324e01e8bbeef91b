/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether and why the domU has ended, as Xen says it. */
#ifndef IOREQ_GUEST_END_H
#define IOREQ_GUEST_END_H

#include <stdbool.h>

#include "runtime/xen.h"

/* The reason (SHUTDOWN_*) for which @domid shut down; -XEN_EAGAIN if it has not, or a Xen errno. */
int guest_end_reason(domid_t domid);

/* How many vCPUs @domid has; 0 if Xen does not say. */
unsigned int guest_vcpus(domid_t domid);

/* Whether Xen has no domain  any more, not even one that is being destroyed. */
bool guest_is_gone(domid_t domid);

#endif
