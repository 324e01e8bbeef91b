/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/ecam_probe.h"

#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

enum ecam_presence ecam_presence(uint32_t id)
{
    switch (id & 0xffff) {
    case PCI_VENDOR_ID_NONE:
        return ECAM_ABSENT;
    case PCI_VENDOR_ID_RRS:
        return ECAM_RETRY;
    default:
        return ECAM_PRESENT;
    }
}

struct ecam_scan ecam_scan_start(const struct pci_host *host)
{
    return (struct ecam_scan){
        .host = host, .next = PCI_BDF(host->bus_first, 0, 0), .last_bus = host->bus_first};
}

/* A bridge's subordinate bus is the last one behind it; 0 if nobody has configured it. */
static void follow_bridge(struct ecam_scan *scan, pci_bdf bdf)
{
    const unsigned int last = mmio_read8(ecam_address(scan->host, bdf, PCI_SUBORDINATE_BUS));

    if (last > scan->last_bus)
        scan->last_bus = last < scan->host->bus_last ? last : scan->host->bus_last;
}

bool ecam_scan_next(struct ecam_scan *scan)
{
    while (scan->next <= PCI_BDF(scan->last_bus, 0x1f, 7)) {
        const pci_bdf bdf = scan->next;
        const uint32_t id = mmio_read32(ecam_address(scan->host, bdf, PCI_VENDOR_ID));
        const enum ecam_presence presence = ecam_presence(id);
        uint8_t header = 0;

        if (presence == ECAM_PRESENT)
            header = mmio_read8(ecam_address(scan->host, bdf, PCI_HEADER_TYPE));
        if ((header & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_BRIDGE)
            follow_bridge(scan, bdf);
        scan->next += pci_function(bdf) || header & PCI_HEADER_TYPE_MFD ? 1 : 8;

        if (presence == ECAM_RETRY)
            scan->retries++;
        if (presence == ECAM_PRESENT) {
            scan->bdf = bdf;
            scan->id = id;
            return true;
        }
    }
    return false;
}

/* Polls once. */
typedef void look(const struct pci_host *host, uint32_t id, struct ecam_wait *wait);

static void look_at(const struct pci_host *host, uint32_t id, struct ecam_wait *wait)
{
    (void)id;
    wait->id = mmio_read32(ecam_address(host, wait->bdf, PCI_VENDOR_ID));
    wait->presence = ecam_presence(wait->id);
}

static void look_for(const struct pci_host *host, uint32_t id, struct ecam_wait *wait)
{
    struct ecam_scan scan = ecam_scan_start(host);

    wait->presence = ECAM_ABSENT;
    while (wait->presence == ECAM_ABSENT && ecam_scan_next(&scan)) {
        wait->id = scan.id;
        wait->bdf = scan.bdf;
        if (scan.id == id)
            wait->presence = ECAM_PRESENT;
    }
    if (wait->presence == ECAM_ABSENT && scan.retries)
        wait->presence = ECAM_RETRY;
}

/* At most until @end. */
static void pause_for(uint64_t ns, const struct timeout *end)
{
    struct timeout pause = timeout_start(ns, "the next look");

    if (pause.deadline > end->deadline)
        pause = *end;
    while (!timeout_expired(&pause))
        ;
}

static struct ecam_wait wait_by(look *look, const struct pci_host *host, uint32_t id, pci_bdf bdf,
                                const struct ecam_policy *policy)
{
    const struct timeout end = timeout_start(policy->timeout_ns, "a function");
    struct ecam_wait wait = {.bdf = bdf};
    uint64_t pause = policy->pause_ns;

    for (;;) {
        look(host, id, &wait);
        wait.polls++;
        wait.retries += wait.presence == ECAM_RETRY;
        if (wait.presence == ECAM_PRESENT || timeout_expired(&end) ||
            (policy->only_retry && wait.presence == ECAM_ABSENT))
            return wait;
        if (pause)
            pause_for(pause, &end);
        pause *= 2;
        if (policy->pause_max_ns && pause > policy->pause_max_ns)
            pause = policy->pause_max_ns;
    }
}

struct ecam_wait ecam_wait_for(const struct pci_host *host, pci_bdf bdf,
                               const struct ecam_policy *policy)
{
    return wait_by(look_at, host, 0, bdf, policy);
}

struct ecam_wait ecam_wait_for_id(const struct pci_host *host, uint32_t id,
                                  const struct ecam_policy *policy)
{
    return wait_by(look_for, host, id, 0, policy);
}
