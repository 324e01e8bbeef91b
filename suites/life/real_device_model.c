/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life and death of a device model that others wrote, QEMU in a Linux dom0: LIFE-08 to LIFE-14.
 * Each test is for a scenario whose script does what the test says; it goes on to its next step
 * when it is told to (protocol/dom0_script.h).
 */
#include "guest/control/bus.h"
#include "guest/control/model_arrival.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_host.h"
#include "guest/test/report.h"
#include "protocol/dom0_script.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"

#define A_WHILE (300 * CLOCK_MS) /* for a step of dom0's */
#define LOOKS   100              /* for what takes dom0 longer; A_WHILE / 10 between two */

static uint32_t read_id(void)
{
    return mmio_read32(ecam_address(&bus, PCI_BDF(bus.bus_first, 0, 0), PCI_VENDOR_ID));
}

static uint32_t read_second_id(void)
{
    return mmio_read32(DOM0_SECOND_ECAM);
}

/* Whether @read comes to give a function, or none, in time. */
static bool becomes(uint32_t (*read)(void), enum ecam_presence wanted)
{
    for (unsigned int look = 0; look < LOOKS; look++) {
        if (ecam_presence(read()) == wanted)
            return true;
        arrival_sleep(A_WHILE / 10);
    }
    return false;
}

TEST(life, a_stopped_device_model_is_waited_for, .rule = "LIFE-08", .bus = BUS_SERVED,
     .attach = ASKED, .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("an access while the device model is stopped is answered, rightly, once it goes on"))
{
    const uint32_t id = read_id();
    uint64_t start;

    if (!arrival_go_on())
        return;
    arrival_sleep(A_WHILE);
    start = clock_ns();
    expect_eq(read_id(), id);
    report_note("the access took %lu us", (clock_ns() - start) / CLOCK_US);
    expect(clock_ns() - start > A_WHILE);
    start = clock_ns();
    expect_eq(read_id(), id);
    expect(clock_ns() - start < A_WHILE);
}

TEST(life, an_orderly_end_leaves_background, .rule = "LIFE-09", .bus = BUS_SERVED, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("after SIGTERM accesses read as background; another device model serves again"))
{
    const uint32_t id = read_id();

    if (!arrival_go_on())
        return;
    arrival_sleep(A_WHILE);
    if (!expect(becomes(read_id, ECAM_ABSENT)) || !arrival_go_on())
        return;
    expect(becomes(read_id, ECAM_PRESENT));
    expect_eq(read_id(), id);
}

TEST(life, a_sudden_end_leaves_background, .rule = "LIFE-10", .bus = BUS_SERVED, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("after SIGKILL accesses read as background"))
{
    if (!arrival_go_on())
        return;
    arrival_sleep(A_WHILE);
    expect(becomes(read_id, ECAM_ABSENT));
}

/* Without a pause: the end comes while a vCPU waits for an answer, or asks for one. */
static void poll_until_gone(uint32_t id)
{
    const uint64_t start = clock_ns();
    uint32_t now = id;

    while (now == id && clock_ns() - start < LOOKS * A_WHILE / 10)
        now = read_id();
    expect_eq(now, UINT32_MAX);
}

TEST(life, an_orderly_end_under_polling, .rule = "LIFE-09", .bus = BUS_SERVED, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("after SIGTERM while a vCPU reads without a pause, its reads are background"))
{
    const uint32_t id = read_id();

    if (arrival_go_on())
        poll_until_gone(id);
}

TEST(life, a_sudden_end_under_polling, .rule = "LIFE-10", .bus = BUS_SERVED, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("after SIGKILL while a vCPU reads without a pause, its reads are background"))
{
    const uint32_t id = read_id();

    if (arrival_go_on())
        poll_until_gone(id);
}

TEST(life, a_refusal_leaves_background, .rule = "LIFE-11", .bus = BUS_EMPTY, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("a device model that gives up while it starts leaves the bus as it was"))
{
    if (!arrival_ask())
        return;
    for (unsigned int look = 0; look < LOOKS; look++) {
        if (!expect_eq(read_id(), UINT32_MAX))
            return;
        arrival_sleep(A_WHILE / 10);
    }
}

TEST(life, two_device_models_serve, .rule = "LIFE-12", .bus = BUS_SERVED, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("a second device model serves a bridge of its own, and its end is nothing to the first"))
{
    const uint32_t id = read_id();

    expect_eq(read_second_id(), UINT32_MAX);
    if (!arrival_go_on() || !expect(becomes(read_second_id, ECAM_PRESENT)))
        return;
    expect_eq(read_id(), id);
    if (!arrival_go_on())
        return;
    arrival_sleep(A_WHILE);
    expect(becomes(read_second_id, ECAM_ABSENT));
    expect_eq(read_id(), id);
}

TEST(life, a_paused_device_model_is_not_asked, .rule = "LIFE-13", .bus = BUS_SERVED,
     .attach = ASKED, .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("while the device model is paused accesses read as background; afterwards it serves"))
{
    const uint32_t id = read_id();
    uint64_t start;

    if (!arrival_go_on())
        return;
    arrival_sleep(A_WHILE);
    start = clock_ns();
    if (!expect(becomes(read_id, ECAM_ABSENT)) || !arrival_go_on())
        return;
    report_note("background after %lu ms", (clock_ns() - start) / CLOCK_MS);
    expect(becomes(read_id, ECAM_PRESENT));
    expect_eq(read_id(), id);
}

TEST(life, what_answers_elsewhere_is_not_seen, .rule = "LIFE-14", .bus = BUS_EMPTY, .attach = ASKED,
     .alone = true, .profiles = UNMAPPED | WINDOWS,
     TITLE("a device model whose ECAM is not where the device tree says leaves the bus as it was"))
{
    expect_eq(read_id(), UINT32_MAX);
    expect_eq(read_second_id(), UINT32_MAX);
    if (!arrival_ask() || !expect(becomes(read_second_id, ECAM_PRESENT)))
        return;
    expect_eq(read_id(), UINT32_MAX);
}
