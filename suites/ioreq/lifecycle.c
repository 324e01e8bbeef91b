/* SPDX-License-Identifier: BSD-2-Clause */
/* Servers that are enabled, disabled, destroyed, and die: IOREQ-03, IOREQ-13 to IOREQ-17. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/ecam_probe.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "suites/ioreq/echo.h"

#define TAG       0x3c
#define PAGE      0x1000ull
#define SET_MAX   32
#define LATER     (5 * CLOCK_MS)
#define HELD_FOR  CLOCK_MS
#define DEAD_FOR  (3 * CLOCK_MS)
#define ARRIVAL   (2 * CLOCK_S)
#define ALL_ONES  (~0ull)
#define ECHO_WORD access_form(ACCESS_LOAD, 8, 64)

struct function_set {
    unsigned int count;
    pci_bdf bdf[SET_MAX];
    uint32_t id[SET_MAX];
};

static struct function_set scan_bus(void)
{
    struct function_set set = {0};

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);) {
        if (set.count == SET_MAX)
            break;
        set.bdf[set.count] = scan.bdf;
        set.id[set.count++] = scan.id;
    }
    return set;
}

TEST(ioreq, attach_shows_the_whole_bus, .rule = "IOREQ-03", .bus = BUS_ARRIVES,
     .profiles = UNMAPPED | WINDOWS | VPCI,
     TITLE("the scan at the first answer finds the functions that a later one finds"))
{
    const struct ecam_policy policy = {.timeout_ns = ARRIVAL};
    struct function_set first, later;

    if (!bus_arrive())
        return;
    if (ecam_wait_for(&bus, PCI_BDF(bus.bus_first, 0, 0), &policy).presence != ECAM_PRESENT) {
        report_error("timed out after %lu ms waiting for a function", ARRIVAL / CLOCK_MS);
        return;
    }
    first = scan_bus();
    smp_pause(LATER);
    later = scan_bus();
    report_note("%u functions, later %u", first.count, later.count);
    expect(later.count >= 2);
    expect_eq(first.count, later.count);
    for (unsigned int i = 0; i < first.count && i < later.count; i++) {
        expect_eq(first.bdf[i], later.bdf[i]);
        expect_eq(first.id[i], later.id[i]);
    }
}

TEST(ioreq, a_disabled_server_is_not_asked, .rule = "IOREQ-13", .bus = BUS_SERVED,
     TITLE(
         "disabling a server brings background back, enabling it the answers, any number of times"))
{
    const uint64_t last = settings.echo.base + settings.echo.size - 8;

    for (unsigned int i = 0; i < 3; i++) {
        expect_echo(settings.echo.base, CONTROL_BUS_TAG);
        if (!control_do(CONTROL_STAGE, STAGE_MAPPED, 0, 0))
            return;
        expect_unserved(settings.echo.base);
        expect_unserved(last);
        expect_unserved(bus.ecam.base);
        if (!control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0))
            return;
        expect_echo(last, CONTROL_BUS_TAG);
    }
}

TEST(ioreq, disable_lets_a_request_finish, .rule = "IOREQ-13", .bus = BUS_SERVED,
     TITLE("a request that is in flight when its server is disabled gets its answer"))
{
    const uint64_t ipa = settings.echo.base + 0x40;
    uint64_t from = clock_ns();

    if (!control_do(CONTROL_HOLD, HOLD_DISABLE, HELD_FOR, 0))
        return;
    expect_load(ECHO_WORD, mmu_device(ipa), control_echo(ipa, 8, CONTROL_BUS_TAG));
    expect(clock_ns() - from >= HELD_FOR); /* it was in flight meanwhile */
    expect_eq(control_stage(), STAGE_MAPPED);
    expect_unserved(ipa);
    if (control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0))
        expect_echo(ipa, CONTROL_BUS_TAG);
}

TEST(ioreq, a_drained_server_goes_quietly, .rule = "IOREQ-14", .bus = BUS_SERVED,
     TITLE("destroying a server that has no request in flight brings background back and leaves "
           "others alone"))
{
    const uint64_t other = settings.echo.base + settings.echo.size;
    uint64_t server = echo_server_start(other, PAGE, TAG);

    if (!server)
        return;
    for (unsigned int i = 0; i < 2; i++) {
        expect_echo(settings.echo.base, CONTROL_BUS_TAG);
        if (!control_do(CONTROL_DETACH, 0, 0, 0))
            return;
        expect_unserved(settings.echo.base);
        expect_unserved(other - 8);
        expect_unserved(bus.ecam.base);
        expect_echo(other, TAG);
        if (!control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0))
            return;
    }
    expect_echo(other - 8, CONTROL_BUS_TAG);
    if (control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        expect_unserved(other);
}

TEST(ioreq, an_unmapped_range_is_background, .rule = "IOREQ-14", .bus = BUS_SERVED,
     TITLE("unmapping one range of a server brings background back there, and only there"))
{
    const uint64_t first = settings.echo.base + settings.echo.size, second = first + 2 * PAGE;
    uint64_t server = echo_server_start(first, PAGE, TAG);

    if (!server || !control_do(CONTROL_SERVER_MAP, server, second, PAGE))
        return;
    expect_echo(first, TAG);
    expect_echo(second, TAG);
    expect_unserved(first + PAGE);
    if (!control_do(CONTROL_SERVER_UNMAP, server, first, PAGE))
        return;
    expect_unserved(first);
    expect_unserved(first + PAGE - 8);
    expect_echo(second, TAG);
    expect_echo(first - 8, CONTROL_BUS_TAG);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(
    ioreq, a_dead_server_blocks_until_rescued, .rule = "IOREQ-17", .bus = BUS_SERVED,
    TITLE(
        "behind a device model that has died an access waits; a later server answers new accesses"))
{
    const uint64_t ipa = settings.echo.base;
    const uint64_t from = clock_ns();
    uint64_t server;

    if (!control_do(CONTROL_PLAY_DEAD, DEAD_FOR, 0, 0))
        return;
    server = echo_server_start(ipa, PAGE, TAG);
    if (!server)
        return;
    expect_echo(ipa, TAG);
    expect(clock_ns() - from < DEAD_FOR); /* so it was the other one that answered */
    if (!control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        return;
    expect(clock_ns() - from < DEAD_FOR);
    expect_load(ECHO_WORD, mmu_device(ipa), control_echo(ipa, 8, CONTROL_BUS_TAG));
    expect(clock_ns() - from >= DEAD_FOR);
}

/* If Xen breaks the rule the vCPU never resumes: the backend's watchdog ends the run. */
TEST(ioreq, destroyed_under_a_request, .rule = "IOREQ-15", .bus = BUS_SERVED, .alone = true,
     TITLE("a read whose server is destroyed under it completes with ones"))
{
    if (!control_do(CONTROL_HOLD, HOLD_DESTROY, 0, 0))
        return;
    expect_load(ECHO_WORD, mmu_device(settings.echo.base), ALL_ONES);
    control_do(CONTROL_PING, 0, 0, 0);
    expect_unserved(settings.echo.base);
}

TEST(ioreq, destroyed_after_the_answer, .rule = "IOREQ-16", .bus = BUS_SERVED, .alone = true,
     TITLE("a server can be destroyed before the vCPU has taken its answer"))
{
    const uint64_t ipa = settings.echo.base;

    if (!control_do(CONTROL_HOLD, HOLD_DESTROY_ANSWERED, 0, 0))
        return;
    expect_load(ECHO_WORD, mmu_device(ipa), control_echo(ipa, 8, CONTROL_BUS_TAG));
    control_do(CONTROL_PING, 0, 0, 0);
    expect_unserved(ipa);
}
