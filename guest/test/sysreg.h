/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses to system registers as probes: from EL1 or EL0, and an exception is a result. Where only
 * the value matters and no exception is expected, inline assembly will do.
 */
#ifndef GUEST_SYSREG_H
#define GUEST_SYSREG_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/probe.h"

/* SYSREG(name, op1, CRn, CRm, op2); op0 is 3. */
#define SYSREGS(SYSREG)                   \
    SYSREG(ICC_PMR_EL1, 0, 4, 6, 0)       \
    SYSREG(ICC_HPPIR0_EL1, 0, 12, 8, 2)   \
    SYSREG(ICC_BPR0_EL1, 0, 12, 8, 3)     \
    SYSREG(ICC_AP0R0_EL1, 0, 12, 8, 4)    \
    SYSREG(ICC_AP1R0_EL1, 0, 12, 9, 0)    \
    SYSREG(ICC_RPR_EL1, 0, 12, 11, 3)     \
    SYSREG(ICC_SGI1R_EL1, 0, 12, 11, 5)   \
    SYSREG(ICC_ASGI1R_EL1, 0, 12, 11, 6)  \
    SYSREG(ICC_SGI0R_EL1, 0, 12, 11, 7)   \
    SYSREG(ICC_HPPIR1_EL1, 0, 12, 12, 2)  \
    SYSREG(ICC_BPR1_EL1, 0, 12, 12, 3)    \
    SYSREG(ICC_CTLR_EL1, 0, 12, 12, 4)    \
    SYSREG(ICC_SRE_EL1, 0, 12, 12, 5)     \
    SYSREG(ICC_IGRPEN0_EL1, 0, 12, 12, 6) \
    SYSREG(ICC_IGRPEN1_EL1, 0, 12, 12, 7) \
    SYSREG(CNTKCTL_EL1, 0, 14, 1, 0)      \
    SYSREG(CNTFRQ_EL0, 3, 14, 0, 0)       \
    SYSREG(CNTPCT_EL0, 3, 14, 0, 1)       \
    SYSREG(CNTVCT_EL0, 3, 14, 0, 2)       \
    SYSREG(CNTPCTSS_EL0, 3, 14, 0, 5)     \
    SYSREG(CNTVCTSS_EL0, 3, 14, 0, 6)     \
    SYSREG(CNTP_TVAL_EL0, 3, 14, 2, 0)    \
    SYSREG(CNTP_CTL_EL0, 3, 14, 2, 1)     \
    SYSREG(CNTP_CVAL_EL0, 3, 14, 2, 2)    \
    SYSREG(CNTV_TVAL_EL0, 3, 14, 3, 0)    \
    SYSREG(CNTV_CTL_EL0, 3, 14, 3, 1)     \
    SYSREG(CNTV_CVAL_EL0, 3, 14, 3, 2)

#define SYSREG_NUMBER(name, ...) SYSREG_##name,
enum sysreg {
    SYSREGS(SYSREG_NUMBER) SYSREG_COUNT
};
#undef SYSREG_NUMBER

enum sysreg_result {
    SYSREG_DONE,      /* completed, and changed no other register */
    SYSREG_UNDEFINED, /* was undefined, at this instruction, and changed nothing */
    SYSREG_TRAPPED,   /* from EL0: trapped to EL1, likewise */
    SYSREG_WRONG,     /* anything else: sysreg_esr() */
};

enum sysreg_by {
    SYSREG_EL1,
    SYSREG_EL0
};

/* The trap of vCPU 0 only: probes are its own. *@value is 0 unless SYSREG_DONE. */
enum sysreg_result sysreg_read(enum sysreg from, enum sysreg_by el, uint64_t *value);
enum sysreg_result sysreg_write(enum sysreg to, enum sysreg_by el, uint64_t value);

/* The same with XZR as the register. */
enum sysreg_result sysreg_discard(enum sysreg from, enum sysreg_by el);
enum sysreg_result sysreg_zero(enum sysreg to, enum sysreg_by el);

/*
 * The form (runtime/probe.h) of any MRS (@instruction SYSREG_MRS), MSR or SYS (SYSREG_MSR), for an
 * array in SYSREG_FORMS.
 */
#define SYSREG_RT  1
#define SYSREG_MSR 0xd5000000u
#define SYSREG_MRS 0xd5200000u
#define SYSREG_FORM(instruction, op0, op1, crn, crm, op2, rt)                                     \
    {                                                                                             \
        (instruction) | (op0) << 19 | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5 | (rt), \
            0xd4000001u /* svc #0 */                                                              \
    }
#define SYSREG_FORMS __attribute__((section(".forms"), aligned(8)))

/*
 * Runs such a @form, with *@x1 in x1, which it @reads into or not. *@x1 becomes what is there then.
 */
enum sysreg_result sysreg_run(probe_form form, bool reads, enum sysreg_by el, uint64_t *x1);

/* Of the last access that took an exception. */
uint64_t sysreg_esr(void);

const char *sysreg_name(enum sysreg reg);

#endif
