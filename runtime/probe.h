/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One instruction under test, with the whole register file before and after.
 *
 * A form is two instructions: the access and an SVC. probe_run() loads every register from .before
 * and reaches the form by ERET, on vectors of its own; it comes back by the SVC, or by the
 * exception that the access took. So nothing but the access runs between the two states, no
 * compiler chooses the instruction, and a fault is a result. Nothing is shared between CPUs.
 */
#ifndef RUNTIME_PROBE_H
#define RUNTIME_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/cpu/exception.h"

/* A form's entry. Forms lie in section .forms, which EL0 may run too. */
typedef const uint32_t probe_form[2];

struct probe_state {
    uint64_t x[31];
    uint64_t sp; /* SP_EL0: the SP of EL1t and EL0 */
    uint64_t pc;
    uint64_t pstate;
    uint64_t esr; /* esr and far mean nothing in .before */
    uint64_t far;
    uint64_t v[32][2];
    uint64_t fpcr, fpsr;
    uint64_t tpidr_el0, tpidr_el1;
};

struct probe {
    struct probe_state before;
    struct probe_state after; /* at the SVC, or at the exception: esr and far as taken */
    /* The exception as its handler found it, before it changed anything. */
    struct {
        uint64_t vector; /* offset from VBAR_EL1 */
        uint64_t nzcv, daif;
        uint64_t pan, dit; /* 0 on a CPU without them */
    } handler;
    uint64_t watch;      /* which of PAN and DIT the CPU has; set by probe_prepare() */
    uint64_t caller[28]; /* probe_enter.S keeps our context here */
    bool faulted;        /* another exception than the form's SVC */
} __attribute__((aligned(16)));

/*
 * Poisons @p->before: every register distinct and unlike any value a background read returns, @va
 * in x0, at EL1t with interrupts masked.
 */
void probe_prepare(struct probe *p, uint64_t va);

/* Runs @form from @p->before. Fills @p->after, @p->handler and @p->faulted. */
void probe_run(struct probe *p, probe_form form);

/*
 * As probe_run(), but with interrupts on and the virtual timer set: a form that Xen repeats for
 * ever ends with that interrupt (.faulted, .handler.vector) after @ns.
 */
void probe_run_watched(struct probe *p, probe_form form, uint64_t ns);

/* What differs: x0..x30 (bit n), SP (bit 31), and the bits below. */
#define PROBE_SP        (1ull << 31)
#define PROBE_V         (1ull << 32) /* any of v0..v31 */
#define PROBE_FPCR      (1ull << 33)
#define PROBE_FPSR      (1ull << 34)
#define PROBE_TPIDR_EL0 (1ull << 35)
#define PROBE_TPIDR_EL1 (1ull << 36)
#define PROBE_PSTATE    (1ull << 37)
uint64_t probe_differs(const struct probe_state *a, const struct probe_state *b);

/* probe_differs() of before and after: all but PC, which only an exception leaves alone. */
uint64_t probe_changed(const struct probe *p);

/* The names of the registers in @mask, as "x0 x17 pstate"; cut to @size. Returns @text. */
const char *probe_names(uint64_t mask, char *text, size_t size);

extern probe_form probe_hvc_xen, probe_hvc_other;
extern probe_form probe_branch; /* br x0 */
extern probe_form probe_load;   /* ldr w1, [x0] */
extern probe_form probe_store;  /* str w1, [x0] */
/* Not a pair: add x2, x2, #1; ldr w1, [x0]; add x3, x3, #1; svc. */
extern const uint32_t probe_counted[4];

#endif
