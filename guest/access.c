/* SPDX-License-Identifier: BSD-2-Clause */
#include "access.h"

#include "panic.h"
#include "report.h"

const struct access_form access_forms[] = {
    {"ldrb w", probe_ldrb_w, ACCESS_LOAD, 1, 32},
    {"ldrh w", probe_ldrh_w, ACCESS_LOAD, 2, 32},
    {"ldr w", probe_ldr_w, ACCESS_LOAD, 4, 32},
    {"ldr x", probe_ldr_x, ACCESS_LOAD, 8, 64},
    {"ldrsb w", probe_ldrsb_w, ACCESS_SIGNED_LOAD, 1, 32},
    {"ldrsh w", probe_ldrsh_w, ACCESS_SIGNED_LOAD, 2, 32},
    {"ldrsb x", probe_ldrsb_x, ACCESS_SIGNED_LOAD, 1, 64},
    {"ldrsh x", probe_ldrsh_x, ACCESS_SIGNED_LOAD, 2, 64},
    {"ldrsw x", probe_ldrsw_x, ACCESS_SIGNED_LOAD, 4, 64},
    {"ldrb wzr", probe_ldrb_wzr, ACCESS_DISCARD, 1, 32},
    {"ldrh wzr", probe_ldrh_wzr, ACCESS_DISCARD, 2, 32},
    {"ldr wzr", probe_ldr_wzr, ACCESS_DISCARD, 4, 32},
    {"ldr xzr", probe_ldr_xzr, ACCESS_DISCARD, 8, 64},
    {"strb w", probe_strb_w, ACCESS_STORE, 1, 32},
    {"strh w", probe_strh_w, ACCESS_STORE, 2, 32},
    {"str w", probe_str_w, ACCESS_STORE, 4, 32},
    {"str x", probe_str_x, ACCESS_STORE, 8, 64},
    {"strb wzr", probe_strb_wzr, ACCESS_STORE_ZERO, 1, 32},
    {"strh wzr", probe_strh_wzr, ACCESS_STORE_ZERO, 2, 32},
    {"str wzr", probe_str_wzr, ACCESS_STORE_ZERO, 4, 32},
    {"str xzr", probe_str_xzr, ACCESS_STORE_ZERO, 8, 64},
};
const size_t access_form_count = sizeof(access_forms) / sizeof(access_forms[0]);

#define X1 (1u << 1)

const struct access_form *access_form(enum access_kind kind, unsigned int size, unsigned int width)
{
    for_each_access(form,
                    form->kind == kind && form->size == size && form->width == width) return form;
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

/* Runs the access; false and a failure if it faults or changes more than @may_change. */
static bool run(const char *file, int line, const struct access_form *form, uint64_t va,
                uint64_t data, uint32_t may_change, struct probe *p)
{
    uint32_t changed;

    report_checked();
    probe_prepare(p, va);
    if (form->kind == ACCESS_STORE)
        p->before.x[1] = data;
    probe_run(p, form->code);
    if (p->faulted) {
        report_fail(file, line, "%s at %#lx: %s, ESR %#lx", form->name, va,
                    exception_class(p->after.esr), p->after.esr);
        return false;
    }
    changed = probe_changed(p) & ~may_change;
    if (changed)
        report_fail(file, line, "%s at %#lx: changed other registers, mask %#x", form->name, va,
                    (unsigned int)changed);
    return !changed;
}

bool access_load(const char *file, int line, const struct access_form *form, uint64_t va,
                 uint64_t memory)
{
    uint32_t may_change = form->kind == ACCESS_DISCARD ? 0 : X1;
    uint64_t wanted = access_register(form, memory);
    struct probe p;

    if (!run(file, line, form, va, 0, may_change, &p))
        return false;
    if (!may_change || p.after.x[1] == wanted)
        return true;
    report_fail(file, line, "%s at %#lx: x1 is %#lx, must be %#lx", form->name, va, p.after.x[1],
                wanted);
    return false;
}

bool access_store(const char *file, int line, const struct access_form *form, uint64_t va,
                  uint64_t data)
{
    struct probe p;

    return run(file, line, form, va, data, 0, &p);
}

bool access_abort(const char *file, int line, const struct access_form *form, uint64_t va)
{
    struct probe p;

    report_checked();
    probe_prepare(&p, va);
    probe_run(&p, form->code);
    if (!p.faulted)
        report_fail(file, line, "%s at %#lx: completed, must abort", form->name, va);
    else if (ESR_EC(p.after.esr) != EC_DABT_SAME)
        report_fail(file, line, "%s at %#lx: %s, must be a data abort", form->name, va,
                    exception_class(p.after.esr));
    else if (p.after.far != va || p.after.pc != p.before.pc)
        report_fail(file, line, "%s at %#lx: abort at FAR %#lx, form+%ld", form->name, va,
                    p.after.far, (p.after.pc - p.before.pc));
    else if (probe_changed(&p))
        report_fail(file, line, "%s at %#lx: aborted, yet changed registers, mask %#x", form->name,
                    va, (unsigned int)probe_changed(&p));
    else
        return true;
    return false;
}
