/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Event channels and the one place where a backend sleeps, which each home has in its own way.
 * Errors are negative Xen errnos; times are clock_ns().
 */
#ifndef IOREQ_EVENT_H
#define IOREQ_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "device_model/deadline.h"
#include "runtime/xen.h"

/* Binds a local port, which event_wait() then watches. The new port may be pending at once. */
int event_bind(domid_t domid, evtchn_port_t remote, evtchn_port_t *port);
void event_close(evtchn_port_t port);

/* Masks @port, so that an event does not interrupt; it is pending, and waited for, all the same.
 * -EOPNOTSUPP in a home whose kernel masks ports by itself. */
int event_mask(evtchn_port_t port);
int event_unmask(evtchn_port_t port);

/* Clears @port's pending bit and says whether it was set. */
bool event_take(evtchn_port_t port);
void event_send(evtchn_port_t port);

/* Sleeps until a watched port is pending or @deadline has come, DEADLINE_NEVER: only for the ports;
 * may return early. */
void event_wait(uint64_t deadline);

#endif
