/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses that are not one aligned dword or less: PCI-10. */
#include "guest/control/control_client.h"
#include "guest/pci/pci.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "suites/pci/claims.h"

#define TAG    0x1e
#define STORED 0x8f7e6d5c4b3a2918ull

static const uint32_t sbdf = PCI_BDF(0, 10, 1);

TEST(pci, eight_bytes_are_two_requests, .rule = "PCI-10", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("an access of 8 bytes is two requests of 4, the lower first, and one result"))
{
    const uint64_t server = claim_functions(sbdf, 1, TAG);

    if (!server)
        return;
    for (unsigned int reg = 0; reg < PCI_CFG_SPACE_EXP_SIZE; reg += 0x7f8) {
        if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
            return;
        expect_config(config_ipa(sbdf, reg), 8, config_echo(sbdf, reg, 8, TAG));
        expect(try_write(config_ipa(sbdf, reg), 8, STORED));
        expect_requests(4);
        expect_request(0, sbdf, reg, 4, false, 0);
        expect_request(1, sbdf, reg + 4, 4, false, 0);
        expect_request(2, sbdf, reg, 4, true, (uint32_t)STORED);
        expect_request(3, sbdf, reg + 4, 4, true, STORED >> 32);
    }
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(pci, unaligned_is_not_forwarded, .rule = "PCI-10", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("an access that is not naturally aligned reads ones, is ignored, and no request"))
{
    const uint64_t server = claim_functions(sbdf, 2, TAG);

    if (!server || !control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return;
    for (unsigned int size = 2; size <= 8; size *= 2)
        for (unsigned int at = 1; at < size; at++) {
            /* Inside a function, and from one to the next. */
            const uint64_t places[] = {config_ipa(sbdf, 0x40 + at),
                                       config_ipa(sbdf + 1, at) - size};

            for (unsigned int i = 0; i < 2; i++) {
                expect_load(access_form(ACCESS_LOAD, size, size == 8 ? 64 : 32), mmu_nc(places[i]),
                            UINT64_MAX >> (64 - 8 * size));
                expect_store(access_form(ACCESS_STORE, size, size == 8 ? 64 : 32),
                             mmu_nc(places[i]), STORED);
            }
        }
    expect_requests(0);
    expect_function(sbdf, 0x40, TAG);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}
