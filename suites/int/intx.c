/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts from the device model: INT-01. */
#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/find.h"

#define LEVEL_HIGH 4
#define IN_TIME    (100 * CLOCK_MS) /* an emulated host takes a second to emulate this */

static struct virtio_rng rng;
static volatile unsigned int taken;
static volatile uint8_t isr;

static void on_interrupt(uint32_t intid, void *device)
{
    (void)intid;
    isr |= virtio_isr(device);
    taken++;
}

/* One request; whether an interrupt was taken in time. */
static bool request(uint32_t *word)
{
    const struct timeout timeout = timeout_start(IN_TIME, "the device's interrupt");
    struct virtqueue_used used;

    taken = 0;
    isr = 0;
    virtio_rng_request(&rng, word, sizeof(*word));
    while (!taken && !timeout_expired(&timeout))
        ;
    return virtqueue_wait(&rng.queue, &used, CLOCK_S) == 0 && taken;
}

TEST(int, intx_arrives_on_its_spi, .rule = "INT-01", .bus = BUS_SERVED,
     TITLE("each used buffer interrupts on the SPI that interrupt-map names, once that is enabled"))
{
    struct pci_interrupt line;
    static uint32_t word;
    int error;

    if (!vio_open_rng(&rng))
        return;
    error = pci_host_interrupt(&bus, rng.device.bdf,
                               mmio_read8(rng.device.config + PCI_INTERRUPT_PIN), &line);
    if (error) {
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s",
                         driver_error_text(error));
        vio_close(&rng.device);
        return;
    }
    expect_eq(line.flags, LEVEL_HIGH);
    expect(line.intid >= 32);
    gic_enable(line.intid, on_interrupt, &rng.device);
    for (unsigned int i = 0; i < 4; i++) {
        expect(request(&word));
        expect_eq(isr, VIRTIO_PCI_ISR_QUEUE);
    }
    gic_disable(line.intid);
    vio_close(&rng.device);
}
