/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/cpu/vcpu.h"

#include <libfdt.h>

#include "runtime/dt.h"
#include "runtime/panic.h"

#define MPIDR_AFFINITY 0xff00ffffffull

static uint64_t mpidrs[VCPU_MAX];
static unsigned int count = 1;

uint64_t vcpu_own_mpidr(void)
{
    uint64_t mpidr;

    __asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
    return mpidr & MPIDR_AFFINITY;
}

void vcpu_init(const void *fdt)
{
    unsigned int found = 0;
    struct range reg;
    int node;

    fdt_for_each_subnode(node, fdt, fdt_path_offset(fdt, "/cpus"))
    {
        if (!dt_reg(fdt, node, 0, &reg))
            continue;
        if (found == VCPU_MAX)
            panic("device tree: more than %u cpu nodes", VCPU_MAX);
        mpidrs[found++] = reg.base;
    }
    if (!found || mpidrs[0] != vcpu_own_mpidr())
        panic("device tree: this is not the vCPU of the first cpu node");
    count = found;
}

unsigned int vcpu_count(void)
{
    return count;
}

unsigned int vcpu_self(void)
{
    unsigned int vcpu = 0;
    uint64_t mpidr;

    if (count == 1)
        return 0;
    mpidr = vcpu_own_mpidr();
    while (vcpu < count && mpidrs[vcpu] != mpidr)
        vcpu++;
    return vcpu;
}

uint64_t vcpu_mpidr(unsigned int vcpu)
{
    return mpidrs[vcpu];
}
