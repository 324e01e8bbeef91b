/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/qemu_common.h"

#include "harness/machine/layout.h"

void qemu_common(const char *qemu, const struct scenario *scenario, unsigned int cpus,
                 struct program *out)
{
    program_add(out, "%s", qemu);
    program_add(out, "-nodefaults");
    program_add(out, "-no-user-config");
    program_option(out, "-display", "none");
    program_option(out, "-cpu", "%s,cntfrq=%d", scenario->cpu, HOST_COUNTER_HZ);
    program_option(out, "-smp", "%u", cpus);
    /*
     * sleep=off: guest time is the number of instructions, whatever the host does. QEMU's own
     * devices are the host's doing: there the time that a guest sleeps must be time for them.
     */
    if (!scenario->wall)
        program_option(out, "-icount", "shift=0%s", scenario->plain ? "" : ",sleep=off");
    else if (!scenario->plain)
        program_option(out, "-accel", "tcg");
    else /* As with icount, one thread for all CPUs: if the guest yields there, QEMU ends what waits
          * for no CPU to be looking, such as the memory of a device that has gone. */
        program_option(out, "-accel", "tcg,thread=single");
    program_option(out, "-serial", "stdio");
    program_option(out, "-semihosting-config", "enable=on,target=native");
}
