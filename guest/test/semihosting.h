/* SPDX-License-Identifier: BSD-2-Clause */
/* The second witness under QEMU: an exit status past the console (Arm semihosting,
 * SYS_EXIT_EXTENDED). */
#ifndef GUEST_SEMIHOSTING_H
#define GUEST_SEMIHOSTING_H

#include <stdint.h>

/* Ends QEMU with @status. Where nobody serves semihosting the HLT is undefined and is reported. */
static inline void semihosting_exit(int status)
{
    uint64_t block[2] = {0x20026 /* ADP_Stopped_ApplicationExit */, (uint64_t)status};
    register uint64_t operation __asm__("x0") = 0x20;
    register uint64_t *argument __asm__("x1") = block;

    __asm__ volatile("hlt #0xf000" : "+r"(operation) : "r"(argument) : "memory");
}

#endif
