/* SPDX-License-Identifier: BSD-2-Clause */
/* What the GIC says about itself: GIC-07. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/irq/gic_cpu.h"
#include "guest/pci/pci_host.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "suites/gic/gic_table.h"

#define GICD_CTLR        0x0000
#define GICD_TYPER       0x0004
#define GICD_IIDR        0x0008
#define GICD_PIDR2       0xffe8
#define GICR_IIDR        0x0004
#define GICR_TYPER       0x0008
#define GICR_WAKER       0x0014
#define GICR_SYNCR       0x00c0
#define GICC_IIDR        0x00fc
#define GICD_CTLR_ENABLE (1u << 1) /* GICv3: group 1 of the only security state */
#define GICD_CTLR_ARE    (1u << 4)
#define GICD_CTLR_DS     (1u << 6)
#define GICD_CTLR_RWP    (1u << 31)
#define GICD_CTLR_RES0   0x7ffffe00
#define GICD2_CTLR_RES0  0xfffffffc
#define GICR_WAKER_BITS  6u

#define TYPER_IT_LINES        0x1f
#define TYPER_CPUS(typer)     ((typer) >> 5 & 7)
#define TYPER_SECURITY(typer) ((typer) >> 10 & 1)
#define TYPER_MBIS(typer)     ((typer) >> 16 & 1)
#define TYPER_LPIS(typer)     ((typer) >> 17 & 1)
#define TYPER_ID_BITS(typer)  (((typer) >> 19 & 0x1f) + 1)
#define ICC_ID_BITS(ctlr)     ((ctlr) >> 11 & 7 ? 24u : 16u)
#define ICC_PRI_BITS(ctlr)    (((ctlr) >> 8 & 7) + 1)

#define JEP106_MASK 0xfff

static uint32_t gicd(unsigned int offset)
{
    return mmio_read32(gic_distributor().base + offset);
}

TEST(gic, typer_is_true, .rule = "GIC-07", .gic = 3,
     TITLE("GICv3: GICD_TYPER has enough INTID bits, no CPUs without affinity routing, and LPIs "
           "only if the redistributors have"))
{
    const uint32_t typer = gicd(GICD_TYPER), gicr = mmio_read32(gic_redistributors().base + 8);

    expect(gic_lines() > 32);
    expect(1u << TYPER_ID_BITS(typer) >= gic_lines());
    expect(TYPER_ID_BITS(typer) <= ICC_ID_BITS(gic_cpu_read(GIC_CPU_CTLR)));
    expect(TYPER_CPUS(typer) == 0 || TYPER_CPUS(typer) == vcpu_count() - 1);
    expect_eq(TYPER_LPIS(typer), gicr & 1);
    expect_eq(TYPER_MBIS(typer), 0);
    expect(ICC_PRI_BITS(gic_cpu_read(GIC_CPU_CTLR)) >= 4);
}

TEST(gic, typer_counts_the_cpus, .rule = "GIC-07", .gic = 2,
     TITLE("GICv2: GICD_TYPER counts CPUs and INTIDs, and has no Security Extensions"))
{
    const uint32_t typer = gicd(GICD_TYPER);

    expect(gic_lines() > 32);
    expect_eq(TYPER_CPUS(typer), vcpu_count() - 1);
    expect_eq(TYPER_SECURITY(typer), 0);
}

TEST(gic, lines_are_as_configured, .rule = "GIC-07", .needs = HYPERVISOR,
     TITLE("GICD_TYPER.ITLinesNumber is that of the SPIs that Xen was asked for, and no group of "
           "32 more or less"))
{
    if (!settings.spis) {
        report_skip("the scenario words nr_spis itself: DT-03");
        return;
    }
    expect_eq(gicd(GICD_TYPER) & TYPER_IT_LINES, (settings.spis + 31) / 32);
}

TEST(gic, spis_of_the_tree_are_there, .rule = "GIC-07",
     TITLE("GICD_TYPER has the SPIs that the device tree names for INTx, each with its own fields"))
{
    for (unsigned int pin = 1; pin <= 4; pin++) {
        struct pci_interrupt line;

        if (!expect_eq(pci_host_interrupt(&bus, PCI_BDF(0, 1, 0), pin, &line), 0))
            continue;
        expect(line.intid < gic_lines());
        gic_set_priority(line.intid, 0, 0x40);
        expect_eq(gic_priority(line.intid, 0), 0x40);
        gic_set_priority(line.intid, 0, GIC_PRIORITY);
    }
    gic_set_priority(gic_lines() - 1, 0, 0x40);
    expect_eq(gic_priority(gic_lines() - 1, 0), 0x40);
    gic_set_priority(gic_lines() - 1, 0, GIC_PRIORITY);
}

TEST(gic, control_keeps_affinity_routing, .rule = "GIC-07", .gic = 3,
     TITLE("GICD_CTLR: ARE is one and stays so, group 1 can be disabled and enabled, RWP ends; "
           "reserved bits stay 0"))
{
    const uint64_t at = gic_distributor().base + GICD_CTLR;
    const uint32_t before = mmio_read32(at);

    gic_mask();
    expect(before & GICD_CTLR_ARE);
    expect(!(before & GICD_CTLR_RWP));
    mmio_write32(at, 0);
    expect_eq(mmio_read32(at), before & (GICD_CTLR_DS | GICD_CTLR_ARE));
    mmio_write32(at, GICD_CTLR_ENABLE);
    expect_eq(mmio_read32(at), (before & (GICD_CTLR_DS | GICD_CTLR_ARE)) | GICD_CTLR_ENABLE);
    mmio_write32(at, GICD_CTLR_ENABLE | GICD_CTLR_ARE | GICD_CTLR_RWP);
    expect_eq(mmio_read32(at), (before & (GICD_CTLR_DS | GICD_CTLR_ARE)) | GICD_CTLR_ENABLE);
    mmio_write32(at, UINT32_MAX);
    expect_eq(mmio_read32(at) & GICD_CTLR_RES0, 0);
    mmio_write32(at, before);
    gic_unmask();
}

TEST(gic, control_has_an_enable, .rule = "GIC-07", .gic = 2,
     TITLE(
         "GICv2: GICD_CTLR has its enable bit, which can be cleared and set; reserved bits stay 0"))
{
    const uint64_t at = gic_distributor().base + GICD_CTLR;
    const uint32_t before = mmio_read32(at);

    gic_mask();
    expect(before & 1);
    mmio_write32(at, 0);
    expect_eq(mmio_read32(at), 0);
    mmio_write32(at, 1);
    expect_eq(mmio_read32(at) & 1, 1);
    mmio_write32(at, UINT32_MAX);
    expect_eq(mmio_read32(at) & GICD2_CTLR_RES0, 0);
    mmio_write32(at, before);
    gic_unmask();
}

TEST(gic, a_disabled_distributor_delivers_nothing, .rule = "GIC-07", .alone = true,
     TITLE("with all groups disabled in GICD_CTLR a pending interrupt waits until one is enabled"))
{
    const uint64_t at = gic_distributor().base + GICD_CTLR;
    const uint32_t before = mmio_read32(at), spi = gic_free_spi(0);

    gic_mask();
    gic_start(spi, 0);
    mmio_write32(at, before & ~(GICD_CTLR_ENABLE | 1));
    gic_set_pending(spi, 0);
    expect(gic_take() >= GIC_NONE);
    mmio_write32(at, before);
    expect_eq(gic_take(), spi);
    gic_stop(spi, 0);
    gic_unmask();
}

TEST(gic, redistributors_are_true, .rule = "GIC-07", .gic = 3,
     TITLE("each redistributor: TYPER by halves, WAKER awake, PIDR2 and IIDR as the "
           "distributor's"))
{
    for (unsigned int cpu = 0; cpu < vcpu_count(); cpu++) {
        const uint64_t frame = gic_frame_base(FRAME_GICR, cpu), mpidr = vcpu_mpidr(cpu);

        expect_eq(mmio_read32(frame + GICR_TYPER + 4), (mpidr >> 32 << 24) | (mpidr & 0xffffff));
        expect_eq(mmio_read32(frame + GICR_TYPER) >> 8 & 0xffff, cpu);
        expect_eq(mmio_read32(frame + GICR_TYPER) >> 4 & 1, cpu == vcpu_count() - 1);
        if (!cpu)
            expect_eq(mmio_read32(frame + GICR_WAKER) & GICR_WAKER_BITS, 0);
        expect_eq(mmio_read32(frame + GICD_PIDR2) >> 4 & 0xf, 3);
        expect_eq(mmio_read32(frame + GICR_IIDR) & JEP106_MASK, gicd(GICD_IIDR) & JEP106_MASK);
    }
}

TEST(gic, nothing_is_ever_synchronising, .rule = "GIC-07", .gic = 3, .alone = true,
     TITLE("GICR_SYNCR is not busy: whoever waits for it goes on"))
{
    expect_eq(mmio_read32(gic_frame_base(FRAME_GICR, 0) + GICR_SYNCR) & 1, 0);
}

TEST(gic, implementer_is_named, .rule = "GIC-07",
     TITLE("GICD_IIDR names an implementer, GICC_IIDR the architecture of the tree"))
{
    expect(gicd(GICD_IIDR) & JEP106_MASK);
    if (gic_version() == 3)
        return;
    expect_eq(mmio_read32(gic_cpu_interface().base + GICC_IIDR) >> 16 & 0xf, 2);
}
