/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/access.h"

#include "guest/test/report.h"
#include "runtime/cpu/mmu.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#include <string.h>

#define WATCH       (100 * CLOCK_US) /* an access takes less than a tenth of it */
#define VECTOR_KIND 0x180
#define VECTOR_IRQ  0x080

/* One run of a form, and where to report what is wrong with it. */
struct access_run {
    const char *file;
    int line;
    const struct access_form *form;
    uint64_t va;
    bool el0, watched;
    struct probe p;
};

/* Fields of the ID registers are 4 bits wide. */
bool access_available(const struct access_form *form)
{
    static uint64_t isar0, isar1;

    if (!isar1) {
        __asm__("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
        __asm__("mrs %0, id_aa64isar1_el1" : "=r"(isar1));
        isar1 |= 1ull << 63; /* read */
    }
    switch (form->needs) {
    case ACCESS_ARMV8_0:
        return true;
    case ACCESS_RCPC:
        return isar1 >> 20 & 0xf;
    case ACCESS_LSE:
        return (isar0 >> 20 & 0xf) >= 2;
    }
    return false;
}

const struct access_form *access_form(enum access_kind kind, unsigned int size, unsigned int width)
{
    for_each_access(form, form->kind == kind && form->size == size && form->width == width)
    {
        return form;
    }
    panic("no access form of kind %d, %u bytes, %u bits", kind, size, width);
}

uint64_t access_register(const struct access_form *form, uint64_t memory)
{
    unsigned int unused = 64 - 8 * form->size;
    uint64_t value = memory << unused >> unused;

    if (form->kind == ACCESS_SIGNED_LOAD)
        value = (uint64_t)((int64_t)(value << unused) >> unused);
    return form->width == 32 ? (uint32_t)value : value;
}

static uint64_t *base_of(const struct access_form *form, struct probe_state *state)
{
    return form->rn == ACCESS_SP ? &state->sp : &state->x[form->rn];
}

void access_prepare(struct probe *p, const struct access_form *form, uint64_t va, uint64_t data)
{
    probe_prepare(p, va);
    if (form->rn != 0)
        p->before.x[0] = p->before.x[4] ^ 0xffff; /* one more canary */
    *base_of(form, &p->before) = va - form->offset;
    if (form->index)
        p->before.x[ACCESS_RM] = form->index;
    if (form->kind == ACCESS_STORE)
        p->before.x[form->rt] = data;
}

/*
 * Whom a failure is to be laid to that is about no value: @rule, if the running test is one of
 * those of background that come before it and are about something else; NULL: the running test's
 * own.
 */
static const char *blame(const char *rule)
{
    static const char *const early[] = {"HB-1",  "BG-01", "BG-02", "BG-03",
                                        "BG-04", "BG-07", "BG-08"};
    const char *running = report_rule();

    for (unsigned int i = 0; i < sizeof(early) / sizeof(early[0]); i++)
        if (!strcmp(running, early[i]))
            return rule;
    return NULL;
}

/* The same of an access that completes and must not: HB-1 is about just that, and of a device it is
 * BG-32. */
static const char *blame_for_answer(void)
{
    if (!strcmp(report_rule(), "HB-1"))
        return NULL;
    return strcmp(report_rule(), "BG-05") ? blame("BG-26") : "BG-32";
}

static void execute(struct access_run *run, uint64_t data)
{
    report_checked();
    access_prepare(&run->p, run->form, run->va, data);
    if (run->el0)
        run->p.before.pstate = (run->p.before.pstate & ~PSTATE_MODE) | PSTATE_EL0T;
    if (run->watched)
        probe_run_watched(&run->p, run->form->code, WATCH);
    else
        probe_run(&run->p, run->form->code);
}

/* Whether the watchdog ended @run; fails the test for it. */
static bool hung(const struct access_run *run)
{
    if ((run->p.handler.vector & VECTOR_KIND) != VECTOR_IRQ)
        return false;
    report_fail(run->file, run->line, "%s at %#lx: not done after %lu us", run->form->name, run->va,
                WATCH / CLOCK_US);
    return true;
}

static bool is_store(const struct access_form *form)
{
    return form->kind == ACCESS_STORE || form->kind == ACCESS_STORE_ZERO;
}

/* Fails the test, or @rule, for @run with the names of the registers in @mask. */
static bool fail_changed(const struct access_run *run, const char *rule, const char *what,
                         uint64_t mask)
{
    char names[60];

    report_fail_rule(rule, run->file, run->line, "%s at %#lx: %s %s", run->form->name, run->va,
                     what, probe_names(mask, names, sizeof(names)));
    return false;
}

/* The register file after @run, had it loaded @memory (and @memory2). */
static struct probe_state completed(const struct access_run *run, uint64_t memory, uint64_t memory2)
{
    const struct access_form *form = run->form;
    struct probe_state state = run->p.before;

    *base_of(form, &state) += form->write_back;
    if (form->status)
        state.x[ACCESS_RM] = 1;
    if (form->kind == ACCESS_LOAD || form->kind == ACCESS_SIGNED_LOAD) {
        state.x[form->rt] = access_register(form, memory);
        if (form->pair)
            state.x[ACCESS_RT2] = access_register(form, memory2);
    }
    return state;
}

static bool check_completed(struct access_run *run, uint64_t memory, uint64_t memory2)
{
    struct probe_state wanted = completed(run, memory, memory2);
    unsigned int rt = run->form->rt;
    uint64_t wrong;

    if (hung(run))
        return false;
    if (run->p.faulted) {
        const bool elsewhere = run->p.after.pc != run->p.before.pc;

        report_fail_rule(blame(elsewhere             ? "BG-09"
                               : is_store(run->form) ? "BG-10"
                                                     : "BG-26"),
                         run->file, run->line, "%s at %#lx: %s, ESR %#lx%s", run->form->name,
                         run->va, exception_class(run->p.after.esr), run->p.after.esr,
                         elsewhere ? ", not at the access" : "");
        return false;
    }
    wrong = probe_differs(&wanted, &run->p.after);
    if (wrong == 1ull << rt && wanted.x[rt] != run->p.before.x[rt]) {
        const bool upper =
            run->form->width == 32 && (uint32_t)run->p.after.x[rt] == (uint32_t)wanted.x[rt];

        report_fail_rule(upper ? blame("BG-03") : NULL, run->file, run->line,
                         "%s at %#lx: x%u is %#lx, expected %#lx", run->form->name, run->va, rt,
                         run->p.after.x[rt], wanted.x[rt]);
        return false;
    }
    return !wrong || fail_changed(run, blame("BG-08"), "wrong afterwards:", wrong);
}

static bool check_aborted(const struct access_run *run)
{
    const struct probe *p = &run->p;
    uint64_t class = ESR_EC(p->after.esr), changed = probe_changed(p);

    if (hung(run))
        return false;
    if (!p->faulted)
        report_fail_rule(blame_for_answer(), run->file, run->line,
                         "%s at %#lx: completed, expected a data abort", run->form->name, run->va);
    else if (class != (run->el0 ? EC_DABT_LOWER : EC_DABT_SAME))
        report_fail(run->file, run->line, "%s at %#lx: %s, expected a data abort%s",
                    run->form->name, run->va, exception_class(p->after.esr),
                    run->el0 ? " from EL0" : "");
    else if (p->after.far != run->va || p->after.pc != p->before.pc)
        report_fail_rule(blame("BG-27"), run->file, run->line,
                         "%s at %#lx: abort at FAR %#lx, form+%ld", run->form->name, run->va,
                         p->after.far, (p->after.pc - p->before.pc));
    else
        return !changed || fail_changed(run, changed == PROBE_PSTATE ? blame("BG-28") : NULL,
                                        "aborted, yet changed", changed);
    return false;
}

bool access_load(const char *file, int line, const struct access_form *form, uint64_t va,
                 uint64_t memory)
{
    struct access_run run = {.file = file, .line = line, .form = form, .va = va};

    execute(&run, 0);
    return check_completed(&run, memory, 0);
}

bool access_store(const char *file, int line, const struct access_form *form, uint64_t va,
                  uint64_t data)
{
    struct access_run run = {.file = file, .line = line, .form = form, .va = va};

    execute(&run, data);
    return check_completed(&run, 0, 0);
}

bool access_abort(const char *file, int line, const struct access_form *form, uint64_t va)
{
    struct access_run run = {.file = file, .line = line, .form = form, .va = va};

    execute(&run, 0);
    return check_aborted(&run);
}

/* Which outcomes are right. */
#define COMPLETES 1u
#define ABORTS    2u

static unsigned int outcomes(const struct access_form *form, bool answered)
{
    switch (form->group) {
    case ACCESS_PREFETCH:
        return COMPLETES;
    case ACCESS_EXCLUSIVE: /* without its monitor a store need not even look at the address */
        if (form->status)
            return COMPLETES | ABORTS;
        break;
    case ACCESS_VECTOR:
    case ACCESS_ZERO:
        return ABORTS;
    default:
        break;
    }
    if (!answered)
        return ABORTS;
    return form->group >= ACCESS_PRE && form->group < ACCESS_VECTOR ? COMPLETES | ABORTS
                                                                    : COMPLETES;
}

bool access_check(const char *file, int line, const struct access_form *form,
                  const struct access_place *place, uint64_t data)
{
    struct access_run run = {.file = file,
                             .line = line,
                             .form = form,
                             .va = place->va,
                             .el0 = place->el0,
                             .watched = place->watched};
    unsigned int right = outcomes(form, place->answers);
    uint64_t memory = 0, memory2 = 0;

    if (place->answers && form->size <= 8) {
        memory = place->memory(place->ipa, form->size);
        memory2 = form->pair ? place->memory(place->ipa + form->size, form->size) : 0;
    }
    execute(&run, data);
    if (!(right & COMPLETES) || (right & ABORTS && run.p.faulted))
        return check_aborted(&run);
    return check_completed(&run, memory, memory2);
}

bool access_maintains_caches(void)
{
    struct probe p;

    /* By address, it has to translate the address: this one, stage 1 does not know. */
    for_each_form(form, form->group == ACCESS_CACHE)
    {
        access_prepare(&p, form, mmu_scratch(0, MMU_SCRATCH_NONE), 0);
        probe_run(&p, form->code);
        if (p.faulted)
            return true;
    }
    return false;
}
