/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way into a form and back (probe.h). While it lasts, VBAR_EL1 is probe_vectors and SP_EL1
 * points to probe.after: so any exception finds where to put the registers, whatever they hold.
 */
#include "runtime/cpu/frame.h"

    .macro  each_pair op, base
    \op     x2, x3, [\base, #16]
    \op     x4, x5, [\base, #32]
    \op     x6, x7, [\base, #48]
    \op     x8, x9, [\base, #64]
    \op     x10, x11, [\base, #80]
    \op     x12, x13, [\base, #96]
    \op     x14, x15, [\base, #112]
    \op     x16, x17, [\base, #128]
    \op     x18, x19, [\base, #144]
    \op     x20, x21, [\base, #160]
    \op     x22, x23, [\base, #176]
    \op     x24, x25, [\base, #192]
    \op     x26, x27, [\base, #208]
    \op     x28, x29, [\base, #224]
    .endm

    .macro  each_vector op, base
    .irp    n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
    vector_pair \op, \n, %(\n + 1), \base
    .endr
    .endm
    .altmacro
    .macro  vector_pair op, n, m, base
    \op     q\n, q\m, [\base, #STATE_V + 16 * \n]
    .endm

    // What a C function must keep, and what the states overwrite.
    .macro  each_kept op, base
    \op     x19, x20, [\base, #0]
    \op     x21, x22, [\base, #16]
    \op     x23, x24, [\base, #32]
    \op     x25, x26, [\base, #48]
    \op     x27, x28, [\base, #64]
    \op     x29, x30, [\base, #80]
    \op     d8, d9, [\base, #96]
    \op     d10, d11, [\base, #112]
    \op     d12, d13, [\base, #128]
    \op     d14, d15, [\base, #144]
    .endm

#define CALLER_SP    160 /* SP_EL0, SP_EL1 */
#define CALLER_FP    176 /* FPCR, FPSR */
#define CALLER_DAIF  192 /* DAIF, VBAR_EL1 */
#define CALLER_TPIDR 208 /* TPIDR_EL0, TPIDR_EL1 */

#define PSTATE_EL1T 4

    .text
    // x0 = struct probe, x1 = form
    .globl  probe_enter
probe_enter:
    add     x9, x0, #PROBE_CALLER
    each_kept stp, x9
    mrs     x10, daif
    mrs     x11, vbar_el1
    stp     x10, x11, [x9, #CALLER_DAIF]
    msr     daifset, #15
    mrs     x10, tpidr_el0
    mrs     x11, tpidr_el1
    stp     x10, x11, [x9, #CALLER_TPIDR]
    mrs     x10, fpcr
    mrs     x11, fpsr
    stp     x10, x11, [x9, #CALLER_FP]
    mov     x10, sp
    msr     SPSel, #1
    mov     x11, sp
    stp     x10, x11, [x9, #CALLER_SP]
    adr     x10, probe_vectors
    msr     vbar_el1, x10
    add     x10, x0, #PROBE_AFTER
    mov     sp, x10

    ldr     x10, [x0, #FRAME_LR + 8]
    msr     sp_el0, x10
    ldp     x10, x11, [x0, #FRAME_PC]
    msr     elr_el1, x10
    msr     spsr_el1, x11
    add     x9, x0, #STATE_FPCR
    ldp     x10, x11, [x9]
    msr     fpcr, x10
    msr     fpsr, x11
    ldp     x10, x11, [x9, #STATE_TPIDR - STATE_FPCR]
    msr     tpidr_el0, x10
    msr     tpidr_el1, x11
    each_vector ldp, x0
    each_pair ldp, x0
    ldr     x30, [x0, #FRAME_LR]
    ldp     x0, x1, [x0]
    eret

    // x0 and x1 are in probe.after already; x0 = offset of the vector taken.
probe_taken:
    each_pair stp, sp
    mrs     x2, nzcv
    mrs     x3, daif
    mrs     x4, sp_el0
    stp     x30, x4, [sp, #FRAME_LR]
    mrs     x4, elr_el1
    mrs     x5, spsr_el1
    stp     x4, x5, [sp, #FRAME_PC]
    mrs     x4, esr_el1
    mrs     x5, far_el1
    stp     x4, x5, [sp, #FRAME_ESR]
    each_vector stp, sp
    add     x9, sp, #STATE_FPCR
    mrs     x4, fpcr
    mrs     x5, fpsr
    stp     x4, x5, [x9]
    mrs     x4, tpidr_el0
    mrs     x5, tpidr_el1
    stp     x4, x5, [x9, #STATE_TPIDR - STATE_FPCR]

    sub     x9, sp, #PROBE_AFTER
    add     x9, x9, #PROBE_HANDLER
    stp     x0, x2, [x9]
    mov     x4, xzr
    mov     x5, xzr
    ldr     x6, [x9, #PROBE_WATCH - PROBE_HANDLER]
    tbz     x6, #WATCH_PAN, 1f
    mrs     x4, S3_0_C4_C2_3        // PAN
1:  tbz     x6, #WATCH_DIT, 2f
    mrs     x5, S3_3_C4_C2_5        // DIT
2:  stp     x3, x4, [x9, #16]
    str     x5, [x9, #32]

    add     x9, x9, #PROBE_CALLER - PROBE_HANDLER
    ldp     x10, x11, [x9, #CALLER_SP]
    msr     sp_el0, x10
    mov     sp, x11
    ldp     x10, x11, [x9, #CALLER_FP]
    msr     fpcr, x10
    msr     fpsr, x11
    ldp     x10, x11, [x9, #CALLER_TPIDR]
    msr     tpidr_el0, x10
    msr     tpidr_el1, x11
    ldp     x10, x11, [x9, #CALLER_DAIF]
    msr     vbar_el1, x11
    orr     x10, x10, #PSTATE_EL1T
    msr     spsr_el1, x10
    each_kept ldp, x9
    msr     elr_el1, x30
    eret

    .section .vectors, "ax"
    .balign 2048
probe_vectors:
    .set    vector, 0
    .rept   16
    .balign 128
    stp     x0, x1, [sp]
    mov     x0, #vector
    b       probe_taken
    .set    vector, vector + 128
    .endr

    // Forms that are no access to memory, and what both images need; see guest/access_forms.def too.
    .section .forms, "ax"
    .balign 8
    .globl  probe_hvc_xen, probe_hvc_other, probe_branch, probe_load, probe_store, probe_counted
probe_hvc_xen:                      // number in x16, arguments in x0 to x4 (XABI-10)
    hvc     #0xea1
    svc     #0
probe_hvc_other:
    hvc     #1
    svc     #0
probe_branch:
    br      x0
    svc     #0
probe_load:
    ldr     w1, [x0]
    svc     #0
probe_store:
    str     w1, [x0]
    svc     #0
probe_counted:
    add     x2, x2, #1
    ldr     w1, [x0]
    add     x3, x3, #1
    svc     #0
