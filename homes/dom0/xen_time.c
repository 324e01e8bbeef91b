/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/xen_time.h"

#include "runtime/cpu/vcpu.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#include <xen/vcpu.h>

#define FIRST_SLEEP (100 * CLOCK_US) /* more than Xen's timer slop of 50 us */
#define TRIES       24

static uint64_t offset; /* Xen's time - ours, modulo 2^64 */

static long register_runstate(volatile struct vcpu_runstate_info *runstate)
{
    struct vcpu_register_runstate_memory_area area = {
        .addr.v = (struct vcpu_runstate_info *)runstate,
    };

    return xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area,
                         vcpu_own_mpidr(), (unsigned long)&area, 0, 0);
}

static void sleep_until(uint64_t system_time)
{
    struct sched_poll poll = {.timeout = system_time};

    xen_sched(SCHEDOP_poll, &poll);
}

/*
 * The runstate area holds the system time at which this vCPU was scheduled last. That is long ago,
 * so sleep until Xen schedules us anew: then it is now, but for the switch itself. Timeouts come
 * out early by that much, and a wake-up takes about as long.
 */
void xen_time_init(void)
{
    static volatile struct vcpu_runstate_info runstate;
    uint64_t sleep = FIRST_SLEEP;
    long rc = register_runstate(&runstate);

    if (rc)
        panic_by("HYP-01", "Xen refuses a runstate area (%ld)", rc);
    for (unsigned int i = 0; i < TRIES; i++, sleep *= 2) {
        const uint64_t scheduled = runstate.state_entry_time;

        sleep_until(scheduled + sleep);
        if (runstate.state_entry_time != scheduled) {
            offset = runstate.state_entry_time - clock_ns();
            /* Else it costs something at each context switch. A debug Xen remarks on the NULL. */
            register_runstate(NULL);
            return;
        }
    }
    panic_by("HYP-01", "Xen does not put this vCPU to sleep");
}

uint64_t xen_time(uint64_t ns)
{
    const uint64_t time = ns + offset;

    return time ? time : 1;
}
