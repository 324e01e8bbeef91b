/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that goes away, and who is told of it: DM-04. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/xen.h"
#include "suites/ioreq/echo.h"

#define PAGE    4096ull
#define SERVERS 3 /* that are told: the bus server, and two of the test's */

static uint64_t handle[SERVERS];

static long reserve(unsigned int op, xen_pfn_t gfn)
{
    struct xen_memory_reservation reservation = {.nr_extents = 1, .domid = DOMID_SELF};

    set_xen_guest_handle(reservation.extent_start, &gfn);
    return xen_memory(op, &reservation);
}

static long give_back(xen_pfn_t gfn)
{
    return reserve(XENMEM_decrease_reservation, gfn) == 1 ? 0 : -1;
}

static long populate(xen_pfn_t gfn)
{
    return reserve(XENMEM_populate_physmap, gfn) == 1 ? 0 : -1;
}

static long map_shared_info(xen_pfn_t gfn)
{
    struct xen_add_to_physmap add = {
        .domid = DOMID_SELF, .space = XENMAPSPACE_shared_info, .gpfn = gfn};

    return xen_memory(XENMEM_add_to_physmap, &add);
}

static long take_away(xen_pfn_t gfn)
{
    struct xen_remove_from_physmap remove = {.domid = DOMID_SELF, .gpfn = gfn};

    return xen_memory(XENMEM_remove_from_physmap, &remove);
}

/* In this order; each leaves the page as the next one wants it, and the last as the first one. */
static const struct step {
    const char *name;
    long (*run)(xen_pfn_t gfn);
    bool told; /* a page goes away, so the servers must be told; else they may be */
} steps[] = {
    {"XENMEM_decrease_reservation", give_back, true},
    {"XENMEM_add_to_physmap", map_shared_info, false},
    {"XENMEM_remove_from_physmap", take_away, true},
    {"XENMEM_populate_physmap", populate, false},
};

/* Runs @step and checks that every server has been told by the time it returns. */
static bool check_step(const struct step *step, xen_pfn_t gfn)
{
    uint32_t before[SERVERS];
    long rc;

    for (unsigned int i = 0; i < SERVERS; i++)
        before[i] = control_invalidations(handle[i]);
    rc = step->run(gfn);
    report_checked();
    if (rc) {
        report_error("%s returned %ld", step->name, rc);
        return false;
    }
    for (unsigned int i = 0; step->told && i < SERVERS; i++)
        if (control_invalidations(handle[i]) == before[i])
            report_fail(__FILE__, __LINE__,
                        "%s took a page away, but the server of handle %lu was not told",
                        step->name, handle[i]);
    return true;
}

TEST(dm, every_server_is_told, .rule = "DM-04", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     TITLE("when a page goes away all enabled servers have been told before the vCPU runs on"))
{
    const uint64_t beyond = settings.echo.base + settings.echo.size;
    const xen_pfn_t gfn = spare_ram().base / PAGE;

    handle[0] = 0;
    for (unsigned int i = 1; i < SERVERS; i++) {
        handle[i] = echo_server_start(beyond + i * PAGE, PAGE, i);
        if (!handle[i])
            return;
    }
    for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        if (!check_step(&steps[i], gfn))
            break;
    for (unsigned int i = 1; i < SERVERS; i++) {
        expect_echo(beyond + i * PAGE, i);
        control_do(CONTROL_SERVER_REMOVE, handle[i], 0, 0);
    }
    expect_echo(settings.echo.base, CONTROL_BUS_TAG);
}
