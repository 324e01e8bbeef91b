/* SPDX-License-Identifier: BSD-2-Clause */
#include "qemu_common.h"

#include "layout.h"

void qemu_common(const char *qemu, const struct scenario *scenario, unsigned int cpus,
                 struct program *out)
{
    program_add(out, "%s", qemu);
    program_add(out, "-nodefaults");
    program_add(out, "-no-user-config");
    program_option(out, "-display", "none");
    program_option(out, "-cpu", "%s,cntfrq=%d", scenario->cpu, HOST_COUNTER_HZ);
    program_option(out, "-smp", "%u", cpus);
    /* sleep=off: guest time is the number of instructions, whatever the host does. */
    if (!scenario->wall)
        program_option(out, "-icount", "shift=0,sleep=off");
    program_option(out, "-serial", "stdio");
    program_option(out, "-semihosting-config", "enable=on,target=native");
}
