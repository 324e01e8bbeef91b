/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of both images: the arm64 Image header, the state at entry (XABI-03), relocation, BSS,
 * stacks and the exception vectors.
 *
 * C runs in EL1t on SP_EL0; exceptions run in EL1h on a stack of their own, so a stack overflow
 * is reported instead of recursing. Probes bring vectors of their own (runtime/probe_enter.S).
 */
#include "runtime/cpu/frame.h"

    .section .head, "ax"
    .globl image_head
image_head:
    b       entry
    .long   0
    .quad   TEXT_OFFSET             // from the start of RAM; not 0, so that XABI-01 can tell
    .quad   image_end - image_head  // Xen ignores it: BSS is ours to clear
    .quad   0xa                     // little-endian, 4 KiB pages, anywhere
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   0

entry:
    adr     x9, vectors
    msr     vbar_el1, x9
    mrs     x20, CurrentEL
    mrs     x21, SPSel
    mrs     x22, DAIF
    mrs     x23, sctlr_el1
    isb

    // Clear BSS; nothing reads memory before.
    adrp    x9, bss_start
    add     x9, x9, :lo12:bss_start
    adrp    x10, image_end
1:  stp     xzr, xzr, [x9], #16
    cmp     x9, x10
    b.lo    1b

    adrp    x9, boot_record
    add     x9, x9, :lo12:boot_record
    adr     x10, image_head
    stp     x0, x1, [x9]
    stp     x2, x3, [x9, #16]
    stp     x20, x21, [x9, #32]
    stp     x22, x23, [x9, #48]
    str     x10, [x9, #64]

    // Relocate: the image is linked at 0, so the load address is the whole addend.
    // What to relocate: guest/relr.inc.
    adrp    x11, relr_start
    add     x11, x11, :lo12:relr_start
    adrp    x12, relr_end
    add     x12, x12, :lo12:relr_end
2:  cmp     x11, x12
    b.hs    6f
    ldr     x13, [x11], #8
    tbnz    x13, #0, 3f
    add     x14, x10, x13           // one word; what follows begins behind it
    ldr     x15, [x14]
    add     x15, x15, x10
    str     x15, [x14], #8
    b       2b
3:  mov     x16, x14                // a bit for each of 63 words
    add     x14, x14, #63 * 8
4:  lsr     x13, x13, #1
    cbz     x13, 2b
    tbz     x13, #0, 5f
    ldr     x15, [x16]
    add     x15, x15, x10
    str     x15, [x16]
5:  add     x16, x16, #8
    b       4b

6:  adrp    x9, exception_stack_end
    add     x9, x9, :lo12:exception_stack_end
    mov     sp, x9
    msr     SPSel, #0
    adrp    x9, stack_end
    add     x9, x9, :lo12:stack_end
    mov     sp, x9
    // newlib's printf may touch FP registers (CPACR_EL1.FPEN).
    mov     x9, #(3 << 20)
    msr     cpacr_el1, x9
    isb
    mov     x29, xzr
    mov     x30, xzr
    bl      runtime_start
7:  wfi                             // runtime_start does not return
    b       7b

    .text
    // x0 and x1 are on the stack already; x0 = vector number. Completes the frame, calls C, and
    // returns to whatever the frame then says.
exception_common:
    stp     x2, x3, [sp, #16]
    stp     x4, x5, [sp, #32]
    stp     x6, x7, [sp, #48]
    stp     x8, x9, [sp, #64]
    stp     x10, x11, [sp, #80]
    stp     x12, x13, [sp, #96]
    stp     x14, x15, [sp, #112]
    stp     x16, x17, [sp, #128]
    stp     x18, x19, [sp, #144]
    stp     x20, x21, [sp, #160]
    stp     x22, x23, [sp, #176]
    stp     x24, x25, [sp, #192]
    stp     x26, x27, [sp, #208]
    stp     x28, x29, [sp, #224]
    mrs     x9, sp_el0
    stp     x30, x9, [sp, #FRAME_LR]
    mrs     x9, elr_el1
    mrs     x10, spsr_el1
    stp     x9, x10, [sp, #FRAME_PC]
    mrs     x9, esr_el1
    mrs     x10, far_el1
    stp     x9, x10, [sp, #FRAME_ESR]
    mov     x1, x0
    mov     x0, sp
    mov     x29, xzr
    bl      exception_entry
    ldp     x9, x10, [sp, #FRAME_PC]
    msr     elr_el1, x9
    msr     spsr_el1, x10
    ldp     x30, x9, [sp, #FRAME_LR]
    msr     sp_el0, x9
    ldp     x28, x29, [sp, #224]
    ldp     x26, x27, [sp, #208]
    ldp     x24, x25, [sp, #192]
    ldp     x22, x23, [sp, #176]
    ldp     x20, x21, [sp, #160]
    ldp     x18, x19, [sp, #144]
    ldp     x16, x17, [sp, #128]
    ldp     x14, x15, [sp, #112]
    ldp     x12, x13, [sp, #96]
    ldp     x10, x11, [sp, #80]
    ldp     x8, x9, [sp, #64]
    ldp     x6, x7, [sp, #48]
    ldp     x4, x5, [sp, #32]
    ldp     x2, x3, [sp, #16]
    ldp     x0, x1, [sp], #FRAME_SIZE
    eret

    // Four origins (EL1t, EL1h, EL0 64-bit, EL0 32-bit) of four kinds (sync, IRQ, FIQ, SError).
    .section .vectors, "ax"
    .balign 2048
vectors:
    .set    vector, 0
    .rept   16
    .balign 128
    sub     sp, sp, #FRAME_SIZE
    stp     x0, x1, [sp]
    mov     x0, #vector
    b       exception_common
    .set    vector, vector + 1
    .endr
