/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by the SMC calling convention (Arm DEN0028): hvc #0, as a guest of Xen makes them. */
#ifndef RUNTIME_SMCCC_H
#define RUNTIME_SMCCC_H

#include <stdint.h>

struct smccc_result {
    uint64_t x[4];
};

/* Function identifiers: fast calls of 32 bits, by owner. */
#define SMCCC_FAST32(owner, function) (0x80000000u | (uint32_t)(owner) << 24 | (function))
#define SMCCC_ARCH                    0
#define SMCCC_STANDARD                4
#define SMCCC_HYPERVISOR              5
#define SMCCC_NOT_SUPPORTED           (-1l)

/* The clobbers are what the convention lets a callee change. */
#define SMCCC_CALL(name, instruction)                                                             \
    static inline struct smccc_result name(uint32_t function, uint64_t a1, uint64_t a2,           \
                                           uint64_t a3)                                           \
    {                                                                                             \
        register uint64_t x0 __asm__("x0") = function;                                            \
        register uint64_t x1 __asm__("x1") = a1;                                                  \
        register uint64_t x2 __asm__("x2") = a2;                                                  \
        register uint64_t x3 __asm__("x3") = a3;                                                  \
                                                                                                  \
        __asm__ volatile(instruction                                                              \
                         : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)                                 \
                         :                                                                        \
                         : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", \
                           "x15", "x16", "x17", "memory", "cc");                                  \
        return (struct smccc_result){{x0, x1, x2, x3}};                                           \
    }

SMCCC_CALL(smccc_call, "hvc #0")
SMCCC_CALL(smccc_call_smc, "smc #0") /* where PSCI is firmware's */

#endif
