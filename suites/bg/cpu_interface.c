/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv2: Xen maps the CPU interface when it is first touched, before background answers: BG-34. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

#define GICD_SGIR      0xf00
#define GICD_SGIR_SELF (2u << 24)
#define GICC_IIDR      0xfc

#define IIDR_VERSION(iidr) ((iidr) >> 16 & 0xf)
#define SGI                5
#define LIMIT              (10 * CLOCK_MS)

static void on_sgi(uint32_t intid, void *arg)
{
    (void)intid;
    ++*(volatile unsigned int *)arg;
}

TEST(bg, gicc_is_no_background, .rule = "BG-34", .bus = BUS_EMPTY, .gic = 2,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("GICv2: the CPU interface answers from its first use on, and an SGI to self arrives"))
{
    const struct timeout timeout = timeout_start(LIMIT, "the SGI");
    volatile unsigned int arrived = 0;
    struct range gicc;
    uint32_t iidr;
    int node = dt_find(dt_boot(), "arm,gic-400");

    if (node < 0)
        node = dt_find(dt_boot(), "arm,cortex-a15-gic");
    if (node < 0 || !dt_reg(dt_boot(), node, 1, &gicc)) {
        report_error("the device tree has no GICv2 CPU interface");
        return;
    }
    iidr = mmio_read32(gicc.base + GICC_IIDR);
    expect(iidr != UINT32_MAX);
    expect_eq(IIDR_VERSION(iidr), 2);
    gic_enable(SGI, on_sgi, (void *)&arrived);
    mmio_write32(gic_distributor().base + GICD_SGIR, GICD_SGIR_SELF | SGI);
    while (!arrived && !timeout_expired(&timeout))
        ;
    gic_disable(SGI);
    report_about("GIC-08"); /* it answers, so that this is about the SGI */
    if (expect_in_time(arrived, &timeout))
        expect_eq(arrived, 1);
}
