/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One instruction under test, with the whole register file before and after.
 *
 * A form is two instructions in probe_forms.S: the access and an SVC. probe() loads every register
 * from the frame and reaches the form by ERET; it comes back by the SVC, or by the exception that
 * the access took. So nothing but the access runs between the two frames, no compiler chooses
 * the instruction, and a fault is a result.
 */
#ifndef RUNTIME_PROBE_H
#define RUNTIME_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "exception.h"

/* A form's entry; forms use x0 as base address and x1 as data, see probe_forms.S. */
typedef const uint32_t probe_form[2];

struct probe {
    struct frame before;
    struct frame after; /* at the SVC, or at the exception: esr and far as taken */
    bool faulted;       /* another exception than the form's SVC */
};

/* Poisons @p->before: every register distinct and unlike any value a background read returns. */
void probe_prepare(struct probe *p, uint64_t va);

/* Runs @form from @p->before with interrupts masked. Fills @p->after and @p->faulted. */
void probe_run(struct probe *p, probe_form form);

/* Bit mask of x0..x30 (bit n) and SP (bit 31) that differ between before and after. */
uint32_t probe_changed(const struct probe *p);

/* exception.c: takes over synchronous exceptions that belong to a probe. */
bool probe_exception(struct frame *frame);

extern probe_form probe_ldrb_w, probe_ldrh_w, probe_ldr_w, probe_ldr_x;
extern probe_form probe_ldrsb_w, probe_ldrsh_w, probe_ldrsb_x, probe_ldrsh_x, probe_ldrsw_x;
extern probe_form probe_strb_w, probe_strh_w, probe_str_w, probe_str_x;
extern probe_form probe_ldrb_wzr, probe_ldrh_wzr, probe_ldr_wzr, probe_ldr_xzr;
extern probe_form probe_strb_wzr, probe_strh_wzr, probe_str_wzr, probe_str_xzr;
extern probe_form probe_hvc_xen, probe_hvc_other;

#endif
