/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding functions in configuration space, and the wait for one that is still to come. */
#ifndef GUEST_ECAM_PROBE_H
#define GUEST_ECAM_PROBE_H

#include <stdbool.h>

#include "pci.h"

enum ecam_presence {
    ECAM_ABSENT,  /* vendor 0xffff: nobody answers (ECAM-01) */
    ECAM_RETRY,   /* vendor 0x0001: there will be a function, ask again (ECAM-08) */
    ECAM_PRESENT, /* anything else */
};

/* What @id, the dword at offset 0, says about its function. */
enum ecam_presence ecam_presence(uint32_t id);

/*
 * A walk over the functions of the root bus, and of the buses that the bridges found on the way say
 * are behind them, in BDF order; functions 1 to 7 only behind a multi-function function 0
 * (ECAM-09). Where nobody announced a bus there is nothing to find, and each look costs an IOREQ:
 *
 *     for (struct ecam_scan scan = ecam_scan_start(host); ecam_scan_next(&scan);)
 *         ... scan.bdf, scan.id ...
 */
struct ecam_scan {
    const struct pci_host *host;
    uint32_t next;         /* BDF to look at next; wide enough to stand behind ff:1f.7 */
    unsigned int last_bus; /* known so far */
    pci_bdf bdf;
    uint32_t id;      /* device above, vendor below */
    uint32_t retries; /* functions that answered "retry" so far: not listed as present */
};

struct ecam_scan ecam_scan_start(const struct pci_host *host);
bool ecam_scan_next(struct ecam_scan *scan);

struct ecam_wait {
    enum ecam_presence presence; /* ECAM_PRESENT: found; else the time was up */
    uint32_t id;                 /* what was read last */
    uint64_t polls;              /* reads made, at least 1 */
    uint64_t retries;            /* of these, how many said "retry" */
};

/* Reads @bdf's first dword until a function is there or @timeout_ns have passed. */
struct ecam_wait ecam_wait_for(const struct pci_host *host, pci_bdf bdf, uint64_t timeout_ns);

#endif
