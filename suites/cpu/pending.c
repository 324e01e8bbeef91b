/* SPDX-License-Identifier: BSD-2-Clause */
/* What was pending when a vCPU went off, and it starts anew: CPU-04. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/smp.h"

#define FIRST 4
#define SGIS  6    /* more than QEMU has list registers: some of them wait in Xen's own lists */
#define LOW   0xf0 /* their priority: PMR holds them back, while SGI 0 still wakes the vCPU */

#define PMR_ALL     0xff
#define PMR_NOT_LOW 0xb0

static void count_one(uint32_t intid, void *arg)
{
    (void)intid;
    ++*(volatile unsigned int *)arg;
}

/* Opens the SGIs, counted in @arg, on vCPU 1. */
static void let_in(void *arg)
{
    for (uint32_t sgi = FIRST; sgi < FIRST + SGIS; sgi++) {
        gic_enable(sgi, count_one, arg);
        gic_set_priority(sgi, 1, LOW);
    }
    gic_cpu_write(GIC_CPU_PMR, PMR_ALL);
}

/* Leaves them pending there. */
static void hold_back(void *arg)
{
    let_in(arg);
    gic_cpu_write(GIC_CPU_PMR, PMR_NOT_LOW);
    for (uint32_t sgi = FIRST; sgi < FIRST + SGIS; sgi++)
        gic_send_sgi(sgi, vcpu_own_mpidr());
}

static bool run(smp_function *function, volatile unsigned int *came)
{
    return expect(smp_run(1, function, (void *)came)) && expect_eq(smp_join(1, CLOCK_S), SMP_DONE);
}

TEST(cpu, starts_with_nothing_pending, .rule = "CPU-04", .needs = HYPERVISOR, .bus = BUS_EMPTY,
     .vcpus = 2,
     TITLE("SGIs that are held back by PMR come when it lets them; those that were pending when "
           "their vCPU went off do not come when it starts anew"))
{
    volatile unsigned int came = 0;

    if (run(hold_back, &came) && expect_eq(came, 0) && run(let_in, &came) &&
        expect_eq(came, SGIS) && run(hold_back, &came) && expect_eq(came, SGIS) &&
        expect(smp_stop(1)) && run(let_in, &came)) {
        const unsigned int survivors = came - SGIS;

        expect_eq(survivors, 0);
    }
    for (uint32_t sgi = FIRST; sgi < FIRST + SGIS; sgi++)
        gic_forget(sgi);
    smp_stop(1);
    gic_forget_priorities();
}
