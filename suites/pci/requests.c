/* SPDX-License-Identifier: BSD-2-Clause */
/* Which function is asked, and for what: PCI-01, PCI-02, PCI-11. */
#include "guest/control/control_client.h"
#include "guest/pci/pci.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "suites/pci/claims.h"

#define TAG       0x71
#define SBDF_BITS 16 /* of segment 0 */
#define STORED    0x8f7e6d5c4b3a2918ull

/* All functions whose number differs in one bit, and those before and behind. */
static bool expect_alone(uint32_t sbdf)
{
    for (unsigned int bit = 0; bit < SBDF_BITS; bit++)
        if (!expect_absent(sbdf ^ 1u << bit, PCI_VENDOR_ID))
            return false;
    return (!sbdf || expect_absent(sbdf - 1, 0xff8)) &&
           (sbdf == (1u << SBDF_BITS) - 1 || expect_absent(sbdf + 1, PCI_VENDOR_ID));
}

TEST(pci, exactly_the_claimed_function, .rule = "PCI-01", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("one claimed function answers, and none whose bus, device or function number differs"))
{
    static const uint16_t places[] = {PCI_BDF(0, 0, 0),   PCI_BDF(0, 1, 3),  PCI_BDF(0, 31, 7),
                                      PCI_BDF(1, 0, 0),   PCI_BDF(18, 6, 4), PCI_BDF(128, 0, 0),
                                      PCI_BDF(255, 31, 7)};

    for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const uint64_t server = claim_functions(places[i], 1, TAG);
        bool good;

        if (!server)
            return;
        good = expect_function(places[i], PCI_VENDOR_ID, TAG) &&
               expect_function(places[i], 0xff8, TAG) && expect_alone(places[i]);
        if (!control_do(CONTROL_SERVER_REMOVE, server, 0, 0) || !good)
            return;
    }
}

TEST(
    pci, requests_name_function_and_register, .rule = "PCI-02", .bus = BUS_EMPTY, .profiles = VPCI,
    .needs = CONTROL_PAGE,
    TITLE("a request has type PCI_CONFIG, sbdf << 32 | register, the size, the direction, and of a "
          "write the bytes written"))
{
    const uint32_t sbdf = PCI_BDF(3, 4, 5);
    const uint64_t server = claim_functions(sbdf, 1, TAG);
    uint64_t value;

    if (!server)
        return;
    for (unsigned int size = 1; size <= 4; size *= 2)
        for (unsigned int reg = 0; reg < 8; reg += size) {
            if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
                return;
            expect(try_read(config_ipa(sbdf, reg), size, &value));
            expect(try_write(config_ipa(sbdf, reg), size, STORED));
            expect_requests(2);
            expect_request(0, sbdf, reg, size, false, 0);
            expect_request(1, sbdf, reg, size, true, STORED & UINT64_MAX >> (64 - 8 * size));
        }
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(pci, extended_space_is_forwarded, .rule = "PCI-11", .bus = BUS_EMPTY, .profiles = VPCI,
     .needs = CONTROL_PAGE,
     TITLE("registers from 100h to fffh reach the server with their whole number"))
{
    const uint32_t sbdf = PCI_BDF(0, 9, 0);
    const uint64_t server = claim_functions(sbdf, 1, TAG);
    uint64_t value;

    if (!server)
        return;
    for (unsigned int reg = PCI_CFG_SPACE_SIZE / 2; reg < PCI_CFG_SPACE_EXP_SIZE; reg *= 2) {
        const unsigned int before = reg - 4;

        if (!control_do(CONTROL_LOG_RESET, 0, 0, 0))
            return;
        expect(try_read(config_ipa(sbdf, reg), 4, &value));
        expect(try_read(config_ipa(sbdf, before), 4, &value));
        expect_request(0, sbdf, reg, 4, false, 0);
        expect_request(1, sbdf, before, 4, false, 0);
        expect_function(sbdf, reg, TAG);
    }
    expect_function(sbdf, 0xff8, TAG);
    expect_absent(sbdf + 1, PCI_VENDOR_ID);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}
