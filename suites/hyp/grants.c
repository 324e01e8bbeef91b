/* SPDX-License-Identifier: BSD-2-Clause */
/* The grant table of a domU: its size, copies and maps: HYP-01, HYP-03, HYP-04. */
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/xen.h"
#include "suites/hyp/ticks.h"

#include <string.h>

#include <xen/errno.h>
#include <xen/grant_table.h>

#define PAGE   4096ul
#define NOBODY 0x1234
#define MANY   128u

static long grant_table(unsigned int op, void *arg, unsigned int count)
{
    return xen_hypercall(__HYPERVISOR_grant_table_op, op, (unsigned long)arg, count, 0, 0);
}

/* GNTST_* as a check compares it. */
#define STATUS(status) ((uint64_t)(int64_t)(status))

TEST(
    hyp, grant_table_sizes, .rule = "HYP-04",
    TITLE(
        "query_size says how many frames there can be: so many can be set up, one more is refused"))
{
    struct gnttab_query_size size = {.dom = DOMID_SELF, .status = 99};
    struct gnttab_setup_table setup = {.dom = DOMID_SELF, .status = 99};
    static xen_pfn_t frames[256];

    expect_eq(grant_table(GNTTABOP_query_size, &size, 1), 0);
    expect_eq(STATUS(size.status), GNTST_okay);
    expect(size.max_nr_frames > 0 && size.nr_frames <= size.max_nr_frames);
    report_note("%u of %u frames", size.nr_frames, size.max_nr_frames);
    set_xen_guest_handle(setup.frame_list, frames);
    setup.nr_frames = size.max_nr_frames + 1;
    expect_eq(grant_table(GNTTABOP_setup_table, &setup, 1), 0);
    expect_eq(STATUS(setup.status), STATUS(GNTST_general_error));
    if (size.max_nr_frames <= sizeof(frames) / sizeof(frames[0])) {
        setup.nr_frames = size.max_nr_frames;
        expect_eq(grant_table(GNTTABOP_setup_table, &setup, 1), 0);
        expect_eq(STATUS(setup.status), GNTST_okay);
        expect_eq(grant_table(GNTTABOP_query_size, &size, 1), 0);
        expect_eq(size.nr_frames, size.max_nr_frames);
    }
    size.dom = NOBODY;
    expect_eq(grant_table(GNTTABOP_query_size, &size, 1), 0);
    expect_eq(STATUS(size.status), STATUS(GNTST_bad_domain));
    size.dom = 0;
    expect_eq(grant_table(GNTTABOP_query_size, &size, 1), 0);
    expect_eq(STATUS(size.status), STATUS(GNTST_permission_denied));
}

static struct gnttab_copy copy_of(uint64_t from, uint64_t to, uint16_t length)
{
    return (struct gnttab_copy){
        .source = {.u.gmfn = from / PAGE, .domid = DOMID_SELF, .offset = from % PAGE},
        .dest = {.u.gmfn = to / PAGE, .domid = DOMID_SELF, .offset = to % PAGE},
        .len = length,
        .status = 99,
    };
}

TEST(hyp, copies_by_grant, .rule = "HYP-01",
     TITLE("GNTTABOP_copy copies exactly what it is told to, up to the pages' ends, and refuses "
           "the rest"))
{
    const uint64_t from = spare_ram().base + 8 * PAGE, to = from + PAGE;
    struct gnttab_copy copy = copy_of(from + 16, to + PAGE - 100, 100);
    const struct gnttab_copy good = copy;
    unsigned int wrong = 0;

    for (unsigned int i = 0; i < PAGE; i++)
        ((uint8_t *)from)[i] = i * 7 + 1;
    memset((void *)to, 0, PAGE);
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), GNTST_okay);
    for (unsigned int i = 0; i < PAGE; i++)
        wrong +=
            ((uint8_t *)to)[i] != (i < PAGE - 100 ? 0 : ((uint8_t *)from)[i - (PAGE - 100) + 16]);
    expect_eq(wrong, 0);

    copy.len = 101;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), STATUS(GNTST_bad_copy_arg));
    copy = good;
    copy.source.offset = PAGE - 50;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), STATUS(GNTST_bad_copy_arg));
    copy = good;
    copy.source.offset = PAGE;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), STATUS(GNTST_bad_copy_arg));
    copy = good;
    copy.source.domid = 0;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), STATUS(GNTST_permission_denied));
    copy = good;
    copy.dest.domid = NOBODY;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect(copy.status < 0);
    copy.flags = GNTCOPY_dest_gref;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), STATUS(GNTST_bad_domain));
    copy = good;
    copy.source.u.gmfn = 0x12345678;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect(copy.status < 0);
    expect_eq(grant_table(GNTTABOP_copy, &copy, 0), 0);
}

TEST(hyp, a_copy_of_nothing, .rule = "HYP-01",
     TITLE("a GNTTABOP_copy of length 0 is done, whatever it is from and to"))
{
    struct gnttab_copy copy = copy_of(spare_ram().base, spare_ram().base + PAGE, 0);

    copy.flags = GNTCOPY_source_gref;
    copy.source.u.ref = 0xffffff;
    expect_eq(grant_table(GNTTABOP_copy, &copy, 1), 0);
    expect_eq(STATUS(copy.status), GNTST_okay);
}

TEST(hyp, copies_in_a_batch, .rule = "HYP-03",
     TITLE(
         "a batch of copies that Xen has to continue is done to the end, each with its status, one "
         "that fails among them"))
{
    static struct gnttab_copy copies[MANY];
    struct timer_interrupt timer;
    const uint64_t from = spare_ram().base + 8 * PAGE, to = from + PAGE;
    unsigned int wrong = 0;

    memset((void *)to, 0, PAGE);
    for (unsigned int i = 0; i < PAGE; i++)
        ((uint8_t *)from)[i] = i * 5 + 3;
    for (unsigned int i = 0; i < MANY; i++)
        copies[i] = copy_of(from + 16 * i, to + 16 * i, 16);
    copies[MANY / 2].source.offset = PAGE;
    ticks_start(&timer);
    expect_eq(grant_table(GNTTABOP_copy, copies, MANY), 0);
    expect(ticks_stop(&timer) > 4);
    for (unsigned int i = 0; i < MANY; i++)
        wrong += copies[i].status != (i == MANY / 2 ? GNTST_bad_copy_arg : GNTST_okay);
    expect_eq(wrong, 0);
    expect_eq(memcmp((void *)from, (void *)to, 16 * MANY / 2), 0);
    expect_eq(memcmp((uint8_t *)from + 16 * (MANY / 2 + 1), (uint8_t *)to + 16 * (MANY / 2 + 1),
                     16 * (MANY / 2 - 1)),
              0);
}

TEST(hyp, maps_that_cannot_be, .rule = "HYP-01",
     TITLE("map_grant_ref and unmap_grant_ref of what was not granted say so in the operation's "
           "status"))
{
    struct gnttab_map_grant_ref map = {.host_addr = spare_ram().base,
                                       .flags = GNTMAP_host_map,
                                       .dom = DOMID_SELF,
                                       .ref = 0xffffff,
                                       .status = 99};
    struct gnttab_unmap_grant_ref unmap = {
        .host_addr = spare_ram().base, .handle = 12345, .status = 99};

    expect_eq(grant_table(GNTTABOP_map_grant_ref, &map, 1), 0);
    expect(map.status < 0);
    map.dom = NOBODY;
    expect_eq(grant_table(GNTTABOP_map_grant_ref, &map, 1), 0);
    expect_eq(STATUS(map.status), STATUS(GNTST_bad_domain));
    map.dom = 0;
    map.ref = 0xffffffff;
    expect_eq(grant_table(GNTTABOP_map_grant_ref, &map, 1), 0);
    expect_eq(STATUS(map.status), STATUS(GNTST_bad_gntref));
    map.flags = 0;
    expect_eq(grant_table(GNTTABOP_map_grant_ref, &map, 1), 0);
    expect_eq(STATUS(map.status), STATUS(GNTST_bad_gntref));
    expect_eq(grant_table(GNTTABOP_unmap_grant_ref, &unmap, 1), 0);
    expect_eq(STATUS(unmap.status), STATUS(GNTST_bad_handle));
}
