/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/sysreg.h"

#include "runtime/probe.h"

#define RT        1
#define XZR       31
#define SVC       0xd4000001u
#define EC_SYSREG 0x18

#define MSR(op1, crn, crm, op2, rt) \
    (0xd5180000u | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5 | (rt))
#define MRS(op1, crn, crm, op2, rt) (MSR(op1, crn, crm, op2, rt) | 0x200000u)

#define FORMS(name, op1, crn, crm, op2)   \
    {{MRS(op1, crn, crm, op2, RT), SVC},  \
     {MSR(op1, crn, crm, op2, RT), SVC},  \
     {MRS(op1, crn, crm, op2, XZR), SVC}, \
     {MSR(op1, crn, crm, op2, XZR), SVC}},
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

static enum sysreg_result run(struct probe *p, enum sysreg reg, unsigned int form,
                              enum sysreg_by el)
{
    uint64_t changed;

    if (el == SYSREG_EL0)
        p->before.pstate = (p->before.pstate & ~PSTATE_MODE) | PSTATE_EL0T;
    probe_run(p, forms[reg][form]);
    changed = probe_changed(p);
    if (!p->faulted)
        return changed & ~(form == READ ? 1ull << RT : 0) ? SYSREG_WRONG : SYSREG_DONE;
    esr = p->after.esr;
    if (changed || p->after.pc != p->before.pc)
        return SYSREG_WRONG;
    return ESR_EC(esr) == EC_UNKNOWN  ? SYSREG_UNDEFINED
           : ESR_EC(esr) == EC_SYSREG ? SYSREG_TRAPPED
                                      : SYSREG_WRONG;
}

enum sysreg_result sysreg_read(enum sysreg from, enum sysreg_by el, uint64_t *value)
{
    struct probe p;
    enum sysreg_result result;

    probe_prepare(&p, 0);
    result = run(&p, from, READ, el);
    *value = result == SYSREG_DONE ? p.after.x[RT] : 0;
    return result;
}

enum sysreg_result sysreg_write(enum sysreg to, enum sysreg_by el, uint64_t value)
{
    struct probe p;

    probe_prepare(&p, 0);
    p.before.x[RT] = value;
    return run(&p, to, WRITE, el);
}

enum sysreg_result sysreg_discard(enum sysreg from, enum sysreg_by el)
{
    struct probe p;

    probe_prepare(&p, 0);
    return run(&p, from, DISCARD, el);
}

enum sysreg_result sysreg_zero(enum sysreg to, enum sysreg_by el)
{
    struct probe p;

    probe_prepare(&p, 0);
    return run(&p, to, ZERO, el);
}
