/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/cpu/psci.h"

#include <stdbool.h>
#include <string.h>

#include "runtime/cpu/smccc.h"
#include "runtime/dt.h"

static bool by_smc;

void psci_init(const void *fdt)
{
    const int node = dt_find(fdt, "arm,psci-0.2");

    by_smc = node >= 0 && !strcmp(dt_string(fdt, node, "method", "hvc"), "smc");
}

int32_t psci_call(uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3)
{
    const struct smccc_result result =
        by_smc ? smccc_call_smc(function, a1, a2, a3) : smccc_call(function, a1, a2, a3);

    return (int32_t)result.x[0];
}
