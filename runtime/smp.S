/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where PSCI's CPU_ON lets a secondary vCPU begin: MMU off, no stack. What it needs stands in
 * smp_boot, not behind x0: a context id that got lost is then a wrong value, not a wild pointer.
 */
    .section .text.secondary, "ax"
    .globl secondary_entry
secondary_entry:
    // The state at entry, for XABI-08; it is stored when the caches are on.
    mov     x19, x0
    mov     x20, x1
    mov     x21, x2
    mov     x22, x3
    mrs     x23, CurrentEL
    mrs     x24, SPSel
    mrs     x25, DAIF
    mrs     x26, sctlr_el1

    adrp    x9, smp_boot
    add     x9, x9, :lo12:smp_boot
    ldp     x10, x11, [x9]
    msr     mair_el1, x10
    msr     tcr_el1, x11
    ldp     x10, x11, [x9, #16]
    msr     ttbr0_el1, x10
    ldp     x12, x13, [x9, #32]
    msr     vbar_el1, x12
    msr     cpacr_el1, x13
    ldp     x12, x13, [x9, #48]
    isb
    tlbi    vmalle1
    dsb     nsh
    ic      iallu
    dsb     nsh
    isb
    msr     sctlr_el1, x11
    isb

    // As on the boot vCPU: exceptions on SP_EL1, C on SP_EL0.
    mov     sp, x12
    msr     SPSel, #0
    mov     sp, x13
    stp     x25, x26, [sp, #-16]!
    stp     x23, x24, [sp, #-16]!
    stp     x21, x22, [sp, #-16]!
    stp     x19, x20, [sp, #-16]!
    mov     x0, sp
    mov     x29, xzr
    mov     x30, xzr
    bl      smp_secondary
1:  wfi                             // smp_secondary does not return
    b       1b
