/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug registers, the OS lock, DCC, the PMU and ACTLR_EL1: CPU-02. */
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"
#include "runtime/xen.h"

#include <stdlib.h>

enum trapped_access {
    TRAPPED_RW,
    TRAPPED_RO,      /* a write is undefined */
    TRAPPED_WO,      /* a read is undefined */
    TRAPPED_WRITTEN, /* can be written; the architecture has no read */
    TRAPPED_READ,    /* can be read; the architecture has no write */
};

struct trapped {
    uint32_t read[2], write[2];
    uint64_t may, must; /* be 1 */
    char name[16];
    uint8_t access; /* enum trapped_access */
    uint8_t el0_reads;
};

#define NOTHING 0
#define READS   1
#define REGISTER(name_, access_, el0_, may_, must_, ...)       \
    {.read = SYSREG_FORM(SYSREG_MRS, __VA_ARGS__, SYSREG_RT),  \
     .write = SYSREG_FORM(SYSREG_MSR, __VA_ARGS__, SYSREG_RT), \
     .may = may_,                                              \
     .must = must_,                                            \
     .name = name_,                                            \
     .access = TRAPPED_##access_,                              \
     .el0_reads = el0_},
#define BREAKPOINT(n)                                              \
    REGISTER("DBGBVR" #n "_EL1", RW, NOTHING, 0, 0, 2, 0, 0, n, 4) \
    REGISTER("DBGBCR" #n "_EL1", RW, NOTHING, 0, 0, 2, 0, 0, n, 5) \
    REGISTER("DBGWVR" #n "_EL1", RW, NOTHING, 0, 0, 2, 0, 0, n, 6) \
    REGISTER("DBGWCR" #n "_EL1", RW, NOTHING, 0, 0, 2, 0, 0, n, 7)
static const struct trapped registers[] SYSREG_FORMS = {
#include "suites/cpu/trapped.def"
};

#define for_each_trapped(row)                   \
    for (const struct trapped *row = registers; \
         row < registers + sizeof(registers) / sizeof(registers[0]); row++)

/* A CPU without a breakpoint or watchpoint has no register for it, whatever Xen does with the
 * others. */
static bool is_there(const struct trapped *row)
{
    uint64_t dfr0;

    if (row->name[0] != 'D' || row->name[1] != 'B')
        return true;
    __asm__("mrs %0, id_aa64dfr0_el1" : "=r"(dfr0));
    return strtoul(&row->name[6], NULL, 10) <= (dfr0 >> (row->name[3] == 'B' ? 12 : 20) & 0xf);
}

static bool fails(const struct trapped *row, const char *what, uint64_t value)
{
    report_fail(__FILE__, __LINE__, "%s: %s %#lx", row->name, what, value);
    return false;
}

static bool check_read(const struct trapped *row, enum sysreg_by el)
{
    uint64_t value = ~0ull;
    enum sysreg_result result;

    report_checked();
    result = sysreg_run(row->read, true, el, &value);
    if (el == SYSREG_EL0 && !row->el0_reads)
        return result == SYSREG_UNDEFINED || result == SYSREG_TRAPPED ||
               fails(row, "a read at EL0 must be undefined, ESR", sysreg_esr());
    if (row->access == TRAPPED_WRITTEN)
        return true;
    if (row->access == TRAPPED_WO)
        return result == SYSREG_UNDEFINED || fails(row, "a read must be undefined, not", value);
    if (result != SYSREG_DONE)
        return fails(row, "a read takes an exception, ESR", sysreg_esr());
    if ((value & row->must) != row->must || (value & ~row->may && !xen_is_absent()))
        return fails(row, "reads", value);
    return true;
}

static bool check_write(const struct trapped *row, uint64_t value)
{
    enum sysreg_result result;

    report_checked();
    if (row->access == TRAPPED_READ)
        return true;
    result = sysreg_run(row->write, false, SYSREG_EL1, &value);
    if (row->access == TRAPPED_RO)
        return result == SYSREG_UNDEFINED ||
               fails(row, "a write must be undefined, ESR", sysreg_esr());
    return result == SYSREG_DONE || fails(row, "a write takes an exception, ESR", sysreg_esr());
}

TEST(
    cpu, trapped_registers_read, .rule = "CPU-02",
    TITLE("debug registers, OS lock, DCC, PMU and ACTLR_EL1 read as documented, at EL1 and at EL0"))
{
    for_each_trapped(row)
    {
        if (is_there(row) && check_read(row, SYSREG_EL1))
            check_read(row, SYSREG_EL0);
    }
}

TEST(cpu, trapped_registers_take_writes, .rule = "CPU-02",
     TITLE("they take writes, or are read-only, and read as before"))
{
    for_each_trapped(row)
    {
        /* Without Xen ones would turn on what they say. */
        if (is_there(row) && check_write(row, xen_is_absent() ? 0 : ~0ull))
            check_read(row, SYSREG_EL1);
    }
}

#define UNHANDLED(name_, ...) REGISTER(name_, RW, NOTHING, ~0ul, 0, __VA_ARGS__)
static const struct trapped unhandled[] SYSREG_FORMS = {
    UNHANDLED("DBGPRCR_EL1", 2, 0, 1, 4, 4) UNHANDLED("MDCCINT_EL1", 2, 0, 0, 2, 0)
        UNHANDLED("DBGCLAIMSET_EL1", 2, 0, 7, 8, 6) UNHANDLED("DBGCLAIMCLR_EL1", 2, 0, 7, 9, 6)
            UNHANDLED("PMCCFILTR_EL0", 3, 3, 14, 15, 7)};

TEST(cpu, less_used_registers_read, .rule = "CPU-02", .alone = true,
     TITLE("DBGPRCR_EL1, MDCCINT_EL1, the claim tags and PMCCFILTR_EL0 can be read"))
{
    for (unsigned int i = 0; i < sizeof(unhandled) / sizeof(unhandled[0]); i++)
        check_read(&unhandled[i], SYSREG_EL1);
}
