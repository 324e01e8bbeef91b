/* SPDX-License-Identifier: BSD-2-Clause */
/* One hypercall as a row of a table, run with all registers watched. */
#ifndef SUITES_HYP_CALL_H
#define SUITES_HYP_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/errno.h>
#include <xen/xen.h>

/* Results that are no single number. */
#define HYPERCALL_ANY     0x7fff /* 0 or more */
#define HYPERCALL_REFUSED 0x7ffe /* any error */

struct hypercall {
    uint8_t nr, op;
    int16_t result;
    uint32_t extra;    /* the vCPU of a vcpu_op, the count of a grant_table_op or console_io */
    uint32_t words[6]; /* the argument structure */
};

/*
 * Makes the call of @row with its structure at @va (0: none). Fails the test if a register changed
 * that must not, or the HVC took an exception; returns x0.
 */
int64_t hypercall_at(const struct hypercall *row, uint64_t va);

/* The same at a copy of its words, with the result checked. */
bool hypercall_check(const struct hypercall *row);

/* Whether @result is what @row says. */
bool hypercall_is_result(const struct hypercall *row, int64_t result);

#endif
