/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device may not reach: GRANT-02, GRANT-03. */
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dm/dom0_call.h"
#include "suites/grant/grant_rig.h"

#define LAST_REF (GRANT_FIRST + GRANT_COUNT - 1) /* never granted by these tests */
#define BEYOND   0x7fffffffu                     /* behind the end of any table */

/* Has dom0 map @ref of ours, and unmap it again: GNTST_*. */
static int dom0_maps(grant_ref_t ref, bool read_only)
{
    const uint64_t op[2][3] = {{GNTTABOP_map_grant_ref, dom0_address(0), 1},
                               {GNTTABOP_unmap_grant_ref, dom0_address(0), 1}};
    struct gnttab_map_grant_ref map = {
        .host_addr = dom0_spare() * GRANT_PAGE,
        .flags = GNTMAP_host_map | (read_only ? GNTMAP_readonly : 0),
        .ref = ref,
        .dom = dom0_guest(),
        .status = 99,
    };
    struct gnttab_unmap_grant_ref unmap = {.host_addr = map.host_addr, .status = 99};

    expect_eq(dom0_call(__HYPERVISOR_grant_table_op, op[0], &map, sizeof(map)), 0);
    if (map.status != GNTST_okay)
        return map.status;
    unmap.handle = map.handle;
    expect_eq(dom0_call(__HYPERVISOR_grant_table_op, op[1], &unmap, sizeof(unmap)), 0);
    expect_eq((uint64_t)unmap.status, GNTST_okay);
    return map.status;
}

/* Whether it can; a program in a Linux dom0 is not asked. */
static void expect_dom0(grant_ref_t ref, bool read_only, bool maps)
{
    if (settings.scope.has & BARE_DOM0)
        expect_eq(dom0_maps(ref, read_only) == GNTST_okay, maps);
}

static uint64_t address_of(grant_ref_t ref)
{
    return GRANT_DMA_BIT | (uint64_t)ref * GRANT_PAGE;
}

/* A request that cannot be served must say so. */
static void check_fails(uint64_t address, uint32_t size)
{
    const int64_t result = grant_run(VIRTIO_BLK_T_IN, 0, address, size);

    if (grant_rig.device.type == VIRTIO_ID_RNG)
        expect(result >= 0 && result < size);
    else
        expect_eq(result, (uint64_t)(int64_t)VIRTIO_BLK_IOERR);
}

static void check_ungranted(unsigned int type)
{
    const grant_ref_t refs[] = {LAST_REF, BEYOND};
    uint64_t address;

    if (!grant_rig_open(type))
        return;
    for (unsigned int i = 0; i < 2; i++) {
        check_fails(address_of(refs[i]), VIRTIO_BLK_SECTOR);
        expect_dom0(refs[i], true, false);
        grant_expect_alive();
    }
    address = grant_data(0, GRANT_PAGE, false); /* and the page behind it is not */
    expect_dom0(grant_dma_ref(address), false, true);
    check_fails(address, 2 * GRANT_PAGE);
    expect_dom0(grant_dma_ref(address) + 1, true, false);
    grant_data_end(address, GRANT_PAGE);
    expect(grant_untouched(GRANT_PAGE, (GRANT_DATA - 1) * GRANT_PAGE));
    grant_expect_alive();
    grant_rig_close();
}

TEST(grant, nothing_else_is_reached, .rule = "GRANT-02", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     TITLE("a request fails that names a free reference, one beyond the table, or more than was "
           "granted; a bare dom0 cannot map those pages; they keep their bytes, and the device "
           "works on"))
{
    grant_each(check_ungranted);
}

static void check_read_only(unsigned int type)
{
    uint64_t address;

    if (!grant_rig_open(type))
        return;
    address = grant_data(0, GRANT_PAGE, true);
    check_fails(address, GRANT_PAGE);
    expect(grant_untouched(0, GRANT_PAGE));
    expect_dom0(grant_dma_ref(address), false, false);
    expect_dom0(grant_dma_ref(address), true, true);
    grant_data_end(address, GRANT_PAGE);
    grant_expect_alive();
    grant_rig_close();
}

TEST(grant, read_only_is_only_read, .rule = "GRANT-03", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     TITLE("a request fails that would write a page which is granted read-only, and leaves it as "
           "it was; a bare dom0 can map it to read it, and not to write it"))
{
    grant_each(check_read_only);
}
