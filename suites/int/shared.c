/* SPDX-License-Identifier: BSD-2-Clause */
/* Two devices on one line: INT-03, INT-04. */
#include "guest/control/bus.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "suites/vio/rig/find.h"

#define DEVICES  2
#define REQUESTS 32 /* of each device */
#define LIMIT    (20 * CLOCK_MS)
/* A storm: the handler then disables the line, and the test fails. */
#define MOST (16 * DEVICES * REQUESTS)

static struct virtio_rng rng[DEVICES];
static uint32_t word[DEVICES];
static volatile unsigned int seen[DEVICES]; /* interrupts that a device's ISR explained */
static volatile unsigned int spurious;      /* that no device's ISR explained */
static unsigned int most;
static void (*meanwhile)(void); /* what the handler does before it ends the interrupt, once */

static void on_line(uint32_t intid, void *arg)
{
    bool explained = false;
    void (*act)(void) = meanwhile;

    (void)arg;
    for (unsigned int i = 0; i < DEVICES; i++)
        if (virtio_isr(&rng[i].device) & VIRTIO_PCI_ISR_QUEUE) {
            seen[i]++;
            explained = true;
        }
    spurious += !explained;
    meanwhile = NULL;
    if (act)
        act();
    if (seen[0] + seen[1] + spurious >= most)
        gic_disable(intid);
}

/* The INTID of the device at @bdf; 0 if it does not interrupt. */
static uint32_t intid_of(pci_bdf bdf)
{
    const uint64_t config = ecam_address(&bus, bdf, 0);
    struct pci_interrupt line;

    return pci_host_interrupt(&bus, bdf, mmio_read8(config + PCI_INTERRUPT_PIN), &line)
               ? 0
               : line.intid;
}

/* The first other function with the identity of @first that shares its line. */
static bool find_partner(pci_bdf first, pci_bdf *partner)
{
    const uint32_t id = mmio_read32(ecam_address(&bus, first, PCI_VENDOR_ID));

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);)
        if (scan.bdf != first && scan.id == id && intid_of(scan.bdf) == intid_of(first)) {
            *partner = scan.bdf;
            return true;
        }
    report_skip("the device model has no two virtio-rng on one line");
    return false;
}

/* Starts both devices and enables their line; its INTID, 0 if the test is decided. */
static uint32_t open_devices(void)
{
    pci_bdf bdf[DEVICES];
    uint32_t intid;

    if (!vio_find(VIRTIO_ID_RNG, &bdf[0]) || !find_partner(bdf[0], &bdf[1]))
        return 0;
    intid = intid_of(bdf[0]);
    for (unsigned int i = 0; i < DEVICES; i++) {
        const int error = virtio_rng_open(&rng[i], &bus, bdf[i]);

        if (error) {
            report_error("virtio-rng at %04x: %s", bdf[i], driver_error_text(error));
            return 0;
        }
        seen[i] = 0;
    }
    spurious = 0;
    most = MOST;
    meanwhile = NULL;
    gic_enable(intid, on_line, NULL);
    return intid;
}

static void close_devices(uint32_t intid)
{
    gic_disable(intid);
    for (unsigned int i = DEVICES; i-- > 0;) /* in the reverse order of the BARs' allocation */
        vio_close(&rng[i].device);
}

/* Whether device @i's ISR has explained @count interrupts in time. */
static bool was_seen(unsigned int i, unsigned int count)
{
    const struct timeout timeout = timeout_start(LIMIT, "the device's interrupt");

    while (seen[i] < count) {
        if (timeout_expired(&timeout))
            return false;
        smp_relax();
    }
    return true;
}

static bool reap(unsigned int i)
{
    struct virtqueue_used used;

    return virtqueue_wait(&rng[i].queue, &used, LIMIT) == 0;
}

static void request_second(void)
{
    virtio_rng_request(&rng[1], &word[1], sizeof(word[1]));
}

TEST(int, a_rise_during_the_handler_is_kept, .rule = "INT-03", .bus = BUS_SERVED,
     TITLE("a second device that raises the line while the first one's handler still runs "
           "interrupts, too"))
{
    const uint32_t intid = open_devices();

    if (!intid)
        return;
    for (unsigned int i = 1; i <= REQUESTS; i++) {
        meanwhile = request_second;
        virtio_rng_request(&rng[0], &word[0], sizeof(word[0]));
        if (!expect(was_seen(0, i)) || !expect(was_seen(1, i)) || !expect(reap(0)) ||
            !expect(reap(1)))
            break;
    }
    close_devices(intid);
}

/* Requests to one device, each after the interrupt of the one before; how many were completed. */
struct load {
    unsigned int device, completed;
};

static void put_load(void *arg)
{
    struct load *load = arg;

    for (unsigned int i = 1; i <= REQUESTS; i++) {
        virtio_rng_request(&rng[load->device], &word[load->device], sizeof(uint32_t));
        if (!was_seen(load->device, i) || !reap(load->device))
            return;
        load->completed++;
    }
}

TEST(int, a_shared_line_loses_nothing, .rule = "INT-03", .bus = BUS_SERVED, .vcpus = 2,
     TITLE("two devices on one line, loaded by two vCPUs at once: every request interrupts"))
{
    struct load load[DEVICES] = {{.device = 0}, {.device = 1}};
    const uint32_t intid = open_devices();

    if (!intid)
        return;
    if (smp_run(1, put_load, &load[1])) {
        put_load(&load[0]);
        expect_eq(smp_join(1, REQUESTS * LIMIT), SMP_DONE);
        expect_eq(load[0].completed, REQUESTS);
        expect_eq(load[1].completed, REQUESTS);
    } else {
        report_error("vCPU 1 does not start");
    }
    close_devices(intid);
}

TEST(int, spurious_interrupts_are_few, .rule = "INT-04", .bus = BUS_SERVED,
     TITLE("no more interrupts without a cause than with one, and none without a request"))
{
    struct load load = {.device = 0};
    const uint32_t intid = open_devices();
    unsigned int real, before;

    if (!intid)
        return;
    put_load(&load);
    real = seen[0] + seen[1];
    expect_eq(load.completed, REQUESTS);
    expect(spurious <= real);
    before = real + spurious;
    smp_pause(CLOCK_MS);
    expect_eq(seen[0] + seen[1] + spurious, before);
    close_devices(intid);
}
