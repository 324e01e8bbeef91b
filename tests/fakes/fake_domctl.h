/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A Xen with one domain, or none, that makes domctls (homes/dom0/domctl.c) and lets its memory be
 * mapped.
 */
#ifndef TESTS_FAKE_DOMCTL_H
#define TESTS_FAKE_DOMCTL_H

#include "tests/fakes/arm_xen.h"

extern struct fake_domctl {
    bool exists, runs;
    uint32_t refuses; /* this domctl, by -EPERM */
    long populated;   /* what populate_physmap returns; 0: all that it is asked for */
    uint64_t no_page; /* a gfn that cannot be mapped */
    unsigned int mapped;
    uint32_t version;
} fake_domctl;

/* No domain, and nothing is refused. */
void fake_domctl_reset(void);

#endif
