/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exception that the guest takes for an access that Xen refuses: BG-27, BG-28. A halfword
 * access to GICD_CTLR is refused in every profile.
 */
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/frame.h"
#include "runtime/cpu/mmu.h"
#include "runtime/gic.h"

#define DFSC(esr)     (ESR_ISS(esr) & 0x3f)
#define DFSC_EXTERNAL 0x10
#define WNR(esr)      (ESR_ISS(esr) >> 6 & 1)

#define VECTOR_EL1T 0x000
#define VECTOR_EL1H 0x200
#define VECTOR_EL0  0x400

#define SPSR_NZCV  (0xfull << 28)
#define SPSR_DIT   (1ull << 24)
#define PSTATE_PAN (1ull << 22)
#define SCTLR_SPAN (1ull << 23)

static const uint64_t modes[] = {PSTATE_EL1T, PSTATE_EL1H, PSTATE_EL0T};
#define MODES (sizeof(modes) / sizeof(modes[0]))

/* A refused halfword access in @mode, with @flags set in PSTATE. */
static bool refuse(struct probe *p, enum access_kind kind, uint64_t mode, uint64_t flags)
{
    const struct access_form *form = access_form(kind, 2, 32);

    access_prepare(p, form,
                   mmu_scratch(gic_distributor().base,
                               mode == PSTATE_EL0T ? MMU_SCRATCH_USER : MMU_SCRATCH_KERNEL),
                   0);
    p->before.pstate = (p->before.pstate & ~PSTATE_MODE) | mode | flags;
    probe_run(p, form->code);
    mmu_scratch(0, MMU_SCRATCH_NONE);
    report_checked();
    if (!p->faulted)
        report_fail_rule("BG-32", __FILE__, __LINE__, "%s at GICD_CTLR: expected an abort",
                         form->name);
    return p->faulted;
}

TEST(bg, aborts_say_what_and_where, .rule = "BG-27",
     TITLE(
         "an abort reports the class for its exception level, IL, the address and the instruction"))
{
    struct probe p;

    for (size_t i = 0; i < MODES; i++) {
        bool el0 = modes[i] == PSTATE_EL0T;

        if (!refuse(&p, ACCESS_LOAD, modes[i], 0))
            continue;
        expect_eq(ESR_EC(p.after.esr), el0 ? EC_DABT_LOWER : EC_DABT_SAME);
        expect_eq(ESR_IL(p.after.esr), 1);
        expect_eq(p.after.far, p.before.x[0]);
        expect_eq(p.after.pc, p.before.pc);
        if (modes[i] != PSTATE_EL1T)
            expect_eq(p.handler.vector, el0 ? VECTOR_EL0 : VECTOR_EL1H);
    }
}

TEST(bg, aborts_say_why, .rule = "BG-27a",
     TITLE("an abort's status code is an external abort or a translation fault, and WnR is right"))
{
    struct probe p;

    for (size_t i = 0; i < MODES; i++)
        for (enum access_kind kind = ACCESS_LOAD; kind <= ACCESS_STORE;
             kind += ACCESS_STORE - ACCESS_LOAD) {
            if (!refuse(&p, kind, modes[i], 0))
                continue;
            expect(DFSC(p.after.esr) == DFSC_EXTERNAL || DFSC(p.after.esr) >> 2 == 1);
            expect_eq(WNR(p.after.esr), kind == ACCESS_STORE);
        }
}

TEST(bg, aborts_use_the_vector_of_sp_el0, .rule = "BG-27b",
     TITLE("an abort from EL1t (EL1 with SP_EL0) enters at VBAR_EL1 + 0x000"))
{
    struct probe p;

    if (refuse(&p, ACCESS_LOAD, PSTATE_EL1T, 0))
        expect_eq(p.handler.vector, VECTOR_EL1T);
}

TEST(bg, aborts_save_pstate, .rule = "BG-28",
     TITLE("at the handler DAIF is 1111 and SPSR holds the old PSTATE; no register has changed"))
{
    struct probe p;

    for (size_t i = 0; i < MODES; i++)
        for (uint64_t flags = 0; flags <= SPSR_NZCV; flags += 5ull << 28) {
            if (!refuse(&p, ACCESS_LOAD, modes[i], flags))
                continue;
            expect_eq(p.handler.daif, PSTATE_DAIF);
            expect_eq(p.after.pstate, p.before.pstate);
            expect_eq(probe_changed(&p), 0);
        }
}

TEST(bg, aborts_keep_flags, .rule = "BG-28a",
     TITLE("at the handler NZCV and DIT are as they were; PAN is set if SCTLR_EL1.SPAN is 0"))
{
    struct probe p;
    uint64_t sctlr;
    bool pan, dit;

    probe_prepare(&p, 0);
    pan = p.watch >> WATCH_PAN & 1;
    dit = p.watch >> WATCH_DIT & 1;
    __asm__ volatile("mrs %0, sctlr_el1" : "=r"(sctlr));
    __asm__ volatile("msr sctlr_el1, %0; isb" ::"r"(sctlr & ~SCTLR_SPAN) : "memory");
    for (size_t i = 0; i < MODES; i++) {
        if (!refuse(&p, ACCESS_LOAD, modes[i], SPSR_NZCV | (dit ? SPSR_DIT : 0)))
            continue;
        expect_eq(p.handler.nzcv, SPSR_NZCV);
        expect_eq(p.handler.dit, dit ? SPSR_DIT : 0);
        expect_eq(p.handler.pan, pan ? PSTATE_PAN : 0);
    }
    __asm__ volatile("msr sctlr_el1, %0; isb" ::"r"(sctlr) : "memory");
}
