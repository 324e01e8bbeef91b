/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions: the register frame, the report of an unexpected one, the hook for interrupts. */
#ifndef RUNTIME_EXCEPTION_H
#define RUNTIME_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>

/* As boot.S lays it on the stack; offsets are checked in exception.c. */
struct frame {
    uint64_t x[31];
    uint64_t sp;
    uint64_t pc;
    uint64_t pstate;
    uint64_t esr;
    uint64_t far;
};

#define ESR_EC(esr)   (((esr) >> 26) & 0x3f)
#define ESR_IL(esr)   (((esr) >> 25) & 1)
#define ESR_ISS(esr)  ((esr)&0x1ffffff)
#define ESR_UNDEFINED 0x2000000u /* EC 0, IL, and nothing else (Arm DDI 0487, D19.2.37) */
#define EC_UNKNOWN    0x00
#define EC_SVC        0x15
#define EC_IABT_SAME  0x21
#define EC_DABT_LOWER 0x24
#define EC_DABT_SAME  0x25

/* PSTATE.M */
#define PSTATE_MODE 0xf
#define PSTATE_EL0T 0x0
#define PSTATE_EL1T 0x4 /* where C runs */
#define PSTATE_EL1H 0x5 /* exception handlers */
#define PSTATE_DAIF 0x3c0
#define PSTATE_I    0x80

/* Set by gic.c; called with interrupts masked. */
extern void (*exception_irq_hook)(void);

/*
 * Asked about each synchronous exception outside of probes, on vCPU 0 and on any other; returns
 * true after it has changed @frame to say where to go on. NULL: there is no going on.
 */
extern bool (*exception_rescue_hook)(struct frame *frame);
extern bool (*exception_secondary_hook)(struct frame *frame);

/* The rule that an exception breaks which nobody expected; NULL: none in particular. */
extern const char *(*exception_rule_hook)(const struct frame *frame);

/* "data abort" and the like, for reports. */
const char *exception_class(uint64_t esr);

#endif
