/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/gic.h"

#include <stddef.h>

#include "runtime/cpu/exception.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/mmio.h"
#include "runtime/panic.h"
#include "runtime/time/timeout.h"

#define GICD_CTLR       0x0000
#define GICD_IGROUPR    0x0080
#define GICD_ISENABLER  0x0100
#define GICD_ICENABLER  0x0180
#define GICD_IPRIORITYR 0x0400
#define GICD_ITARGETSR  0x0800
#define GICD_ICFGR      0x0c00
#define GICD_SGIR       0x0f00
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

#define MPIDR_AFFINITY 0xff00ffffffull

#define INTID_SPURIOUS 1020 /* and above */
#define PRIORITY       0xa0
#define HANDLERS       16

static unsigned int version;
static struct range distributor;
static struct range cpu_interface;       /* v2: GICC */
static struct range redistributors;      /* v3 */
static uint64_t redistributor[VCPU_MAX]; /* v3: each vCPU's frame */

static uint32_t unexpected; /* the last INTID that had no handler, plus 1 */

static struct {
    uint32_t intid;
    gic_handler handler;
    void *arg;
} handlers[HANDLERS];

#define ICC_WRITE(reg, value) __asm__ volatile("msr " reg ", %0; isb" ::"r"((uint64_t)(value)))

uint32_t gic_acknowledge(void)
{
    uint64_t intid;

    if (version == 2)
        return mmio_read32(cpu_interface.base + GICC_IAR);
    __asm__ volatile("mrs %0, s3_0_c12_c12_0; dsb sy" : "=r"(intid)::"memory"); /* ICC_IAR1_EL1 */
    return intid;
}

void gic_end(uint32_t acknowledged)
{
    if (version == 2)
        mmio_write32(cpu_interface.base + GICC_EOIR, acknowledged);
    else
        ICC_WRITE("s3_0_c12_c12_1", acknowledged); /* ICC_EOIR1_EL1 */
}

/* Where the registers of @intid's bank are: SGIs and PPIs are private to a vCPU in GICv3. */
static uint64_t bank(uint32_t intid)
{
    return version == 3 && intid < 32 ? redistributor[vcpu_self()] + GICR_SGI : distributor.base;
}

/* Out of line, so that the path that LAT-10 and LAT-11 measure saves no registers for this. */
static __attribute__((noinline, cold)) void refuse(uint32_t intid, uint32_t acknowledged)
{
    mmio_write32(bank(intid) + GICD_ICENABLER + intid / 32 * 4, 1u << intid % 32);
    gic_end(acknowledged);
    __atomic_store_n(&unexpected, intid + 1, __ATOMIC_RELEASE);
}

static void dispatch(void)
{
    uint32_t acknowledged = gic_acknowledge();
    uint32_t intid = version == 2 ? acknowledged & 0x3ff : acknowledged;

    if (intid >= INTID_SPURIOUS)
        return;
    for (size_t i = 0; i < HANDLERS; i++)
        if (handlers[i].handler && handlers[i].intid == intid) {
            handlers[i].handler(intid, handlers[i].arg);
            gic_end(acknowledged);
            return;
        }
    refuse(intid, acknowledged);
}

bool gic_unexpected(uint32_t *intid)
{
    const uint32_t last = __atomic_exchange_n(&unexpected, 0, __ATOMIC_ACQUIRE);

    *intid = last - 1;
    return last;
}

static uint64_t own_redistributor(void)
{
    uint64_t base = redistributors.base, size = redistributors.size;
    uint64_t mpidr, typer;

    __asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
    mpidr = (mpidr & 0xffffff) | (mpidr >> 8 & 0xff000000);
    for (uint64_t frame = base; frame + GIC_REDISTRIBUTOR <= base + size;
         frame += GIC_REDISTRIBUTOR) {
        typer = mmio_read64(frame + GICR_TYPER);
        if (typer >> 32 == mpidr)
            return frame;
        if (typer & GICR_TYPER_LAST)
            break;
    }
    panic_by("GIC-07", "GICv3: no redistributor for MPIDR %#lx", mpidr);
}

static void init_cpu_v3(void)
{
    const struct timeout timeout = timeout_start(100 * CLOCK_MS, "the redistributor to wake");
    const uint64_t frame = own_redistributor();

    redistributor[vcpu_self()] = frame;
    mmio_write32(frame + GICR_WAKER, mmio_read32(frame + GICR_WAKER) & ~GICR_WAKER_SLEEP);
    while (mmio_read32(frame + GICR_WAKER) & GICR_WAKER_ASLEEP)
        if (timeout_expired(&timeout))
            panic_by("GIC-02", "GICv3: %s", timeout_text(&timeout));
    mmio_write32(frame + GICR_SGI + GICD_IGROUPR, ~0u);
    ICC_WRITE("s3_0_c12_c12_5", 1);  /* ICC_SRE_EL1 */
    ICC_WRITE("s3_0_c4_c6_0", 0xff); /* ICC_PMR_EL1 */
    ICC_WRITE("s3_0_c12_c12_7", 1);  /* ICC_IGRPEN1_EL1 */
}

static void init_v3(const void *fdt, int node)
{
    const struct timeout timeout = timeout_start(100 * CLOCK_MS, "GICD_CTLR.RWP to clear");

    if (!dt_reg(fdt, node, 1, &redistributors))
        panic_by("DT-01", "device tree: GICv3 without a redistributor region");
    mmio_write32(distributor.base + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1);
    while (mmio_read32(distributor.base + GICD_CTLR) & GICD_CTLR_RWP)
        if (timeout_expired(&timeout))
            panic_by("GIC-07", "GICv3: %s", timeout_text(&timeout));
}

static void init_v2(const void *fdt, int node)
{
    if (!dt_reg(fdt, node, 1, &cpu_interface))
        panic_by("DT-01", "device tree: GICv2 without a CPU interface");
    mmio_write32(distributor.base + GICD_CTLR, 1);
}

void gic_init_cpu(void)
{
    if (version == 3) {
        init_cpu_v3();
    } else {
        mmio_write32(cpu_interface.base + GICC_PMR, 0xff);
        mmio_write32(cpu_interface.base + GICC_CTLR, 1);
    }
}

void gic_init(const void *fdt)
{
    static const char *const v2[] = {"arm,gic-400", "arm,cortex-a15-gic", "arm,cortex-a9-gic"};
    int node = dt_find(fdt, "arm,gic-v3");

    version = node >= 0 ? 3 : 2;
    for (size_t i = 0; node < 0 && i < sizeof(v2) / sizeof(v2[0]); i++)
        node = dt_find(fdt, v2[i]);
    if (node < 0 || !dt_reg(fdt, node, 0, &distributor))
        panic_by("XABI-04", "device tree: no GICv2 or GICv3 with a distributor");
    if (version == 3)
        init_v3(fdt, node);
    else
        init_v2(fdt, node);
    gic_init_cpu();
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

struct range gic_redistributors(void)
{
    return redistributors;
}

struct range gic_cpu_interface(void)
{
    return cpu_interface;
}

/* Two bits for each INTID: 0 is level-sensitive. What they are after a reset is nowhere said. */
static void set_level(uint32_t spi)
{
    uint64_t at = distributor.base + GICD_ICFGR + spi / 16 * 4;

    mmio_write32(at, mmio_read32(at) & ~(3u << spi % 16 * 2));
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
    __atomic_store_n(&handlers[slot].handler, handler, __ATOMIC_RELEASE);

    mmio_write8(bank(intid) + GICD_IPRIORITYR + intid, PRIORITY);
    if (intid >= 32) {
        __asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
        if (version == 3)
            mmio_write32(distributor.base + GICD_IGROUPR + intid / 32 * 4, ~0u);
        set_level(intid);
        gic_route(intid, mpidr & MPIDR_AFFINITY);
    }
    mmio_write32(bank(intid) + GICD_ISENABLER + intid / 32 * 4, 1u << intid % 32);
}

/* What was on its way when the interrupt was disabled may still come, once. */
static void late(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
}

void gic_disable(uint32_t intid)
{
    mmio_write32(bank(intid) + GICD_ICENABLER + intid / 32 * 4, 1u << intid % 32);
    for (size_t i = 0; i < HANDLERS; i++)
        if (handlers[i].handler && handlers[i].intid == intid)
            handlers[i].handler = late;
}

void gic_forget(uint32_t intid)
{
    gic_disable(intid);
    for (size_t i = 0; i < HANDLERS; i++)
        if (handlers[i].handler && handlers[i].intid == intid)
            handlers[i].handler = NULL;
}

void gic_route(uint32_t intid, uint64_t mpidr)
{
    if (version == 3)
        mmio_write64(distributor.base + GICD_IROUTER + intid * 8, mpidr);
    else /* Xen numbers CPU interfaces as it numbers vCPUs, and affinities by 16 */
        mmio_write8(distributor.base + GICD_ITARGETSR + intid, 1u << (mpidr & 7));
}

void gic_send_sgi(uint32_t intid, uint64_t mpidr)
{
    uint64_t aff1 = mpidr >> 8 & 0xff, aff2 = mpidr >> 16 & 0xff, aff3 = mpidr >> 32;

    __asm__ volatile("dsb ish" ::: "memory"); /* what the receiver is to see */
    if (version == 2)
        mmio_write32(distributor.base + GICD_SGIR, 1u << (16 + (mpidr & 7)) | intid);
    else /* ICC_SGI1R_EL1 */
        ICC_WRITE("s3_0_c12_c11_5", aff3 << 48 | aff2 << 32 | (uint64_t)intid << 24 | aff1 << 16 |
                                        1ull << (mpidr & 15));
}
