/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/irq/gic_cpu.h"

#include "guest/test/report.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define GICD_TYPER      0x0004
#define GICD_TYPER_IT   0x1f /* INTIDs / 32 - 1 */
#define GICD_IGROUPR    0x0080
#define GICD_IPRIORITYR 0x0400
#define GICD_ICFGR      0x0c00
#define GICD_SGIR       0x0f00
#define GICD_SGIR_SELF  (2u << 24)

#define GICR_SGI 0x10000

#define GICC_DIR          0x1000
#define GICC_CTLR_EOIMODE (1u << 9)
#define ICC_CTLR_EOIMODE  (1u << 1)

#define CATCH_LIMIT  (2 * CLOCK_MS)
#define CATCH_ROUNDS 2    /* in which what is too much would come */
#define DRAIN_LIMIT  2000 /* a line that stays high would never end */

static const uint16_t gicc_offsets[] = {[GIC_CPU_CTLR] = 0x00,
                                        [GIC_CPU_PMR] = 0x04,
                                        [GIC_CPU_BPR] = 0x08,
                                        [GIC_CPU_RPR] = 0x14,
                                        [GIC_CPU_HPPIR] = 0x18};

#define READ(name)                                                 \
    do {                                                           \
        __asm__ volatile("mrs %0, " name : "=r"(value)::"memory"); \
        return value;                                              \
    } while (0)
#define WRITE(name)                                                                  \
    do {                                                                             \
        __asm__ volatile("msr " name ", %0; isb" ::"r"((uint64_t)value) : "memory"); \
        return;                                                                      \
    } while (0)

uint32_t gic_cpu_read(enum gic_cpu_register from)
{
    uint64_t value;

    if (gic_version() == 2)
        return mmio_read32(gic_cpu_interface().base + gicc_offsets[from]);
    switch (from) {
    case GIC_CPU_CTLR:
        READ("s3_0_c12_c12_4");
    case GIC_CPU_PMR:
        READ("s3_0_c4_c6_0");
    case GIC_CPU_BPR:
        READ("s3_0_c12_c12_3");
    case GIC_CPU_RPR:
        READ("s3_0_c12_c11_3");
    default:
        READ("s3_0_c12_c12_2");
    }
}

void gic_cpu_write(enum gic_cpu_register to, uint32_t value)
{
    if (gic_version() == 2) {
        mmio_write32(gic_cpu_interface().base + gicc_offsets[to], value);
        return;
    }
    switch (to) {
    case GIC_CPU_CTLR:
        WRITE("s3_0_c12_c12_4");
    case GIC_CPU_PMR:
        WRITE("s3_0_c4_c6_0");
    case GIC_CPU_BPR:
        WRITE("s3_0_c12_c12_3");
    default:
        return;
    }
}

void gic_split_end(bool split)
{
    const uint32_t bit = gic_version() == 2 ? GICC_CTLR_EOIMODE : ICC_CTLR_EOIMODE;
    const uint32_t ctlr = gic_cpu_read(GIC_CPU_CTLR);

    gic_cpu_write(GIC_CPU_CTLR, split ? ctlr | bit : ctlr & ~bit);
}

void gic_deactivate(uint32_t acknowledged)
{
    if (gic_version() == 2)
        mmio_write32(gic_cpu_interface().base + GICC_DIR, acknowledged);
    else /* ICC_DIR_EL1 */
        __asm__ volatile("msr s3_0_c12_c11_1, %0; isb" ::"r"((uint64_t)acknowledged) : "memory");
}

unsigned int gic_lines(void)
{
    static unsigned int lines;

    if (!lines) {
        lines = 32 * ((mmio_read32(gic_distributor().base + GICD_TYPER) & GICD_TYPER_IT) + 1);
        if (lines > GIC_NONE)
            lines = GIC_NONE;
    }
    return lines;
}

/* Where the registers of @intid's bank are. */
static uint64_t bank_of(uint32_t intid, unsigned int cpu)
{
    if (gic_version() == 3 && intid < 32)
        return gic_redistributors().base + cpu * GIC_REDISTRIBUTOR + GICR_SGI;
    return gic_distributor().base;
}

bool gic_bit(unsigned int registers, uint32_t intid, unsigned int cpu)
{
    return mmio_read32(bank_of(intid, cpu) + registers + intid / 32 * 4) >> intid % 32 & 1;
}

void gic_write_bit(unsigned int registers, uint32_t intid, unsigned int cpu)
{
    mmio_write32(bank_of(intid, cpu) + registers + intid / 32 * 4, 1u << intid % 32);
}

void gic_set_enable(uint32_t intid, unsigned int cpu, bool enabled)
{
    gic_write_bit(enabled ? GICD_ISENABLER : GICD_ICENABLER, intid, cpu);
}

void gic_set_pending(uint32_t intid, unsigned int cpu)
{
    if (intid < 16 && gic_version() == 2) /* the pending bits of its SGIs are read-only */
        mmio_write32(gic_distributor().base + GICD_SGIR, GICD_SGIR_SELF | intid);
    else
        gic_write_bit(GICD_ISPENDR, intid, cpu);
}

void gic_set_priority(uint32_t intid, unsigned int cpu, uint8_t priority)
{
    mmio_write8(bank_of(intid, cpu) + GICD_IPRIORITYR + intid, priority);
}

uint8_t gic_priority(uint32_t intid, unsigned int cpu)
{
    return mmio_read8(bank_of(intid, cpu) + GICD_IPRIORITYR + intid);
}

void gic_set_edge(uint32_t intid, bool edge)
{
    const uint64_t at = gic_distributor().base + GICD_ICFGR + intid / 16 * 4;
    const uint32_t bit = 2u << intid % 16 * 2, others = mmio_read32(at) & ~bit;

    mmio_write32(at, edge ? others | bit : others);
}

void gic_open(uint32_t intid, unsigned int cpu)
{
    gic_set_enable(intid, cpu, false);
    if (gic_version() == 3) /* group 1, as runtime/gic.c has all of them */
        mmio_write32(bank_of(intid, cpu) + GICD_IGROUPR + intid / 32 * 4, ~0u);
    gic_set_priority(intid, cpu, GIC_PRIORITY);
    if (intid < 32)
        return;
    gic_set_edge(intid, true);
    gic_route(intid, vcpu_mpidr(cpu));
}

void gic_start(uint32_t intid, unsigned int cpu)
{
    gic_open(intid, cpu);
    gic_set_enable(intid, cpu, true);
    gic_drain(); /* what an earlier test has left */
}

void gic_stop(uint32_t intid, unsigned int cpu)
{
    gic_set_enable(intid, cpu, false);
    gic_drain();
}

void gic_forget_priorities(void)
{
    const uint32_t word = GIC_PRIORITY * 0x01010101u;

    for (unsigned int cpu = 0; cpu < (gic_version() == 3 ? vcpu_count() : 1); cpu++)
        for (unsigned int intid = 0; intid < 32; intid += 4)
            mmio_write32(bank_of(intid, cpu) + GICD_IPRIORITYR + intid, word);
    for (unsigned int intid = 32; intid < gic_lines(); intid += 4)
        mmio_write32(gic_distributor().base + GICD_IPRIORITYR + intid, word);
}

uint32_t gic_take(void)
{
    const uint32_t acknowledged = gic_acknowledge(), intid = acknowledged & 0x3ff;

    if (intid >= GIC_NONE)
        return intid;
    gic_end(acknowledged);
    if (gic_cpu_read(GIC_CPU_CTLR) & (gic_version() == 2 ? GICC_CTLR_EOIMODE : ICC_CTLR_EOIMODE))
        gic_deactivate(acknowledged);
    return intid;
}

uint32_t gic_take_soon(void)
{
    uint32_t intid = gic_take();

    for (unsigned int i = 0; intid >= GIC_NONE && i < CATCH_ROUNDS; i++) {
        smp_relax();
        intid = gic_take();
    }
    return intid;
}

unsigned int gic_drain(void)
{
    unsigned int count = 0;

    while (count < DRAIN_LIMIT && gic_take() < GIC_NONE)
        count++;
    return count;
}

static void take_all(void *arg)
{
    struct gic_catch *catch = arg;
    uint32_t intid;

    gic_mask();
    __atomic_store_n(&catch->ready, 1, __ATOMIC_RELEASE);
    for (;;) {
        const bool last = __atomic_load_n(&catch->stop, __ATOMIC_ACQUIRE);

        while ((intid = gic_take()) < GIC_NONE)
            if (intid && catch->count++ < GIC_CATCH)
                catch->intid[catch->count - 1] = intid;
        if (last)
            break;
        smp_relax();
    }
    gic_unmask();
}

bool gic_catch_start(unsigned int cpu, struct gic_catch *catch)
{
    const struct timeout timeout = timeout_start(CATCH_LIMIT, "a vCPU to begin to catch");

    *catch = (struct gic_catch){0};
    if (!smp_run(cpu, take_all, catch)) {
        report_error("vCPU %u does not start", cpu);
        return false;
    }
    while (!__atomic_load_n(&catch->ready, __ATOMIC_ACQUIRE)) {
        if (timeout_expired(&timeout)) {
            report_error("%s", timeout_text(&timeout));
            return false;
        }
        smp_relax();
    }
    return true;
}

unsigned int gic_catch_end(unsigned int cpu, struct gic_catch *catch, unsigned int want)
{
    const struct timeout timeout = timeout_start(CATCH_LIMIT, "an interrupt of another vCPU");

    while (catch->count < want && !timeout_expired(&timeout))
        smp_relax();
    for (unsigned int i = 0; i < CATCH_ROUNDS; i++)
        smp_relax();
    __atomic_store_n(&catch->stop, 1, __ATOMIC_RELEASE);
    if (smp_join(cpu, CATCH_LIMIT) != SMP_DONE)
        report_error("vCPU %u does not come back", cpu);
    return catch->count;
}

uint32_t gic_free_spi(unsigned int n)
{
    return gic_lines() - 1 - n;
}
