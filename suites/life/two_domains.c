/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two domains at once, each with a device model of its own, of which the second domain's ends:
 * LIFE-15. Both run the same test; the first one tells dom0 to go on.
 */
#include "guest/control/bus.h"
#include "guest/control/model_arrival.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_host.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"
#include "suites/vio/rig/find.h"

#define LOOKS 200
#define PAUSE (30 * CLOCK_MS) /* between two looks */
#define LIMIT (2 * CLOCK_S)   /* of a request */
#define PORT  1               /* of dom0's: each has asked for its device model */

/* A domain may ask for ports of its own, by its number, and for no other's. */
static bool is_first(void)
{
    struct evtchn_status status = {.dom = 1, .port = PORT};

    return !xen_event_channel(EVTCHNOP_status, &status);
}

static uint32_t read_id(void)
{
    return mmio_read32(ecam_address(&bus, PCI_BDF(bus.bus_first, 0, 0), PCI_VENDOR_ID));
}

/* Before, while and after the other one's device model ends. */
static void expect_served_on(void)
{
    static struct virtio_rng rng;
    static uint8_t entropy[16];
    const uint32_t id = read_id();

    if (!vio_open_rng(&rng))
        return;
    if (arrival_go_on())
        for (unsigned int look = 0; look < LOOKS; look++) {
            if (!expect_eq(read_id(), id) ||
                !expect_eq((uint64_t)virtio_rng_read(&rng, entropy, sizeof(entropy), LIMIT),
                           sizeof(entropy)))
                break;
            arrival_sleep(PAUSE);
        }
    vio_close(&rng.device);
}

TEST(
    life, anothers_end_is_nothing, .rule = "LIFE-15", .bus = BUS_SERVED, .attach = ASKED,
    .alone = true, .profiles = UNMAPPED | WINDOWS,
    TITLE("a domain is served on when the device model of another one ends, which sees background"))
{
    unsigned int look = 0;

    if (is_first()) {
        expect_served_on();
        return;
    }
    expect(ecam_presence(read_id()) == ECAM_PRESENT);
    while (look++ < LOOKS && ecam_presence(read_id()) == ECAM_PRESENT)
        arrival_sleep(PAUSE);
    expect_eq(read_id(), UINT32_MAX);
}

/* Its next access would not come back: LIFE-10. */
TEST(life, anothers_sudden_end_is_nothing, .rule = "LIFE-15", .bus = BUS_SERVED, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("the same where that one is killed, and its domain does not ask it any more"))
{
    if (is_first()) {
        expect_served_on();
        return;
    }
    expect(ecam_presence(read_id()) == ECAM_PRESENT);
    arrival_sleep(LOOKS * PAUSE);
}
