/* SPDX-License-Identifier: BSD-2-Clause */
/* PSCI and SMCCC calls, argument by argument, in both conventions and by both conduits: CPU-03. */
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"
#include "runtime/cpu/psci.h"
#include "runtime/cpu/smccc.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/dt.h"
#include "runtime/xen.h"

#include <libfdt.h>
#include <string.h>

#define SVC 0xd4000001u
#define HVC(imm)                      \
    {                                 \
        0xd4000002u | (imm) << 5, SVC \
    }
#define SMC(imm)                      \
    {                                 \
        0xd4000003u | (imm) << 5, SVC \
    }
static const uint32_t hvc[2] SYSREG_FORMS = HVC(0u);
static const uint32_t smc[2] SYSREG_FORMS = SMC(0u);

#define NOT_SUPPORTED      (-1)
#define INVALID_PARAMETERS (-2)
#define ALREADY_ON         (-4)
#define INVALID_ADDRESS    (-9)

#define XEN                 0x1 /* only Xen */
#define SELF                0x2 /* x1 is the caller, and more */
#define ALSO_GIVEN          0x4
#define WIDE                0x8 /* x0 has bits above the low 32, which do not count */
#define ALSO(result)        ALSO_GIVEN | (uint32_t)(result) << 8
#define JUNK                0xd00bed00aa55aa55
#define ENTRY               0x40000000ul /* never entered */
#define MAY_CHANGE          0xful        /* x0 to x3 */
#define CONVENTION_64       (1u << 30)
#define FUNCTION_0_1_CPU_ON 0xffffffffffffffff /* stands for what the tree says */

struct call {
    uint64_t function, x1, x2, x3;
    int32_t result;
    uint32_t flags;
};

#define CALL(function_, result_, flags_, x1_, x2_, x3_) \
    {.function = function_, .x1 = x1_, .x2 = x2_, .x3 = x3_, .result = result_, .flags = flags_},
static const struct call calls[] = {
#include "suites/cpu/calls.def"
};

#define PSCI_0_1_CPU_ON 2 /* Xen's public/arch-arm.h, PSCI_cpu_on */

/* What the tree has, unless it is another function, which might not come back: that is DT-01's. */
static uint64_t psci_0_1_cpu_on(void)
{
    int node = dt_find(dt_boot(), "arm,psci"), length = 0;
    const fdt32_t *cpu_on = fdt_getprop(dt_boot(), node, "cpu_on", &length);
    const uint32_t id = length == sizeof(*cpu_on) ? fdt32_ld(cpu_on) : 0;

    if (id != PSCI_0_1_CPU_ON)
        report_fail_rule("DT-01", __FILE__, __LINE__, "the psci node's cpu_on is %#x, must be %#x",
                         id, PSCI_0_1_CPU_ON);
    return PSCI_0_1_CPU_ON;
}

static void run_call(struct probe *p, const struct call *call, probe_form conduit)
{
    probe_prepare(p, call->function == FUNCTION_0_1_CPU_ON ? psci_0_1_cpu_on() : call->function);
    p->before.x[1] = call->x1 + (call->flags & SELF ? vcpu_own_mpidr() : 0);
    p->before.x[2] = call->x2;
    p->before.x[3] = call->x3;
    probe_run(p, conduit);
}

/* @result, as a function of the 64-bit convention or of the other one returns it. */
static bool is_result(const struct call *call, uint64_t x0, int32_t result)
{
    return call->function & CONVENTION_64 ? x0 == (uint64_t)result
                                          : (uint32_t)x0 == (uint32_t)result;
}

static int32_t also(const struct call *call)
{
    return call->flags & ALSO_GIVEN ? (int32_t)call->flags >> 8 : call->result;
}

static bool check_call(const struct call *call, probe_form conduit, const char *by)
{
    struct probe p;
    char names[64];
    uint64_t spoilt;

    report_checked();
    run_call(&p, call, conduit);
    if (p.faulted) {
        report_fail(__FILE__, __LINE__, "%s %#lx(%#lx): an exception, ESR %#lx", by, p.before.x[0],
                    p.before.x[1], p.after.esr);
        return false;
    }
    if (!is_result(call, p.after.x[0], call->result) && !is_result(call, p.after.x[0], also(call)))
        report_fail(__FILE__, __LINE__, "%s %#lx(%#lx, %#lx): x0 is %#lx, expected %d", by,
                    p.before.x[0], p.before.x[1], p.before.x[2], p.after.x[0], call->result);
    spoilt = probe_changed(&p) & ~MAY_CHANGE;
    if (spoilt)
        report_fail(__FILE__, __LINE__, "%s %#lx: %s changed", by, p.before.x[0],
                    probe_names(spoilt, names, sizeof(names)));
    return true;
}

#define for_each_call(call, wide)                                                                  \
    for (const struct call *call = calls; call < calls + sizeof(calls) / sizeof(calls[0]); call++) \
        if ((!xen_is_absent() || !(call->flags & XEN)) && !(call->flags & WIDE) == !(wide))

static bool by_hvc(void)
{
    return !strcmp(dt_string(dt_boot(), dt_find(dt_boot(), "arm,psci"), "method", ""), "hvc");
}

static probe_form *own_conduit(void)
{
    return by_hvc() ? &hvc : &smc;
}

TEST(cpu, calls_return_their_code, .rule = "CPU-03",
     TITLE("PSCI and SMCCC functions return the specification's code and keep x4 to x30"))
{
    for_each_call(call, false)
    {
        if (!check_call(call, *own_conduit(), by_hvc() ? "HVC" : "SMC"))
            return;
    }
}

TEST(cpu, identifiers_have_32_bits, .rule = "CPU-03",
     TITLE("the upper half of x0 is not part of a function's identifier"))
{
    for_each_call(call, true)
    {
        if (!check_call(call, *own_conduit(), by_hvc() ? "HVC" : "SMC"))
            return;
    }
}

/* Not in the table, whose wide identifiers Xen does not know: those of PSCI 0.1 it does. */
TEST(cpu, old_identifiers_have_32_bits, .rule = "CPU-03", .needs = HYPERVISOR,
     TITLE("the upper half of x0 is not part of the identifier of PSCI 0.1's CPU_ON, either"))
{
    const uint64_t cpu_on = psci_0_1_cpu_on();
    struct probe p;

    if (!expect(cpu_on != 0))
        return;
    for (unsigned int wide = 0; wide < 2; wide++) {
        probe_prepare(&p, cpu_on | (wide ? JUNK << 32 : 0));
        p.before.x[1] = ~vcpu_own_mpidr(); /* no vCPU */
        p.before.x[2] = ENTRY;
        probe_run(&p, *own_conduit());
        expect_eq((uint32_t)p.after.x[0], (uint32_t)INVALID_PARAMETERS);
    }
}

TEST(cpu, smc_is_like_hvc, .rule = "CPU-03", .needs = HYPERVISOR,
     TITLE("SMC gives what HVC gives: the code, and x4 to x30 as they were"))
{
    for_each_call(call, false)
    {
        if (!check_call(call, smc, "SMC"))
            return;
    }
}

TEST(cpu, affinity_info_of_nobody, .rule = "CPU-03", .alone = true,
     TITLE("AFFINITY_INFO at level 0 of a vCPU that is not there is INVALID_PARAMETERS, not off"))
{
    const uint64_t last = vcpu_mpidr(vcpu_count() - 1);

    expect_eq(psci_call(PSCI_AFFINITY_INFO, vcpu_mpidr(0), 0, 0), PSCI_ON);
    expect_eq((uint32_t)psci_call(PSCI_AFFINITY_INFO, last + 1, 0, 0),
              (uint32_t)INVALID_PARAMETERS);
}

/* Not those that do not come back, or not at once, and not PSCI_FEATURES itself. */
static bool may_be_called(unsigned int number)
{
    return number != 1 && number != 2 && number != 8 && number != 9 && number < 0xa;
}

TEST(cpu, psci_features_are_true, .rule = "CPU-03",
     TITLE("PSCI_FEATURES says of a function that it is there exactly if it is"))
{
    for (unsigned int i = 0; i < 2 * 32; i++) {
        const uint32_t function = 0x84000000u | (i & 1 ? CONVENTION_64 : 0) | i >> 1;
        bool said, there;

        if (!may_be_called(i >> 1))
            continue;
        said = psci_call(PSCI_FEATURES, function, 0, 0) != PSCI_NOT_SUPPORTED;
        there = psci_call(function, 0xffffff, 0, 0) != PSCI_NOT_SUPPORTED;
        report_checked();
        if (said != there)
            report_fail(__FILE__, __LINE__, "PSCI_FEATURES says that %#x is %s", function,
                        said ? "there" : "not there");
    }
}

#define WORKAROUND_1   0x80008000u
#define WORKAROUND_2   0x80007fffu
#define WORKAROUND_3   0x80003fffu
#define ARCH_FEATURES  0x80000001u
#define SMCCC_VERSION_ 0x80000000u

TEST(
    cpu, workarounds_keep_registers, .rule = "CPU-03", .needs = HYPERVISOR,
    TITLE("SMCCC_ARCH_WORKAROUND_1 to 3: ARCH_FEATURES has -1, 0 or 1, and a call keeps x4 to x30"))
{
    static const uint32_t workarounds[] = {WORKAROUND_1, WORKAROUND_2, WORKAROUND_3};

    for (unsigned int i = 0; i < 3; i++) {
        int32_t has = (int32_t)smccc_call(ARCH_FEATURES, workarounds[i], 0, 0).x[0];
        struct probe p;

        expect(has >= -1 && has <= 1);
        probe_prepare(&p, workarounds[i]);
        p.before.x[1] = 1;
        probe_run(&p, hvc);
        expect(!p.faulted);
        expect_eq(probe_changed(&p) & ~MAY_CHANGE, 0);
    }
}

/* Not #0, SMCCC's, nor #0xea1, Xen's; from 0xff00 on a debug build of Xen prints something. */
static const uint32_t others[][2] SYSREG_FORMS = {HVC(1u),      HVC(0xea0u),  HVC(0xea2u),
                                                  HVC(0x1ea1u), HVC(0x8000u), HVC(0xff00u),
                                                  SMC(1u),      SMC(0xea1u)};

#define DEBUG_TRAP 5

/* One of them, in @p. */
static void run_other(struct probe *p, unsigned int i)
{
    probe_prepare(p, 0);
    probe_run(p, others[i]);
    expect_eq(probe_changed(p), 0);
    if (i != DEBUG_TRAP || p->faulted)
        expect_eq((uint32_t)p->after.esr, ESR_UNDEFINED);
}

TEST(cpu, other_immediates_are_recoverable, .rule = "CPU-03", .needs = HYPERVISOR,
     TITLE("HVC and SMC with another immediate are undefined, or do nothing"))
{
    struct probe p;

    for (unsigned int i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        run_other(&p, i);
}

TEST(cpu, undefined_hvc_is_at_fault, .rule = "CPU-03", .needs = HYPERVISOR, .alone = true,
     TITLE("ELR_EL1 of an HVC that is undefined is the HVC's address"))
{
    struct probe p;

    for (unsigned int i = 0; i < DEBUG_TRAP; i++) {
        run_other(&p, i);
        expect_eq(p.after.pc, p.before.pc);
    }
}

TEST(cpu, calls_are_not_for_el0, .rule = "CPU-03", .needs = HYPERVISOR,
     TITLE("HVC and SMC at EL0 are undefined and change no register"))
{
    uint64_t x1 = 0;

    expect_eq(sysreg_run(hvc, false, SYSREG_EL0, &x1), SYSREG_UNDEFINED);
    expect_eq(sysreg_run(smc, false, SYSREG_EL0, &x1), SYSREG_UNDEFINED);
    expect_eq(sysreg_run(probe_hvc_xen, false, SYSREG_EL0, &x1), SYSREG_UNDEFINED);
}

TEST(cpu, affinities_are_whole, .rule = "CPU-03", .needs = HYPERVISOR, .alone = true,
     TITLE("CPU_ON and AFFINITY_INFO of an MPIDR that no vCPU has: INVALID_PARAMETERS"))
{
    static const uint64_t nobody[] = {0x10000, 0xff0000, 1ull << 32};

    for (unsigned int i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
        expect_eq((uint64_t)psci_call(PSCI_CPU_ON, nobody[i], ENTRY, 0),
                  (uint64_t)PSCI_INVALID_PARAMETERS);
        expect_eq((uint64_t)psci_call(PSCI_AFFINITY_INFO, nobody[i], 0, 0),
                  (uint64_t)PSCI_INVALID_PARAMETERS);
    }
}

TEST(cpu, arch_features_knows_itself, .rule = "CPU-03", .needs = HYPERVISOR, .alone = true,
     TITLE("SMCCC_ARCH_FEATURES of SMCCC_VERSION and of itself: SUCCESS"))
{
    expect_eq((uint32_t)smccc_call(ARCH_FEATURES, SMCCC_VERSION_, 0, 0).x[0], 0);
    expect_eq((uint32_t)smccc_call(ARCH_FEATURES, ARCH_FEATURES, 0, 0).x[0], 0);
}

TEST(cpu, registers_of_32_bits, .rule = "CPU-03", .needs = HYPERVISOR, .alone = true,
     TITLE("the 32-bit CPU_ON and AFFINITY_INFO ignore the upper halves of their arguments"))
{
    static const struct call upper[] = {
        CALL(0x84000003, ALREADY_ON, SELF, 0xdeadbeef00000000, 0xdeadbeef40000000, 0)
            CALL(0x84000004, 0, SELF, 0xdeadbeef00000000, 0xdeadbeef00000000, 0)};

    check_call(&upper[0], hvc, "HVC");
    check_call(&upper[1], hvc, "HVC");
}
