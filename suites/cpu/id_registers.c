/* SPDX-License-Identifier: BSD-2-Clause */
/* The space of the ID registers, op0 3, op1 0, CRn 0: CPU-01. */
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"

#define FORM(instruction, crm, op2) SYSREG_FORM(instruction, 3, 0, 0, crm, op2, SYSREG_RT)
#define ROW(instruction, crm)                                                                \
    {                                                                                        \
        FORM(instruction, crm, 0), FORM(instruction, crm, 1), FORM(instruction, crm, 2),     \
            FORM(instruction, crm, 3), FORM(instruction, crm, 4), FORM(instruction, crm, 5), \
            FORM(instruction, crm, 6), FORM(instruction, crm, 7)                             \
    }
#define SPACE(instruction)                                                                     \
    {                                                                                          \
        ROW(instruction, 0), ROW(instruction, 1), ROW(instruction, 2), ROW(instruction, 3),    \
            ROW(instruction, 4), ROW(instruction, 5), ROW(instruction, 6), ROW(instruction, 7) \
    }
static const uint32_t reads[8][8][2] SYSREG_FORMS = SPACE(SYSREG_MRS);
static const uint32_t writes[8][8][2] SYSREG_FORMS = SPACE(SYSREG_MSR);

#define MIDR   0
#define MPIDR  5
#define REVIDR 6

/* The bits that may be 1, all others being RES0, and those that are RES1. */
struct fixed_bits {
    uint64_t may, must;
};

/* CRm 0 has three registers; the other encodings of all CRm are ID registers, or reserved as such.
 */
static bool is_register(unsigned int crm, unsigned int op2)
{
    return crm || op2 == MIDR || op2 == MPIDR || op2 == REVIDR;
}

/* Checks what came of an access to S3_0_C0_C@crm_@op2. */
static bool check(const char *access, unsigned int crm, unsigned int op2, bool holds)
{
    report_checked();
    if (!holds)
        report_fail(__FILE__, __LINE__, "%s of S3_0_C0_C%u_%u: ESR %#lx", access, crm, op2,
                    sysreg_esr());
    return holds;
}

/* The AArch32 ones, CRm 1 to 3, have 32 bits, as MIDR_EL1 does. */
static struct fixed_bits fixed_bits(unsigned int crm, unsigned int op2)
{
    if (!crm && op2 == MPIDR) /* Aff3, bit 31, U, MT, Aff2, Aff1, Aff0 */
        return (struct fixed_bits){0xffc1ffffff, 1u << 31};
    if (crm <= 3 && (crm || op2 == MIDR))
        return (struct fixed_bits){UINT32_MAX, 0};
    return (struct fixed_bits){UINT64_MAX, 0};
}

#define for_each_id(crm, op2)                      \
    for (unsigned int crm = 0; crm < 8; crm++)     \
        for (unsigned int op2 = 0; op2 < 8; op2++) \
            if (is_register(crm, op2))

TEST(cpu, id_registers_read, .rule = "CPU-01",
     TITLE("EL1 reads every ID register and every reserved encoding, the same twice, with its "
           "fixed bits"))
{
    for_each_id(crm, op2)
    {
        const struct fixed_bits fixed = fixed_bits(crm, op2);
        uint64_t first = 0, second = ~0ull;

        if (check("a read", crm, op2,
                  sysreg_run(reads[crm][op2], true, SYSREG_EL1, &first) == SYSREG_DONE &&
                      sysreg_run(reads[crm][op2], true, SYSREG_EL1, &second) == SYSREG_DONE)) {
            expect_eq(first, second);
            if (first & ~fixed.may || (first & fixed.must) != fixed.must)
                report_fail(__FILE__, __LINE__, "S3_0_C0_C%u_%u reads %#lx", crm, op2, first);
        }
    }
}

TEST(cpu, id_registers_are_read_only, .rule = "CPU-01",
     TITLE("a write to an ID register, or to a reserved encoding, is undefined"))
{
    for_each_id(crm, op2)
    {
        uint64_t value = ~0ull;

        check("a write", crm, op2,
              sysreg_run(writes[crm][op2], false, SYSREG_EL1, &value) == SYSREG_UNDEFINED);
    }
}

TEST(cpu, id_registers_are_not_for_el0, .rule = "CPU-01",
     TITLE("a read at EL0 comes to EL1, which may emulate it, and changes no register"))
{
    for_each_id(crm, op2)
    {
        uint64_t value = ~0ull;
        enum sysreg_result result = sysreg_run(reads[crm][op2], true, SYSREG_EL0, &value);

        check("a read at EL0", crm, op2, result == SYSREG_UNDEFINED || result == SYSREG_TRAPPED);
    }
}
