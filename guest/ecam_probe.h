/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding functions in configuration space, and waiting for one that is not there yet. */
#ifndef GUEST_ECAM_PROBE_H
#define GUEST_ECAM_PROBE_H

#include <stdbool.h>

#include "guest/pci/pci.h"

enum ecam_presence {
    ECAM_ABSENT,  /* vendor 0xffff: no function (ECAM-01) */
    ECAM_RETRY,   /* vendor 0x0001: a function that is not ready, to be read again (ECAM-08) */
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
    uint32_t next;         /* the next BDF to read; wide enough for the one after ff:1f.7 */
    unsigned int last_bus; /* known so far */
    pci_bdf bdf;
    uint32_t id;      /* device above, vendor below */
    uint32_t retries; /* functions that answered "retry" so far: not listed as present */
};

struct ecam_scan ecam_scan_start(const struct pci_host *host);
bool ecam_scan_next(struct ecam_scan *scan);

/*
 * How to wait for a function. This is a policy because the cost of a poll and the delay that is
 * acceptable differ: under a hypervisor a poll of an unserved ECAM is a trap, of a served one a
 * round trip to the device model.
 */
struct ecam_policy {
    uint64_t timeout_ns;
    uint64_t pause_ns;     /* after the first poll, and doubled after each: the back-off; 0: none */
    uint64_t pause_max_ns; /* its upper limit; 0: none */
    bool only_retry; /* wait only while the function reads as "retry", not while it is absent */
};

struct ecam_wait {
    enum ecam_presence presence; /* ECAM_PRESENT: found; else it timed out */
    pci_bdf bdf;                 /* of what was found */
    uint32_t id;                 /* what was read last */
    uint64_t polls;              /* reads or scans, at least 1 */
    uint64_t retries;            /* how many of them saw "retry" */
};

/* Waits until there is a function at @bdf. */
struct ecam_wait ecam_wait_for(const struct pci_host *host, pci_bdf bdf,
                               const struct ecam_policy *policy);

/* Waits until a scan finds a function of vendor and device @id, a dword as at offset 0. */
struct ecam_wait ecam_wait_for_id(const struct pci_host *host, uint32_t id,
                                  const struct ecam_policy *policy);

#endif
