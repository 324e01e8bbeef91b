/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/smp.h"

#include <setjmp.h>
#include <stddef.h>

#include "runtime/cpu/psci.h"
#include "runtime/gic.h"
#include "runtime/panic.h"
#include "runtime/time/timeout.h"
#include "runtime/xen.h"

#define START_LIMIT      (100 * CLOCK_MS)
#define STACK_SIZE       8192
#define WAKE_SGI         0
#define CACHE_LINE_LEAST 16

/* What smp.S loads with its MMU still off; all of it is vCPU 0's, but for the stacks. */
struct smp_boot {
    uint64_t mair, tcr, ttbr0, sctlr, vbar, cpacr;
    uint64_t exception_stack, stack;
};

struct cpu {
    bool online;
    struct smp_entry entry;
    smp_function *function;
    void *arg;
    uint32_t requested, finished; /* functions so far: equal when there is nothing to do */
    enum smp_result result;
    struct frame fault;
    jmp_buf abandoned;
};

extern const char secondary_entry[];
extern struct smp_boot smp_boot;
struct smp_boot smp_boot __attribute__((aligned(64)));

/* Stacks of all vCPUs but 0, for functions and for exceptions. */
static uint8_t stacks[VCPU_MAX - 1][2][STACK_SIZE] __attribute__((aligned(16)));
static struct cpu cpus[VCPU_MAX];

void smp_secondary(const struct smp_entry *entry);

const struct smp_entry *smp_entry(unsigned int cpu)
{
    return &cpus[cpu].entry;
}

const struct frame *smp_fault(unsigned int cpu)
{
    return &cpus[cpu].fault;
}

void smp_relax(void)
{
    __asm__ volatile("yield"); /* where one thread emulates all CPUs, the next one's turn */
    if (!xen_is_absent())
        xen_sched(SCHEDOP_yield, NULL);
}

void smp_pause(uint64_t ns)
{
    const struct timeout timeout = timeout_start(ns, "nothing");

    while (!timeout_expired(&timeout))
        smp_relax();
}

static void woken(uint32_t intid, void *arg)
{
    (void)intid, (void)arg;
}

static uint32_t load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void wait_for_work(const struct cpu *cpu)
{
    gic_mask();
    while (load(&cpu->requested) == cpu->finished) {
        __asm__ volatile("wfi" ::: "memory"); /* wakes for a masked interrupt, too */
        gic_unmask();
        __asm__ volatile("isb" ::: "memory");
        gic_mask();
    }
    gic_unmask();
}

/* C of a secondary vCPU starts here. */
void smp_secondary(const struct smp_entry *entry)
{
    unsigned int self = vcpu_self();
    struct cpu *cpu = &cpus[self];

    if (self == vcpu_count())
        panic("a vCPU of MPIDR %#lx, which is in no cpu node, was started", vcpu_own_mpidr());
    gic_init_cpu();
    gic_enable(WAKE_SGI, woken, NULL);
    cpu->entry = *entry;
    __atomic_store_n(&cpu->online, true, __ATOMIC_RELEASE);
    for (;;) {
        wait_for_work(cpu);
        cpu->result = SMP_FAULTED;
        if (!setjmp(cpu->abandoned)) {
            cpu->function(cpu->arg);
            cpu->result = SMP_DONE;
        }
        __atomic_store_n(&cpu->finished, cpu->requested, __ATOMIC_RELEASE);
    }
}

/* The fault's way back: still on the function's stack, but out of the exception. */
static void abandon(void)
{
    longjmp(cpus[vcpu_self()].abandoned, 1);
}

/* An unexpected exception on a vCPU other than 0 ends the function that took it. */
static bool rescue(struct frame *frame)
{
    unsigned int self = vcpu_self();
    struct cpu *cpu = &cpus[self];

    if (self == vcpu_count() || !cpu->online || load(&cpu->requested) == cpu->finished ||
        (frame->pstate & PSTATE_MODE) != PSTATE_EL1T)
        return false;
    cpu->fault = *frame;
    frame->pc = (uint64_t)abandon;
    return true;
}

#define READ_SYSREG(name, to) __asm__("mrs %0, " name : "=r"(to))

static void prepare(unsigned int cpu)
{
    READ_SYSREG("mair_el1", smp_boot.mair);
    READ_SYSREG("tcr_el1", smp_boot.tcr);
    READ_SYSREG("ttbr0_el1", smp_boot.ttbr0);
    READ_SYSREG("sctlr_el1", smp_boot.sctlr);
    READ_SYSREG("vbar_el1", smp_boot.vbar);
    READ_SYSREG("cpacr_el1", smp_boot.cpacr);
    smp_boot.exception_stack = (uint64_t)stacks[cpu - 1][0] + STACK_SIZE;
    smp_boot.stack = (uint64_t)stacks[cpu - 1][1] + STACK_SIZE;
    /* To where it can be read without caches. */
    for (size_t i = 0; i < sizeof(smp_boot); i += CACHE_LINE_LEAST)
        __asm__ volatile("dc cvac, %0" ::"r"((uint64_t)&smp_boot + i) : "memory");
    __asm__ volatile("dsb sy" ::: "memory");
}

bool smp_start(unsigned int cpu)
{
    const struct timeout timeout = timeout_start(START_LIMIT, "a vCPU to start");

    if (cpu >= vcpu_count())
        return false;
    if (!cpu || cpus[cpu].online)
        return true;
    exception_secondary_hook = rescue;
    prepare(cpu);
    if (psci_call(PSCI_CPU_ON, vcpu_mpidr(cpu), (uint64_t)secondary_entry, SMP_CONTEXT(cpu)))
        return false;
    while (!__atomic_load_n(&cpus[cpu].online, __ATOMIC_ACQUIRE)) {
        if (timeout_expired(&timeout))
            return false;
        smp_relax();
    }
    return true;
}

bool smp_run(unsigned int cpu, smp_function *function, void *arg)
{
    if (!cpu || !smp_start(cpu) || load(&cpus[cpu].finished) != cpus[cpu].requested)
        return false;
    cpus[cpu].function = function;
    cpus[cpu].arg = arg;
    __atomic_store_n(&cpus[cpu].requested, cpus[cpu].requested + 1, __ATOMIC_RELEASE);
    gic_send_sgi(WAKE_SGI, vcpu_mpidr(cpu));
    return true;
}

enum smp_result smp_join(unsigned int cpu, uint64_t ns)
{
    const struct timeout timeout = timeout_start(ns, "a vCPU's function to return");

    while (load(&cpus[cpu].finished) != cpus[cpu].requested) {
        if (timeout_expired(&timeout))
            return SMP_STUCK;
        smp_relax();
    }
    return cpus[cpu].result;
}

static void go_off(void *arg)
{
    struct cpu *cpu = arg;

    gic_mask();
    __atomic_store_n(&cpu->online, false, __ATOMIC_RELEASE);
    psci_call(PSCI_CPU_OFF, 0, 0, 0);
    panic_by("XABI-08", "PSCI CPU_OFF returned");
}

bool smp_stop(unsigned int cpu)
{
    const struct timeout timeout = timeout_start(START_LIMIT, "a vCPU to switch off");

    if (!cpu || cpu >= vcpu_count())
        return false;
    if (!cpus[cpu].online)
        return true;
    if (!smp_run(cpu, go_off, &cpus[cpu]))
        return false;
    while (psci_call(PSCI_AFFINITY_INFO, vcpu_mpidr(cpu), 0, 0) != PSCI_OFF) {
        if (timeout_expired(&timeout))
            return false;
        smp_relax();
    }
    cpus[cpu].finished = cpus[cpu].requested;
    return true;
}
