/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/probe.h"

#include <stdio.h>

#include "runtime/cpu/frame.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"
#include "runtime/time/timer.h"

_Static_assert(offsetof(struct probe_state, x[30]) == FRAME_LR, "probe_enter.S");
_Static_assert(offsetof(struct probe_state, pc) == FRAME_PC, "probe_enter.S");
_Static_assert(offsetof(struct probe_state, esr) == FRAME_ESR, "probe_enter.S");
_Static_assert(offsetof(struct probe_state, v) == STATE_V, "probe_enter.S");
_Static_assert(offsetof(struct probe_state, fpcr) == STATE_FPCR, "probe_enter.S");
_Static_assert(offsetof(struct probe_state, tpidr_el0) == STATE_TPIDR, "probe_enter.S");
_Static_assert(sizeof(struct probe_state) == STATE_SIZE, "probe_enter.S");
_Static_assert(offsetof(struct probe, after) == PROBE_AFTER, "probe_enter.S");
_Static_assert(offsetof(struct probe, handler) == PROBE_HANDLER, "probe_enter.S");
_Static_assert(offsetof(struct probe, watch) == PROBE_WATCH, "probe_enter.S");
_Static_assert(offsetof(struct probe, caller) == PROBE_CALLER, "probe_enter.S");

#define NZCV_CANARY  0x90000000ull /* N and V: no value that a reset or a compare leaves */
#define FPCR_CANARY  0x00c00000ull /* round towards zero */
#define FPSR_CANARY  0x08000015ull /* QC and some of the cumulative flags */
#define CANARY(tag)  (0xd00bed0000000000ull | (uint64_t)(tag) << 24 | 0x5a5a00u | ((tag) ^ 0x3c))
#define ID_FIELD_PAN 20
#define ID_FIELD_DIT 48

void probe_enter(struct probe *p, const uint32_t *form);

/* Xen traps the ID registers: once is enough. */
static uint64_t features(void)
{
    static uint64_t known = ~0ull;
    uint64_t mmfr1, pfr0;

    if (known == ~0ull) {
        __asm__("mrs %0, id_aa64mmfr1_el1" : "=r"(mmfr1));
        __asm__("mrs %0, id_aa64pfr0_el1" : "=r"(pfr0));
        known = (uint64_t)(mmfr1 >> ID_FIELD_PAN & 0xf ? 1u << WATCH_PAN : 0) |
                (pfr0 >> ID_FIELD_DIT & 0xf ? 1u << WATCH_DIT : 0);
    }
    return known;
}

void probe_prepare(struct probe *p, uint64_t va)
{
    *p = (struct probe){.before = {.pstate = NZCV_CANARY | PSTATE_DAIF | PSTATE_EL1T,
                                   .fpcr = FPCR_CANARY,
                                   .fpsr = FPSR_CANARY,
                                   .tpidr_el0 = CANARY(0x70),
                                   .tpidr_el1 = CANARY(0x71),
                                   .sp = 0xd00bed0000511510ull},
                        .watch = features()};
    for (unsigned int i = 0; i < 31; i++)
        p->before.x[i] = CANARY(i + 1);
    for (unsigned int i = 0; i < 32; i++) {
        p->before.v[i][0] = CANARY(0x80 + i);
        p->before.v[i][1] = CANARY(0xc0 + i);
    }
    p->before.x[0] = va;
}

/* Whether the form ended with its own SVC, right after its one instruction. */
static bool is_done(const struct probe *p)
{
    return ESR_EC(p->after.esr) == EC_SVC && ESR_ISS(p->after.esr) == 0 &&
           p->after.pc == p->before.pc + sizeof(probe_form);
}

void probe_run(struct probe *p, probe_form form)
{
    p->before.pc = (uint64_t)form;
    /* What the vector's first instruction stores: seen, if an exception skips it. */
    p->after.x[0] = ~p->before.x[0];
    p->after.x[1] = ~p->before.x[1];
    probe_enter(p, form);
    p->faulted = !is_done(p);
}

/* Only there so that the interrupt, still pending after the probe, is taken and dropped. */
static void on_timer(uint32_t intid, void *context)
{
    (void)intid;
    (void)context;
}

void probe_run_watched(struct probe *p, probe_form form, uint64_t ns)
{
    static struct timer_interrupt timer;

    if (!timer.intid && !timer_interrupt(dt_boot(), TIMER_VIRTUAL, &timer))
        panic("device tree: no virtual timer to watch over a probe");
    gic_enable(timer.intid, on_timer, NULL);
    timer_start(clock_ticks() + ns * clock_frequency() / CLOCK_S);
    p->before.pstate &= ~PSTATE_I;
    probe_run(p, form);
    timer_stop();
    gic_disable(timer.intid);
}

uint64_t probe_differs(const struct probe_state *a, const struct probe_state *b)
{
    uint64_t mask = 0;

    for (unsigned int i = 0; i < 31; i++)
        mask |= (uint64_t)(a->x[i] != b->x[i]) << i;
    for (unsigned int i = 0; i < 32; i++)
        if (a->v[i][0] != b->v[i][0] || a->v[i][1] != b->v[i][1])
            mask |= PROBE_V;
    mask |= a->sp != b->sp ? PROBE_SP : 0;
    mask |= a->fpcr != b->fpcr ? PROBE_FPCR : 0;
    mask |= a->fpsr != b->fpsr ? PROBE_FPSR : 0;
    mask |= a->tpidr_el0 != b->tpidr_el0 ? PROBE_TPIDR_EL0 : 0;
    mask |= a->tpidr_el1 != b->tpidr_el1 ? PROBE_TPIDR_EL1 : 0;
    mask |= a->pstate != b->pstate ? PROBE_PSTATE : 0;
    return mask;
}

uint64_t probe_changed(const struct probe *p)
{
    return probe_differs(&p->before, &p->after);
}

const char *probe_names(uint64_t mask, char *text, size_t size)
{
    static const char *const others[] = {"sp",        "v",         "fpcr",  "fpsr",
                                         "tpidr_el0", "tpidr_el1", "pstate"};
    size_t used = 0;

    *text = '\0';
    for (unsigned int i = 0; i < 38 && used < size; i++)
        if (!(mask >> i & 1))
            continue;
        else if (i < 31)
            used += snprintf(text + used, size - used, "%sx%u", used ? " " : "", i);
        else
            used += snprintf(text + used, size - used, "%s%s", used ? " " : "", others[i - 31]);
    return text;
}
