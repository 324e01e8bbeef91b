/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Xen's system time, ns since Xen booted, in which SCHEDOP_poll takes its timeouts. Xen gives Arm
 * guests no way to read it, so it is measured once.
 */
#ifndef DOM0_XEN_TIME_H
#define DOM0_XEN_TIME_H

#include <stdint.h>

/* Panics if Xen does not tell. Sleeps for less than a millisecond. */
void xen_time_init(void);

/*
 * The timeout that ends a SCHEDOP_poll at @ns of clock_ns(), to within the usual delay of a
 * wake-up; never 0, which would mean no timeout.
 */
uint64_t xen_time(uint64_t ns);

#endif
