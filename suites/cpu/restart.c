/* SPDX-License-Identifier: BSD-2-Clause */
/* A vCPU that is switched on again as soon as it is off: CPU-04. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/smp.h"

#define FEW          30
#define MANY         10000
#define SIGN_OF_LIFE 1000 /* rounds: the harness waits so long for a line of the console */
#define CURRENT_EL1  (1u << 2)
#define DAIF_AIF     (7u << 6)
#define SCTLR_M_C    ((1u << 0) | (1u << 2))

/* Whether vCPU 1 found itself in its reset state (Arm DEN0022, 6.4). */
static bool check_entry(unsigned int round)
{
    const struct smp_entry *entry = smp_entry(1);

    report_checked();
    if (entry->x[0] == SMP_CONTEXT(1) && entry->current_el == CURRENT_EL1 && entry->spsel == 1 &&
        (entry->daif & DAIF_AIF) == DAIF_AIF && !(entry->sctlr & SCTLR_M_C))
        return true;
    report_fail(__FILE__, __LINE__,
                "start %u: x0 %#lx, CurrentEL %#lx, SPSel %lu, DAIF %#lx, SCTLR %#lx", round,
                entry->x[0], entry->current_el, entry->spsel, entry->daif, entry->sctlr);
    return false;
}

static void restart(unsigned int rounds)
{
    for (unsigned int round = 0; round < rounds; round++) {
        if (round % SIGN_OF_LIFE == SIGN_OF_LIFE - 1)
            report_note("%u starts", round + 1);
        report_checked();
        report_about(round ? NULL : "XABI-08"); /* the first is a start as any */
        if (!smp_start(1)) {
            report_fail(__FILE__, __LINE__, "start %u: vCPU 1 does not come up", round);
            return;
        }
        if (!check_entry(round))
            return;
        if (!smp_stop(1)) {
            report_fail(__FILE__, __LINE__, "start %u: vCPU 1 does not go off", round);
            return;
        }
    }
}

TEST(
    cpu, starts_anew, .rule = "CPU-04", .bus = BUS_EMPTY, .vcpus = 2,
    TITLE("a vCPU that is switched on as soon as AFFINITY_INFO says OFF starts in its reset state"))
{
    restart(FEW);
}

TEST(cpu, starts_anew_very_often, .rule = "CPU-04", .vcpus = 2, .alone = true,
     TITLE("the same 10000 times"))
{
    restart(MANY);
}
