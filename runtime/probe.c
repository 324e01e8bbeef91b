/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe.h"

#include <stddef.h>

#define SVC_DONE  0 /* ends each form in probe_forms.S */
#define SVC_ENTER 1

#define PSTATE_EL1T_MASKED 0x3c4ull /* DAIF set, EL1 on SP_EL0 */

static struct probe *running;
static struct frame caller;

void probe_prepare(struct probe *p, uint64_t va)
{
    *p = (struct probe){.before = {.pstate = PSTATE_EL1T_MASKED}};
    for (unsigned int i = 0; i < 31; i++)
        p->before.x[i] = 0xd00bed0000000000ull | (uint64_t)(i + 1) << 24 | 0x5a5a00u | (i ^ 0x3c);
    p->before.sp = 0xd00bed0000511510ull;
    p->before.x[0] = va;
}

void probe_run(struct probe *p, probe_form form)
{
    register struct probe *x0 __asm__("x0") = p;
    register const uint32_t *x1 __asm__("x1") = form;

    /* The handler keeps our whole context, so nothing else is clobbered. */
    __asm__ volatile("svc %2" : "+r"(x0), "+r"(x1) : "i"(SVC_ENTER) : "memory", "cc");
}

/* Whether @frame is the form's own SVC, taken after its one instruction. */
static bool is_done(const struct frame *frame)
{
    return ESR_EC(frame->esr) == EC_SVC && (ESR_ISS(frame->esr) & 0xffff) == SVC_DONE &&
           frame->pc == running->before.pc + 8;
}

bool probe_exception(struct frame *frame)
{
    if (running) {
        running->after = *frame;
        running->faulted = !is_done(frame);
        running = NULL;
        *frame = caller;
        return true;
    }
    if (ESR_EC(frame->esr) == EC_SVC && (ESR_ISS(frame->esr) & 0xffff) == SVC_ENTER) {
        caller = *frame;
        running = (struct probe *)frame->x[0];
        running->before.pc = frame->x[1];
        *frame = running->before;
        return true;
    }
    return false;
}

uint32_t probe_changed(const struct probe *p)
{
    uint32_t changed = 0;

    for (unsigned int i = 0; i < 31; i++)
        if (p->before.x[i] != p->after.x[i])
            changed |= 1u << i;
    if (p->before.sp != p->after.sp)
        changed |= 1u << 31;
    return changed;
}
