/* SPDX-License-Identifier: BSD-2-Clause */
/* The domU that we make ourselves, of our ramdisk (protocol/domains.h). */
#ifndef DOM0_GUEST_MAKE_H
#define DOM0_GUEST_MAKE_H

#include "homes/ioreq/args.h"

/* Makes it as domain @args->domid, paused, and perhaps a second one with a backend of its own. Ends
 * the run, after one line that says why, if it cannot.
 */
void guest_make(const struct args *args);

/* How many there are, numbered from @args->domid on: those that we make, or one. */
unsigned int guest_count(void);

/* Lets it run @args->start ns from now. */
void guest_start(const struct args *args);

#endif
