/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/sysreg.h"

#include "runtime/probe.h"

#define RT        SYSREG_RT
#define XZR       31
#define EC_SYSREG 0x18

#define FORMS(name, op1, crn, crm, op2)                   \
    {SYSREG_FORM(SYSREG_MRS, 3, op1, crn, crm, op2, RT),  \
     SYSREG_FORM(SYSREG_MSR, 3, op1, crn, crm, op2, RT),  \
     SYSREG_FORM(SYSREG_MRS, 3, op1, crn, crm, op2, XZR), \
     SYSREG_FORM(SYSREG_MSR, 3, op1, crn, crm, op2, XZR)},
static const uint32_t forms[SYSREG_COUNT][4][2]
    __attribute__((section(".forms"), aligned(8))) = {SYSREGS(FORMS)};

enum {
    READ,
    WRITE,
    DISCARD,
    ZERO
};

#define NAME(name, ...) #name "\0"
static const char names[] = SYSREGS(NAME);

static uint64_t esr;

const char *sysreg_name(enum sysreg reg)
{
    const char *name = names;

    for (; reg; reg--)
        while (*name++)
            ;
    return name;
}

uint64_t sysreg_esr(void)
{
    return esr;
}

enum sysreg_result sysreg_run(probe_form form, bool reads, enum sysreg_by el, uint64_t *x1)
{
    struct probe p;
    uint64_t changed;

    probe_prepare(&p, 0);
    p.before.x[RT] = *x1;
    if (el == SYSREG_EL0)
        p.before.pstate = (p.before.pstate & ~PSTATE_MODE) | PSTATE_EL0T;
    probe_run(&p, form);
    changed = probe_changed(&p);
    *x1 = p.after.x[RT];
    if (!p.faulted)
        return changed & ~(reads ? 1ull << RT : 0) ? SYSREG_WRONG : SYSREG_DONE;
    esr = (uint32_t)p.after.esr;
    if (changed || p.after.pc != p.before.pc)
        return SYSREG_WRONG;
    if (esr == ESR_UNDEFINED)
        return SYSREG_UNDEFINED;
    return ESR_EC(esr) == EC_SYSREG && ESR_IL(esr) ? SYSREG_TRAPPED : SYSREG_WRONG;
}

enum sysreg_result sysreg_read(enum sysreg from, enum sysreg_by el, uint64_t *value)
{
    enum sysreg_result result;

    *value = ~0ull;
    result = sysreg_run(forms[from][READ], true, el, value);
    if (result != SYSREG_DONE)
        *value = 0;
    return result;
}

enum sysreg_result sysreg_write(enum sysreg to, enum sysreg_by el, uint64_t value)
{
    return sysreg_run(forms[to][WRITE], false, el, &value);
}

enum sysreg_result sysreg_discard(enum sysreg from, enum sysreg_by el)
{
    uint64_t unused = 0;

    return sysreg_run(forms[from][DISCARD], false, el, &unused);
}

enum sysreg_result sysreg_zero(enum sysreg to, enum sysreg_by el)
{
    uint64_t unused = 0;

    return sysreg_run(forms[to][ZERO], false, el, &unused);
}
