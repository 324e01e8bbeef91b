/* SPDX-License-Identifier: BSD-2-Clause */
/* Several servers under one root complex, and claims that come and go: PCI-06 to PCI-08. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/pci/pci.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/pci/claims.h"

#include <xen/errno.h>

#define TAG_A 0x2b
#define TAG_B 0xd4
#define TAG_C 0x90
#define FEW   4

static const uint32_t first = PCI_BDF(0, 10, 0);

static bool end(uint64_t server)
{
    return control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

static bool expect_functions(uint32_t sbdf, unsigned int count, unsigned int stride, uint8_t tag)
{
    for (unsigned int i = 0; i < count; i++)
        if (!expect_function(sbdf + i * stride, 0x40, tag))
            return false;
    return true;
}

TEST(pci, two_servers_share_a_device, .rule = "PCI-06", .bus = BUS_SERVED, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("servers that claim every other function of a device each answer their own, on the same "
           "bus as a third"))
{
    const uint64_t a = claim_functions(first, 1, TAG_A), b = claim_functions(first + 1, 1, TAG_B);
    uint32_t requests;

    if (!a || !b)
        return;
    for (unsigned int i = 1; i < FEW; i++)
        if (!claim_more(a, first + 2 * i) || !claim_more(b, first + 2 * i + 1))
            return;
    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return;
    expect_functions(first, FEW, 2, TAG_A);
    requests = control_log_total();
    expect_functions(first + 1, FEW, 2, TAG_B);
    expect_eq(control_log_entry(0).server, a);
    expect_eq(control_log_entry(requests).server, b);
    expect_absent(first + 2 * FEW, 0x40);
    if (!end(a))
        return;
    for (unsigned int i = 0; i < FEW; i++)
        expect_absent(first + 2 * i, 0x40);
    expect_functions(first + 1, FEW, 2, TAG_B);
    end(b);
}

TEST(pci, the_highest_id_wins_an_overlap, .rule = "PCI-07", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("of servers that claim the same function the one with the highest id answers, whichever "
           "came first; when it goes, the next one does"))
{
    const uint64_t a = claim_functions(first, FEW, TAG_A), b = claim_functions(first + 1, 2, TAG_B);
    uint64_t c;

    if (!a || !b)
        return;
    expect_function(first, 0, TAG_A);
    expect_functions(first + 1, 2, 1, TAG_B);
    expect_function(first + 3, 0, TAG_A);
    if (!end(a)) /* its id is the lowest free one */
        return;
    c = claim_functions(first, FEW, TAG_C);
    if (!c)
        return;
    expect_function(first, 0, TAG_C);
    expect_functions(first + 1, 2, 1, TAG_B);
    if (!end(b))
        return;
    expect_functions(first, FEW, 1, TAG_C);
    end(c);
}

TEST(pci, a_server_claims_a_function_once, .rule = "PCI-07", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE(
         "a server is refused what it has claimed already, and to release what it has not; nothing "
         "changes"))
{
    const uint64_t server = claim_functions(first, 2, TAG_A);

    if (!server)
        return;
    expect_eq(control_call(CONTROL_CLAIM, server, first + 1, 2, NULL), -XEN_EEXIST);
    expect_eq(control_call(CONTROL_RELEASE, server, first + 1, 2, NULL), -XEN_ENOENT);
    expect_functions(first, 2, 1, TAG_A);
    expect_absent(first + 2, 0);
    end(server);
}

TEST(pci, functions_come_one_by_one, .rule = "PCI-08", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("functions that an enabled server claims and releases appear and vanish one by one, at "
           "once"))
{
    const uint64_t server = claim_functions(first, 1, TAG_A);

    if (!server)
        return;
    for (unsigned int i = 1; i < FEW; i++) {
        expect_absent(first + i, 0);
        if (!claim_more(server, first + i))
            return;
        expect_functions(first, i + 1, 1, TAG_A);
    }
    /* The middle of a range that they have become. */
    for (unsigned int i = 1; i < FEW; i++) {
        if (!claim_less(server, first + i))
            return;
        expect_absent(first + i, 0);
        expect_function(first, 0, TAG_A);
        expect_functions(first + i + 1, FEW - 1 - i, 1, TAG_A);
    }
    end(server);
}
