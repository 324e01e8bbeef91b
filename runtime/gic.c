/* SPDX-License-Identifier: BSD-2-Clause */
#include "gic.h"

#include <stddef.h>

#include "clock.h"
#include "exception.h"
#include "mmio.h"
#include "panic.h"

#define GICD_CTLR       0x0000
#define GICD_IGROUPR    0x0080
#define GICD_ISENABLER  0x0100
#define GICD_ICENABLER  0x0180
#define GICD_IPRIORITYR 0x0400
#define GICD_ITARGETSR  0x0800
#define GICD_IROUTER    0x6000
#define GICD_CTLR_GRP1  (1u << 1)
#define GICD_CTLR_ARE   (1u << 4)
#define GICD_CTLR_RWP   (1u << 31)

#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10

#define GICR_TYPER        0x0008
#define GICR_WAKER        0x0014
#define GICR_TYPER_LAST   (1u << 4)
#define GICR_WAKER_SLEEP  (1u << 1)
#define GICR_WAKER_ASLEEP (1u << 2)
#define GICR_SGI          0x10000 /* SGI_base frame: the distributor's layout for INTID 0..31 */
#define GICR_STRIDE       0x20000

#define INTID_SPURIOUS 1020 /* and above */
#define PRIORITY       0xa0
#define HANDLERS       16

static unsigned int version;
static struct range distributor;
static uint64_t cpu_interface; /* v2: GICC */
static uint64_t redistributor; /* v3: this vCPU's frame */

static struct {
    uint32_t intid;
    gic_handler handler;
    void *arg;
} handlers[HANDLERS];

#define ICC_WRITE(reg, value) __asm__ volatile("msr " reg ", %0; isb" ::"r"((uint64_t)(value)))

static uint32_t acknowledge(void)
{
    uint64_t intid;

    if (version == 2)
        return mmio_read32(cpu_interface + GICC_IAR) & 0x3ff;
    __asm__ volatile("mrs %0, s3_0_c12_c12_0; dsb sy" : "=r"(intid)::"memory"); /* ICC_IAR1_EL1 */
    return intid;
}

static void end(uint32_t intid)
{
    if (version == 2)
        mmio_write32(cpu_interface + GICC_EOIR, intid);
    else
        ICC_WRITE("s3_0_c12_c12_1", intid); /* ICC_EOIR1_EL1 */
}

static void dispatch(void)
{
    uint32_t intid = acknowledge();

    if (intid >= INTID_SPURIOUS)
        return;
    for (size_t i = 0; i < HANDLERS; i++)
        if (handlers[i].handler && handlers[i].intid == intid) {
            handlers[i].handler(intid, handlers[i].arg);
            end(intid);
            return;
        }
    panic("interrupt %u has no handler", (unsigned int)intid);
}

static uint64_t own_redistributor(uint64_t base, uint64_t size)
{
    uint64_t mpidr, typer;

    __asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
    mpidr = (mpidr & 0xffffff) | (mpidr >> 8 & 0xff000000);
    for (uint64_t frame = base; frame + GICR_STRIDE <= base + size; frame += GICR_STRIDE) {
        typer = mmio_read64(frame + GICR_TYPER);
        if (typer >> 32 == mpidr)
            return frame;
        if (typer & GICR_TYPER_LAST)
            break;
    }
    panic("GICv3: no redistributor for MPIDR %#lx", mpidr);
}

static void init_v3(const void *fdt, int node)
{
    uint64_t deadline = clock_deadline(100 * CLOCK_MS);
    struct range region;

    if (!dt_reg(fdt, node, 1, &region))
        panic("device tree: GICv3 without a redistributor region");
    redistributor = own_redistributor(region.base, region.size);
    mmio_write32(redistributor + GICR_WAKER,
                 mmio_read32(redistributor + GICR_WAKER) & ~GICR_WAKER_SLEEP);
    while (mmio_read32(redistributor + GICR_WAKER) & GICR_WAKER_ASLEEP)
        if (clock_expired(deadline))
            panic("GICv3: the redistributor does not wake");
    mmio_write32(redistributor + GICR_SGI + GICD_IGROUPR, ~0u);
    mmio_write32(distributor.base + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1);
    while (mmio_read32(distributor.base + GICD_CTLR) & GICD_CTLR_RWP)
        if (clock_expired(deadline))
            panic("GICv3: GICD_CTLR.RWP stays set");
    ICC_WRITE("s3_0_c12_c12_5", 1);  /* ICC_SRE_EL1 */
    ICC_WRITE("s3_0_c4_c6_0", 0xff); /* ICC_PMR_EL1 */
    ICC_WRITE("s3_0_c12_c12_7", 1);  /* ICC_IGRPEN1_EL1 */
}

static void init_v2(const void *fdt, int node)
{
    struct range region;

    if (!dt_reg(fdt, node, 1, &region))
        panic("device tree: GICv2 without a CPU interface");
    cpu_interface = region.base;
    mmio_write32(distributor.base + GICD_CTLR, 1);
    mmio_write32(cpu_interface + GICC_PMR, 0xff);
    mmio_write32(cpu_interface + GICC_CTLR, 1);
}

void gic_init(const void *fdt)
{
    static const char *const v2[] = {"arm,gic-400", "arm,cortex-a15-gic", "arm,cortex-a9-gic"};
    int node = dt_find(fdt, "arm,gic-v3");

    version = node >= 0 ? 3 : 2;
    for (size_t i = 0; node < 0 && i < sizeof(v2) / sizeof(v2[0]); i++)
        node = dt_find(fdt, v2[i]);
    if (node < 0 || !dt_reg(fdt, node, 0, &distributor))
        panic("device tree: no GICv2 or GICv3 with a distributor");
    if (version == 3)
        init_v3(fdt, node);
    else
        init_v2(fdt, node);
    exception_irq_hook = dispatch;
}

unsigned int gic_version(void)
{
    return version;
}

struct range gic_distributor(void)
{
    return distributor;
}

/* Where the registers of @intid's bank are: SGIs and PPIs are private to a vCPU in GICv3. */
static uint64_t bank(uint32_t intid)
{
    return version == 3 && intid < 32 ? redistributor + GICR_SGI : distributor.base;
}

void gic_enable(uint32_t intid, gic_handler handler, void *arg)
{
    uint64_t mpidr;
    size_t slot = 0;

    while (slot < HANDLERS && handlers[slot].handler && handlers[slot].intid != intid)
        slot++;
    if (slot == HANDLERS)
        panic("gic: more than %u interrupts in use", HANDLERS);
    handlers[slot].intid = intid;
    handlers[slot].arg = arg;
    handlers[slot].handler = handler;

    mmio_write8(bank(intid) + GICD_IPRIORITYR + intid, PRIORITY);
    if (version == 3) {
        __asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
        if (intid >= 32) {
            mmio_write32(distributor.base + GICD_IGROUPR + intid / 32 * 4, ~0u);
            mmio_write64(distributor.base + GICD_IROUTER + intid * 8, mpidr & 0xff00ffffff);
        }
    } else if (intid >= 32) {
        mmio_write8(distributor.base + GICD_ITARGETSR + intid, 1);
    }
    mmio_write32(bank(intid) + GICD_ISENABLER + intid / 32 * 4, 1u << intid % 32);
}

void gic_disable(uint32_t intid)
{
    mmio_write32(bank(intid) + GICD_ICENABLER + intid / 32 * 4, 1u << intid % 32);
    for (size_t i = 0; i < HANDLERS; i++)
        if (handlers[i].intid == intid)
            handlers[i].handler = NULL;
}
