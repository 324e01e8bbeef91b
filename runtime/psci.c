/* SPDX-License-Identifier: BSD-2-Clause */
#include "psci.h"

#include "smccc.h"

int32_t psci_call(uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3)
{
    return (int32_t)smccc_call(function, a1, a2, a3).x[0];
}
