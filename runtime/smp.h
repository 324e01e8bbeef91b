/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other vCPUs. They are off until the first smp_run() or smp_start(), so a test that does not
 * want them does not meet them. vCPU 0 alone may report, probe and call everything here but
 * smp_relax().
 *
 * All waits are bounded. One physical CPU may carry them all: whoever spins calls smp_relax().
 */
#ifndef RUNTIME_SMP_H
#define RUNTIME_SMP_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/cpu/exception.h"
#include "runtime/cpu/vcpu.h"

/* The context id that PSCI's CPU_ON is told to hand to @cpu in x0. */
#define SMP_CONTEXT(cpu) (0xc0de0001c0de0000ull + (cpu))

/* A vCPU's state at its first instruction, as smp.S found it (XABI-08). */
struct smp_entry {
    uint64_t x[4];
    uint64_t current_el;
    uint64_t spsel;
    uint64_t daif;
    uint64_t sctlr;
};

enum smp_result {
    SMP_DONE,
    SMP_FAULTED, /* took an unexpected exception: smp_fault() */
    SMP_STUCK,   /* has not come back in time; it may still do so */
};

typedef void smp_function(void *arg);

/* Switches @cpu on, if it is not, and waits until it is up. False if it does not come. */
bool smp_start(unsigned int cpu);

/* Its last start; valid once smp_start() was true. */
const struct smp_entry *smp_entry(unsigned int cpu);

/* Switches @cpu off, if it is on. False if it is busy or stays on. */
bool smp_stop(unsigned int cpu);

/*
 * Runs @function on @cpu, with interrupts unmasked, and does not wait for it. False if @cpu does
 * not start or is still busy with the last one. @function must not report: it tells by @arg.
 */
bool smp_run(unsigned int cpu, smp_function *function, void *arg);

/* Waits at most @ns for what smp_run() started. */
enum smp_result smp_join(unsigned int cpu, uint64_t ns);

/* The exception that ended the last function, after SMP_FAULTED. */
const struct frame *smp_fault(unsigned int cpu);

/* Lets another vCPU or domain run on this physical CPU, and another CPU of an emulator that runs
 * one CPU at a time. */
void smp_relax(void);

/* Does only that for @ns, or longer as a timeout may be: for what is not to happen meanwhile. */
void smp_pause(uint64_t ns);

#endif
