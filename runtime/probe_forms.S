/* SPDX-License-Identifier: BSD-2-Clause */
/* Access forms: base address in x0, data in x1. One instruction, then the SVC that ends it. */
    .macro  form name, insn:vararg
    .globl  probe_\name
    .balign 8
probe_\name:
    \insn
    svc     #0
    .endm

    .text

    form    ldrb_w,     ldrb w1, [x0]
    form    ldrh_w,     ldrh w1, [x0]
    form    ldr_w,      ldr w1, [x0]
    form    ldr_x,      ldr x1, [x0]

    form    ldrsb_w,    ldrsb w1, [x0]
    form    ldrsh_w,    ldrsh w1, [x0]
    form    ldrsb_x,    ldrsb x1, [x0]
    form    ldrsh_x,    ldrsh x1, [x0]
    form    ldrsw_x,    ldrsw x1, [x0]

    form    ldrb_wzr,   ldrb wzr, [x0]
    form    ldrh_wzr,   ldrh wzr, [x0]
    form    ldr_wzr,    ldr wzr, [x0]
    form    ldr_xzr,    ldr xzr, [x0]

    form    strb_w,     strb w1, [x0]
    form    strh_w,     strh w1, [x0]
    form    str_w,      str w1, [x0]
    form    str_x,      str x1, [x0]

    form    strb_wzr,   strb wzr, [x0]
    form    strh_wzr,   strh wzr, [x0]
    form    str_wzr,    str wzr, [x0]
    form    str_xzr,    str xzr, [x0]

    /* Hypercalls: number in x16, arguments in x0 to x4 (XABI-10). */
    form    hvc_xen,    hvc #0xea1
    form    hvc_other,  hvc #1
