/* SPDX-License-Identifier: BSD-2-Clause */
/* ECAM arithmetic, the scan of the bus and the wait for a function: ECAM-01, -03, -08, -09. */
/* FAKES: fake_device */

#include <greatest.h>

#include "guest/ecam_probe.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"
#include "tests/fakes/fake_device.h"

#define ID         0x10051af4
#define ABSENT     0xffffffff
#define RETRY      0xffff0001
#define MULTI      PCI_HEADER_TYPE_MFD
#define SLOT(n)    PCI_BDF(FAKE_BUS_FIRST, (n), 0)
#define FN(n, f)   PCI_BDF(FAKE_BUS_FIRST, (n), (f))
#define LAST_BUS_7 PCI_BDF(FAKE_BUS_LAST, 0x1f, 7)

static struct pci_host host;

static void setup(void *arg)
{
    (void)arg;
    host = fake_reset();
}

TEST bdf_fields(void)
{
    const pci_bdf bdf = PCI_BDF(0xab, 0x1d, 5);

    ASSERT_EQ_FMT(0xabed, bdf, "%#x");
    ASSERT_EQ(0xab, pci_bus(bdf));
    ASSERT_EQ(0x1d, pci_device(bdf));
    ASSERT_EQ(5, pci_function(bdf));
    PASS();
}

/* Bus 27:20, device 19:15, function 14:12, register 11:0, from the first bus on (ECAM-03). */
TEST addresses(void)
{
    const struct pci_host high = {.ecam = {0xf100000000, 1ull << 28}, .bus_last = 255};

    ASSERT_EQ(FAKE_ECAM, ecam_address(&host, SLOT(0), 0));
    ASSERT_EQ(FAKE_ECAM + (1 << 20), ecam_address(&host, PCI_BDF(FAKE_BUS_FIRST + 1, 0, 0), 0));
    ASSERT_EQ(FAKE_ECAM + (1 << 15), ecam_address(&host, SLOT(1), 0));
    ASSERT_EQ(FAKE_ECAM + (1 << 12) + 0x3d, ecam_address(&host, FN(0, 1), PCI_INTERRUPT_PIN));
    ASSERT_EQ(0xf10fffffff, ecam_address(&high, PCI_BDF(255, 31, 7), 0xfff));
    PASS();
}

TEST empty_bus(void)
{
    struct ecam_scan scan = ecam_scan_start(&host);

    ASSERT_FALSE(ecam_scan_next(&scan));
    ASSERT_FALSE(ecam_scan_next(&scan));
    ASSERT_EQ(0, scan.retries);
    ASSERT_EQ(32, fake.config_reads); /* nobody announced another bus */
    PASS();
}

/* A bridge on the root bus that says where the buses behind it end. */
static void add_bridge(pci_bdf bdf, uint8_t subordinate)
{
    struct fake_function *bridge = fake_add(bdf, ID);

    bridge->config[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
    bridge->config[PCI_SUBORDINATE_BUS] = subordinate;
}

TEST unconfigured_bridge_hides_its_bus(void)
{
    struct ecam_scan scan = ecam_scan_start(&host);

    add_bridge(SLOT(4), 0);
    fake_add(LAST_BUS_7 & ~7, ID);
    ASSERT(ecam_scan_next(&scan));
    ASSERT_EQ(SLOT(4), scan.bdf);
    ASSERT_FALSE(ecam_scan_next(&scan));
    PASS();
}

TEST last_bus_is_scanned_and_ends(void)
{
    const struct pci_host top = {.ecam = host.ecam, .bus_first = 254, .bus_last = 255};
    struct ecam_scan scan = ecam_scan_start(&top);

    /* Bus 254 of this host is where the fake bus has its first. */
    add_bridge(SLOT(0), 255);
    fake_add(PCI_BDF(FAKE_BUS_LAST, 0x1f, 0), ID)->config[PCI_HEADER_TYPE] = MULTI;
    fake_add(LAST_BUS_7, ID);
    ASSERT(ecam_scan_next(&scan));
    ASSERT_EQ(PCI_BDF(254, 0, 0), scan.bdf);
    ASSERT(ecam_scan_next(&scan));
    ASSERT_EQ(PCI_BDF(255, 0x1f, 0), scan.bdf);
    ASSERT(ecam_scan_next(&scan));
    ASSERT_EQ(PCI_BDF(255, 0x1f, 7), scan.bdf);
    ASSERT_FALSE(ecam_scan_next(&scan));
    PASS();
}

TEST functions_in_order(void)
{
    static const pci_bdf expected[] = {SLOT(0), SLOT(3), FN(3, 2), FN(3, 7), LAST_BUS_7 & ~7};
    unsigned int found = 0;

    add_bridge(SLOT(0), 255); /* more than the host has: its last bus is the end */
    fake_add(SLOT(3), ID)->config[PCI_HEADER_TYPE] = MULTI;
    fake_add(FN(3, 7), ID);
    fake_add(FN(3, 2), ID + 1);
    fake_add(LAST_BUS_7 & ~7, ID);
    for (struct ecam_scan scan = ecam_scan_start(&host); ecam_scan_next(&scan); found++) {
        ASSERT(found < 5);
        ASSERT_EQ_FMT(expected[found], scan.bdf, "%#x");
        ASSERT_EQ_FMT(found == 2 ? ID + 1u : ID, scan.id, "%#x");
    }
    ASSERT_EQ(5, found);
    PASS();
}

/* ECAM-09: neither behind a single-function device nor behind a missing function 0. */
TEST hidden_functions(void)
{
    struct ecam_scan scan = ecam_scan_start(&host);

    fake_add(SLOT(1), ID);
    fake_add(FN(1, 1), ID);
    fake_add(FN(2, 1), ID);
    ASSERT(ecam_scan_next(&scan));
    ASSERT_EQ(SLOT(1), scan.bdf);
    ASSERT_FALSE(ecam_scan_next(&scan));
    PASS();
}

TEST retry_is_no_device(void)
{
    struct ecam_scan scan = ecam_scan_start(&host);

    fake_add(SLOT(1), RETRY)->config[PCI_HEADER_TYPE] = MULTI;
    fake_add(FN(1, 1), ID);
    fake_add(SLOT(2), ID);
    ASSERT(ecam_scan_next(&scan));
    ASSERT_EQ(SLOT(2), scan.bdf);
    ASSERT_EQ(1, scan.retries);
    ASSERT_FALSE(ecam_scan_next(&scan));
    PASS();
}

TEST presence(void)
{
    ASSERT_EQ(ECAM_ABSENT, ecam_presence(ABSENT));
    ASSERT_EQ(ECAM_ABSENT, ecam_presence(0x1234ffff));
    ASSERT_EQ(ECAM_RETRY, ecam_presence(RETRY));
    ASSERT_EQ(ECAM_PRESENT, ecam_presence(ID));
    ASSERT_EQ(ECAM_PRESENT, ecam_presence(0));
    PASS();
}

TEST wait_finds_at_once(void)
{
    struct ecam_wait wait;

    fake_add(SLOT(1), ID);
    wait = ecam_wait_for(&host, SLOT(1), &(struct ecam_policy){.timeout_ns = 0});
    ASSERT_EQ(ECAM_PRESENT, wait.presence);
    ASSERT_EQ(1, wait.polls);
    ASSERT_EQ(ID, wait.id);
    PASS();
}

TEST wait_through_absence_and_retry(void)
{
    static const uint32_t script[] = {ABSENT, ABSENT, RETRY, RETRY, RETRY, 0};
    struct ecam_wait wait;

    fake_add(SLOT(1), ID)->ids = script;
    wait = ecam_wait_for(&host, SLOT(1), &(struct ecam_policy){.timeout_ns = CLOCK_S});
    ASSERT_EQ(ECAM_PRESENT, wait.presence);
    ASSERT_EQ(6, wait.polls);
    ASSERT_EQ(3, wait.retries);
    ASSERT_EQ(ID, wait.id);
    PASS();
}

TEST wait_is_bounded(void)
{
    struct ecam_wait wait =
        ecam_wait_for(&host, SLOT(1), &(struct ecam_policy){.timeout_ns = 10 * CLOCK_MS});

    ASSERT_EQ(ECAM_ABSENT, wait.presence);
    ASSERT_EQ(ABSENT, wait.id);
    ASSERT_EQ(11, wait.polls);
    ASSERT_EQ(0, wait.retries);

    fake_add(SLOT(1), RETRY);
    wait = ecam_wait_for(&host, SLOT(1), &(struct ecam_policy){.timeout_ns = 10 * CLOCK_MS});
    ASSERT_EQ(ECAM_RETRY, wait.presence);
    ASSERT_EQ(wait.polls, wait.retries);
    PASS();
}

/* One poll, a pause of 1, 2, 4, 4 ... ms, the next poll: the fake clock moves 1 ms a look. */
TEST wait_backs_off(void)
{
    const struct ecam_policy policy = {
        .timeout_ns = 20 * CLOCK_MS, .pause_ns = CLOCK_MS, .pause_max_ns = 4 * CLOCK_MS};
    struct ecam_wait eager =
        ecam_wait_for(&host, SLOT(1), &(struct ecam_policy){.timeout_ns = 20 * CLOCK_MS});
    struct ecam_wait wait = ecam_wait_for(&host, SLOT(1), &policy);

    ASSERT_EQ(21, eager.polls);
    ASSERT_EQ(ECAM_ABSENT, wait.presence);
    ASSERT_EQ(6, wait.polls);
    PASS();
}

TEST wait_only_while_it_says_retry(void)
{
    static const uint32_t script[] = {RETRY, RETRY, ABSENT, 0};
    const struct ecam_policy policy = {.timeout_ns = CLOCK_S, .only_retry = true};
    struct ecam_wait wait;

    fake_add(SLOT(1), ID)->ids = script;
    wait = ecam_wait_for(&host, SLOT(1), &policy);
    ASSERT_EQ(ECAM_ABSENT, wait.presence);
    ASSERT_EQ(3, wait.polls);
    ASSERT_EQ(2, wait.retries);
    PASS();
}

TEST wait_for_an_identifier(void)
{
    static const uint32_t script[] = {RETRY, RETRY, 0};
    const struct ecam_policy policy = {.timeout_ns = CLOCK_S};
    struct ecam_wait wait;

    fake_add(SLOT(1), 0x00010002);
    fake_add(SLOT(3), ID)->ids = script;
    wait = ecam_wait_for_id(&host, ID, &policy);
    ASSERT_EQ(ECAM_PRESENT, wait.presence);
    ASSERT_EQ(SLOT(3), wait.bdf);
    ASSERT_EQ(3, wait.polls);
    ASSERT_EQ(2, wait.retries);

    wait = ecam_wait_for_id(&host, ID + 1, &(struct ecam_policy){.timeout_ns = 5 * CLOCK_MS});
    ASSERT_EQ(ECAM_ABSENT, wait.presence);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(bdf_fields);
    RUN_TEST(addresses);
    RUN_TEST(empty_bus);
    RUN_TEST(unconfigured_bridge_hides_its_bus);
    RUN_TEST(last_bus_is_scanned_and_ends);
    RUN_TEST(functions_in_order);
    RUN_TEST(hidden_functions);
    RUN_TEST(retry_is_no_device);
    RUN_TEST(presence);
    RUN_TEST(wait_finds_at_once);
    RUN_TEST(wait_through_absence_and_retry);
    RUN_TEST(wait_is_bounded);
    RUN_TEST(wait_backs_off);
    RUN_TEST(wait_only_while_it_says_retry);
    RUN_TEST(wait_for_an_identifier);
    GREATEST_MAIN_END();
}
