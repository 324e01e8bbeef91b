/* SPDX-License-Identifier: BSD-2-Clause */
/* Two servers behind one host bridge, each with its own functions: IOREQ-12, IOREQ-14. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/vio/rig/find.h"

#define SPLIT_SLOT 2 /* virtio-blk, see homes/ioreq/bus_server.h */

struct census {
    unsigned int split; /* functions of SPLIT_SLOT */
    unsigned int others;
    uint32_t sum; /* of identifiers and places, of the others */
};

static struct census take_census(void)
{
    struct census census = {0};

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        if (pci_device(scan.bdf) == SPLIT_SLOT) {
            census.split++;
            continue;
        }
        census.others++;
        census.sum = census.sum * 31 + scan.id + scan.bdf;
    }
    return census;
}

static bool attach(bool split, bool on)
{
    if (split)
        return control_do(CONTROL_SPLIT_ATTACH, on, 0, 0);
    return on ? control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0)
              : control_do(CONTROL_DETACH, 0, 0, 0);
}

/* Compares the bus as a single server shows it with the bus of two servers. */
static bool divide(struct census *whole)
{
    if (!attach(false, true))
        return false;
    *whole = take_census();
    expect_eq(whole->split, 1);
    expect(whole->others >= 2);
    return attach(false, false) && control_do(CONTROL_SPLIT, SPLIT_SLOT, 0, 0);
}

static void reunite(void)
{
    bus_reset();
    control_call(CONTROL_SPLIT_ATTACH, 0, 0, 0, NULL);
    control_do(CONTROL_SPLIT, 0, 0, 0);
}

static void expect_census(const struct census *whole, bool split, bool others)
{
    const struct census now = take_census();

    expect_eq(now.split, split ? whole->split : 0);
    expect_eq(now.others, others ? whole->others : 0);
    expect_eq(now.sum, others ? whole->sum : 0);
}

/* The split function works: its BAR too is its server's. */
static void use_disk(void)
{
    static struct virtio_blk blk;

    if (vio_open_blk(&blk))
        vio_close(&blk.device);
}

TEST(ioreq, two_servers_are_one_bus, .rule = "IOREQ-12", .bus = BUS_EMPTY, .attach = ON_REQUEST,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("two servers that own different functions show the same bus as a single one would, "
           "in any order"))
{
    struct census whole;

    if (!divide(&whole))
        return;
    for (unsigned int first = 0; first < 2; first++) {
        if (!attach(first, true))
            break;
        expect_census(&whole, first, !first);
        if (!attach(!first, true))
            break;
        expect_census(&whole, true, true);
        use_disk();
        if (!attach(false, false) || !attach(true, false))
            break;
        expect_census(&whole, false, false);
    }
    reunite();
}

TEST(ioreq, one_of_two_servers_can_go, .rule = "IOREQ-14", .bus = BUS_EMPTY, .attach = ON_REQUEST,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("detaching one of the two servers of a bus removes its functions and no others"))
{
    struct census whole;

    if (divide(&whole) && attach(false, true) && attach(true, true)) {
        expect_census(&whole, true, true);
        if (attach(true, false))
            expect_census(&whole, false, true);
        if (attach(true, true))
            expect_census(&whole, true, true);
        if (attach(false, false))
            expect_census(&whole, true, false);
        use_disk();
        if (attach(false, true))
            expect_census(&whole, true, true);
    }
    reunite();
}
