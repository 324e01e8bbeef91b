/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that nobody claims, or whose server is disabled, destroyed, dead: PCI-03 to PCI-05. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/pci/pci.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/time/clock.h"
#include "suites/pci/claims.h"

#define TAG      0x55
#define DEAD_FOR (3 * CLOCK_MS)
#define BUSES    256
#define SLOTS    32

static const uint32_t served = PCI_BDF(0, 1, 0); /* by the bus server: homes/ioreq/dom0_bus.h */
static const uint32_t ours = PCI_BDF(0, 12, 0);

static bool expect_all_absent(void)
{
    for (unsigned int b = 0; b < BUSES; b++)
        if (!expect_absent(PCI_BDF(b, b % SLOTS, b & 7), (b * 8) % PCI_CFG_SPACE_EXP_SIZE))
            return false;
    return true;
}

TEST(pci, an_empty_bus_reads_ones, .rule = "PCI-03", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("without a server, and beside one, functions that nobody claims read ones and ignore "
           "writes, at every size"))
{
    uint64_t server;

    if (!expect_all_absent())
        return;
    server = claim_functions(ours, 1, TAG);
    if (!server)
        return;
    expect_function(ours, 0, TAG);
    expect_all_absent();
    if (control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        expect_absent(ours, 0);
}

static uint64_t read_id(void)
{
    uint64_t id;

    return try_read(config_ipa(served, PCI_VENDOR_ID), 4, &id) ? id : 0;
}

TEST(pci, a_disabled_server_has_no_functions, .rule = "PCI-04", .bus = BUS_SERVED, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE(
         "functions of a disabled server read ones, are back once it is enabled, and another's are "
         "there all the time"))
{
    const uint64_t id = read_id(), server = claim_functions(ours, 1, TAG);

    if (!server)
        return;
    expect((uint16_t)id != PCI_VENDOR_ID_NONE && id);
    for (unsigned int i = 0; i < 2; i++) {
        if (!control_do(CONTROL_STAGE, STAGE_MAPPED, 0, 0))
            return;
        expect_absent(served, PCI_VENDOR_ID);
        expect_function(ours, 0, TAG);
        if (!control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0))
            return;
        expect_eq(read_id(), id);
    }
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(pci, a_destroyed_server_takes_its_functions, .rule = "PCI-05", .bus = BUS_SERVED,
     .profiles = VPCI, .needs = CONTROL_PAGE,
     TITLE("a destroyed server's functions read ones, another server's stay"))
{
    const uint64_t id = read_id(), server = claim_functions(ours, 1, TAG);

    if (!server)
        return;
    expect_function(ours, 0, TAG);
    if (!control_do(CONTROL_DETACH, 0, 0, 0))
        return;
    expect_absent(served, PCI_VENDOR_ID);
    expect_function(ours, 0, TAG);
    if (!control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0) ||
        !control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        return;
    expect_absent(ours, 0);
    expect_eq(read_id(), id);
}

TEST(pci, a_dead_server_blocks_its_functions_only, .rule = "PCI-05", .bus = BUS_SERVED,
     .profiles = VPCI, .needs = CONTROL_PAGE,
     TITLE("behind a server that answers no more, an access to its function waits; others do not"))
{
    const uint64_t id = read_id(), server = claim_functions(ours, 1, TAG);
    const uint64_t from = clock_ns();

    if (!server || !control_do(CONTROL_PLAY_DEAD, DEAD_FOR, 0, 0))
        return;
    expect_function(ours, 0, TAG);
    expect_absent(ours + 1, 0);
    if (!control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        return;
    expect(clock_ns() - from < DEAD_FOR);
    expect_eq(read_id(), id);
    expect(clock_ns() - from >= DEAD_FOR);
}
