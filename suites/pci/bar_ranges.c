/* SPDX-License-Identifier: BSD-2-Clause */
/* Claims of functions and ranges of memory are two things; and no bridge, no functions; and
 * what is left of both: PCI-09, PCI-12, PCI-14, PCI-15. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/pci/pci.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "suites/ioreq/echo.h"
#include "suites/pci/claims.h"

#include <xen/errno.h>

#define TAG  0x3a
#define PAGE 0x1000ull

static const uint32_t ours = PCI_BDF(0, 14, 0);

TEST(pci, memory_ranges_are_not_functions, .rule = "PCI-09", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("a range of memory over the ECAM makes no function present and takes none away"))
{
    const uint64_t function = claim_functions(ours, 1, TAG);
    const uint64_t memory = echo_server_start(config_ipa(ours, 0), 2 * PAGE, (uint8_t)~TAG);

    if (!function || !memory)
        return;
    expect_function(ours, 0x10, TAG);
    expect_absent(ours + 1, 0x10);
    if (!control_do(CONTROL_SERVER_REMOVE, function, 0, 0))
        return;
    expect_absent(ours, 0x10);
    control_do(CONTROL_SERVER_REMOVE, memory, 0, 0);
}

TEST(
    pci, bars_are_memory, .rule = "PCI-09", .bus = BUS_EMPTY, .profiles = VPCI,
    .needs = CONTROL_PAGE,
    TITLE("a server answers in the BAR window by ranges of memory, and a claim adds nothing there"))
{
    const uint64_t bar = bus.mem.base + 2 * PAGE;
    const uint64_t function = claim_functions(ours, 1, TAG);
    uint64_t memory;

    if (!function)
        return;
    expect_unserved(bar);
    memory = echo_server_start(bar, PAGE, (uint8_t)~TAG);
    if (!memory)
        return;
    expect_echo(bar, (uint8_t)~TAG);
    expect_function(ours, 0, TAG);
    expect_unserved(bar + PAGE);
    control_do(CONTROL_SERVER_REMOVE, memory, 0, 0);
    control_do(CONTROL_SERVER_REMOVE, function, 0, 0);
}

TEST(pci, an_accepted_claim_is_served, .rule = "PCI-12", .bus = BUS_EMPTY,
     .profiles = TRAP | UNMAPPED | WINDOWS, .needs = CONTROL_PAGE,
     TITLE(
         "without a host bridge of Xen's a claim of a function is refused, or its server is asked"))
{
    uint64_t result[4], value;
    const int rc = control_call(CONTROL_CLAIM_ADD, ours, 1, TAG, result);

    if (rc) {
        expect(rc == -XEN_EINVAL || rc == -XEN_EOPNOTSUPP);
        return;
    }
    if (control_do(CONTROL_LOG_RESET, 0, 0, 0)) {
        (void)try_read(config_ipa(ours, 0), 4, &value); /* it may abort: the server was not asked */
        expect_eq(control_log_total(), 1);
    }
    control_do(CONTROL_SERVER_REMOVE, result[0], 0, 0);
}

TEST(pci, no_bridge_unless_asked_for, .rule = "PCI-14", .bus = BUS_EMPTY, .profiles = TRAP,
     .needs = CONTROL_PAGE,
     TITLE("where a host bridge would be, an access traps, unless a server has a range of memory "
           "there"))
{
    const uint64_t ipa = config_ipa(ours, 0);
    uint64_t server, value;

    expect(!try_read(ipa, 4, &value));
    expect(!try_write(ipa, 4, 0));
    server = echo_server_start(ipa, PAGE, TAG);
    if (!server)
        return;
    expect_echo(ipa, TAG);
    if (control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        expect(!try_read(ipa, 4, &value));
}

/* For people: `make options` prints them side by side. */
static void note_nobody(const char *when)
{
    uint64_t value;
    const bool config = try_read(config_ipa(ours, 0), 4, &value);
    const bool bar = try_read(bus.mem.base, 4, &value);

    report_note("%s: configuration %s, BARs %s", when, config ? "reads ones" : "aborts",
                bar ? "read ones" : "abort");
}

static void expect_nobody(void)
{
    expect_unserved(config_ipa(ours, 0));
    expect_unserved(bus.mem.base);
}

TEST(pci, nothing_is_left_of_a_server, .rule = "PCI-15", .bus = BUS_EMPTY, .needs = CONTROL_PAGE,
     TITLE("configuration space and BARs of a server that is destroyed read what they did before"))
{
    uint64_t config, bar;

    expect_nobody();
    note_nobody("before");
    config = settings.scope.profile == VPCI ? claim_functions(ours, 1, TAG)
                                            : echo_server_start(config_ipa(ours, 0), PAGE, TAG);
    bar = echo_server_start(bus.mem.base, PAGE, TAG);
    if (!config || !bar)
        return;
    expect_echo(bus.mem.base, TAG);
    if (settings.scope.profile == VPCI)
        expect_function(ours, 0, TAG);
    else
        expect_echo(config_ipa(ours, 0), TAG);
    if (!control_do(CONTROL_SERVER_REMOVE, config, 0, 0) ||
        !control_do(CONTROL_SERVER_REMOVE, bar, 0, 0))
        return;
    expect_nobody();
    note_nobody("after");
}
