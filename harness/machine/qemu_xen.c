/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/qemu_xen.h"

#include "harness/machine/layout.h"
#include "harness/machine/qemu_common.h"

static void module(struct program *out, int fd, unsigned long long address)
{
    program_option(out, "-device", "loader,file=/proc/self/fd/%d,addr=%#llx,force-raw=on",
                   program_inherit(out, fd), address);
}

void qemu_xen(const char *qemu, const struct scenario *scenario, const struct qemu_xen *files,
              struct program *out)
{
    qemu_common(qemu, scenario, scenario->pcpus, out);
    program_option(out, "-machine", "virt,virtualization=on,gic-version=%u", scenario->gic);
    program_option(out, "-m", "%lluM", HOST_RAM_SIZE / MIB(1));
    program_option(out, "-kernel", "/proc/self/fd/%d", program_inherit(out, files->xen));
    program_option(out, "-dtb", "/proc/self/fd/%d", program_inherit(out, files->host_dt));
    module(out, files->backend, HOST_BACKEND);
    module(out, files->guest, HOST_GUEST);
    module(out, files->partial_dt, HOST_PARTIAL_DT);
}
