/* SPDX-License-Identifier: BSD-2-Clause */
/* What bare-metal event channels (homes/ioreq/event.h) need beside them: they are waited for by
 * SCHEDOP_poll, which needs no interrupt controller. */
#ifndef DOM0_POLL_H
#define DOM0_POLL_H

#include "runtime/xen.h"

/* Maps shared_info and finds out how Xen's time and ours differ; panics if it cannot. */
void event_init(struct shared_info *of_domain);
struct shared_info *event_shared_info(void);

/* As event_bind(). */
int event_bind_virq(uint32_t virq, evtchn_port_t *port);

#endif
