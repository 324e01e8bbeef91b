/* SPDX-License-Identifier: BSD-2-Clause */
/* What the HVM parameters say of xenstore: XABI-16. */
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/xen.h"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/io/xs_wire.h>

#define PAGE      4096ul
#define PFN_LATER (~0ul) /* xenstored allocates it when it starts */

static uint64_t param(uint32_t index)
{
    struct xen_hvm_param get = {.domid = DOMID_SELF, .index = index, .value = 0x5a5a};

    expect_eq(xen_hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, (unsigned long)&get, 0, 0, 0), 0);
    return get.value;
}

/* @port is one of ours that waits for dom0 to bind it, or that dom0 has bound. */
static void expect_port_for_dom0(uint64_t port)
{
    struct evtchn_status status = {.dom = DOMID_SELF, .port = port};

    if (!expect_eq(xen_event_channel(EVTCHNOP_status, &status), 0))
        return;
    if (status.status == EVTCHNSTAT_interdomain)
        expect_eq(status.u.interdomain.dom, 0);
    else if (expect_eq(status.status, EVTCHNSTAT_unbound))
        expect_eq(status.u.unbound.dom, 0);
}

/*
 * Up to 4.20 a page of RAM; since df2c03e2eb one of Xen's, beyond the tree's memory, whose
 * connection waits for xenstored from the start. An abort or background would fail the rest.
 */
static void expect_zeroed(uint64_t pfn)
{
    const struct xenstore_domain_interface *store = (const void *)mmu_nc(pfn * PAGE);
    const uint32_t *page = (const uint32_t *)store;
    uint32_t bits = 0;

    for (unsigned int i = 0; i < PAGE / sizeof(*page); i++)
        if (&page[i] != &store->connection)
            bits |= page[i];
    expect_eq(bits, 0);
    expect(store->connection == XENSTORE_CONNECTED || store->connection == XENSTORE_RECONNECT);
}

TEST(xabi, no_xenstore_unless_asked_for, .rule = "XABI-16",
     TITLE("HVM_PARAM_STORE_PFN and _EVTCHN are 0, or lead to a port for dom0 and an empty page"))
{
    const uint64_t pfn = param(HVM_PARAM_STORE_PFN), port = param(HVM_PARAM_STORE_EVTCHN);

    expect_eq(pfn != 0, settings.xenstore);
    expect_eq(port != 0, settings.xenstore);
    if (!settings.xenstore)
        return;
    expect_port_for_dom0(port);
    report_note("port %lu, page %#lx", port, pfn);
    if (pfn != PFN_LATER)
        expect_zeroed(pfn);
}

TEST(xabi, no_pv_console, .rule = "XABI-16",
     TITLE("HVM_PARAM_CONSOLE_PFN is 0: the console is CONSOLEIO_write or vpl011"))
{
    expect_eq(param(HVM_PARAM_CONSOLE_PFN), 0);
}
