/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypercalls, by the names and structures of Xen's public headers. Results are those of Xen: 0 or
 * more, or a negative Xen errno.
 */
#ifndef RUNTIME_XEN_H
#define RUNTIME_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>

#include <xen/event_channel.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/version.h>

/*
 * Whether there is a Xen at all. All of this takes it for granted until the image says otherwise,
 * which the device tree has told it; from then on a hypercall is an undefined instruction.
 */
bool xen_is_absent(void);
void xen_set_absent(void);

/* hvc #0xEA1 with @nr in x16. Xen may clobber the argument registers (XABI-10). */
long xen_hypercall(unsigned long nr, unsigned long a0, unsigned long a1, unsigned long a2,
                   unsigned long a3, unsigned long a4);

void xen_console_write(const char *text, size_t length);

/* From now on the above expects no register to survive a hypercall. */
void xen_be_careful(void);

static inline long xen_event_channel(unsigned int op, void *arg)
{
    return xen_hypercall(__HYPERVISOR_event_channel_op, op, (unsigned long)arg, 0, 0, 0);
}

static inline long xen_memory(unsigned int op, void *arg)
{
    return xen_hypercall(__HYPERVISOR_memory_op, op, (unsigned long)arg, 0, 0, 0);
}

static inline long xen_sched(unsigned int op, void *arg)
{
    return xen_hypercall(__HYPERVISOR_sched_op, op, (unsigned long)arg, 0, 0, 0);
}

/* XENVER_version: major << 16 | minor. */
static inline long xen_version(void)
{
    return xen_hypercall(__HYPERVISOR_xen_version, XENVER_version, 0, 0, 0, 0);
}

/*
 * Maps shared_info at a free page of ours, for SCHEDOP_poll's pending bits. Returns it; panics if
 * Xen refuses.
 */
struct shared_info *xen_shared_info(void);

/* Clears @port's pending bit; returns whether it was set. */
int xen_event_take(struct shared_info *shared, evtchn_port_t port);

/* Sets @port's mask bit; EVTCHNOP_unmask clears it. */
void xen_event_mask(struct shared_info *shared, evtchn_port_t port);

/* SCHEDOP_shutdown; does not return. @reason: SHUTDOWN_*. */
void xen_shutdown(unsigned int reason) __attribute__((noreturn));

#endif
