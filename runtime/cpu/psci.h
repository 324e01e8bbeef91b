/* SPDX-License-Identifier: BSD-2-Clause */
/* PSCI (Arm DEN0022), by HVC as Xen offers it to a domain (XABI-08), or as the device tree says. */
#ifndef RUNTIME_PSCI_H
#define RUNTIME_PSCI_H

#include <stdint.h>

#define PSCI_VERSION       0x84000000u
#define PSCI_CPU_OFF       0x84000002u
#define PSCI_CPU_ON        0xc4000003u /* the 64-bit call */
#define PSCI_AFFINITY_INFO 0xc4000004u
#define PSCI_SYSTEM_OFF    0x84000008u
#define PSCI_SYSTEM_RESET  0x84000009u
#define PSCI_FEATURES      0x8400000au

#define PSCI_SUCCESS            0
#define PSCI_NOT_SUPPORTED      (-1)
#define PSCI_INVALID_PARAMETERS (-2)
#define PSCI_ALREADY_ON         (-4)

/* Results of PSCI_AFFINITY_INFO. */
#define PSCI_ON  0
#define PSCI_OFF 1

/* Takes the conduit, HVC or SMC, from the tree's psci node. Before it, and without one: HVC. */
void psci_init(const void *fdt);

/* One call. Results are 32 bits and signed, whatever the width of the call. */
int32_t psci_call(uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3);

#endif
