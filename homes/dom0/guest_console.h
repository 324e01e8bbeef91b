/* SPDX-License-Identifier: BSD-2-Clause */
/* The other end of a vpl011 of a domU that we make: what it prints is a line of our console. */
#ifndef DOM0_GUEST_CONSOLE_H
#define DOM0_GUEST_CONSOLE_H

#include "runtime/xen.h"

#define GUEST_CONSOLE_PAGES 1 /* that it needs beyond the RAM */

/* Gives @domid, which must not have started, a vpl011. 0, or a negative Xen errno after one line.
 */
int guest_console_open(domid_t domid);

/* Prints the lines that have come, each behind "(d1) " as Xen would. */
void guest_console_serve(void);

#endif
