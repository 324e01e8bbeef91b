/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/life/small_domain_client.h"

#include "guest/test/report.h"
#include "suites/dm/dom0_call.h"

#include <xen/errno.h>
#include <xen/sysctl.h>

/* Sysctls have versions, as domctls do; physinfo is the same in all of these. */
#define VERSION_FIRST 0x14
#define VERSION_LAST  0x1f

#define PORTS 32 /* more than dom0 uses in a boot of these tests */

static bool count_pages(uint64_t *pages)
{
    const uint64_t arg[3] = {dom0_address(0)};
    long rc = -XEN_EACCES;

    for (uint32_t version = VERSION_FIRST; rc == -XEN_EACCES && version <= VERSION_LAST;
         version++) {
        struct xen_sysctl op = {.cmd = XEN_SYSCTL_physinfo, .interface_version = version};

        rc = dom0_call(__HYPERVISOR_sysctl, arg, &op, sizeof(op));
        *pages = op.u.physinfo.free_pages;
    }
    if (rc)
        report_error("Xen does not tell dom0 its free pages (%ld)", rc);
    return !rc;
}

static void count_channels(uint64_t *channels)
{
    const uint64_t arg[3] = {EVTCHNOP_status, dom0_address(0)};

    *channels = 0;
    for (evtchn_port_t port = 1; port <= PORTS; port++) {
        struct evtchn_status status = {.dom = DOMID_SELF, .port = port};

        if (!dom0_call(__HYPERVISOR_event_channel_op, arg, &status, sizeof(status)))
            *channels += status.status != EVTCHNSTAT_closed;
    }
}

bool life_count(struct life_counts *counts)
{
    count_channels(&counts->channels);
    return count_pages(&counts->free_pages);
}

bool life_expect_same(const struct life_counts *before)
{
    struct life_counts after;

    return life_count(&after) && expect_eq(after.free_pages, before->free_pages) &
                                     expect_eq(after.channels, before->channels);
}
