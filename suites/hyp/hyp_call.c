/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/hyp/hyp_call.h"

#include <string.h>

#include "guest/test/report.h"
#include "runtime/probe.h"

#define MAY_CHANGE 0x1001full /* x0 to x4 and x16: XABI-10 */

static bool counts(const struct hypercall *row)
{
    return row->nr == __HYPERVISOR_grant_table_op;
}

/* (op, structure), (op, extra, structure), or (op, structure, extra). */
static void arguments(uint64_t x[], const struct hypercall *row, uint64_t va)
{
    const bool extra_first = row->nr == __HYPERVISOR_vcpu_op || row->nr == __HYPERVISOR_console_io;

    x[0] = row->op;
    x[1] = extra_first ? row->extra : va;
    x[2] = extra_first ? va : counts(row) ? row->extra : 0;
    x[3] = x[4] = 0;
    x[16] = row->nr;
}

int64_t hypercall_at(const struct hypercall *row, uint64_t va)
{
    struct probe p;
    char names[64];
    uint64_t spoilt;

    report_checked();
    probe_prepare(&p, 0);
    arguments(p.before.x, row, va);
    probe_run(&p, probe_hvc_xen);
    spoilt = probe_changed(&p) & ~MAY_CHANGE;
    if (p.faulted)
        report_fail(__FILE__, __LINE__, "hypercall %u, operation %u: an exception, ESR %#lx",
                    row->nr, row->op, p.after.esr);
    else if (spoilt)
        report_fail(__FILE__, __LINE__, "hypercall %u, operation %u: %s changed", row->nr, row->op,
                    probe_names(spoilt, names, sizeof(names)));
    return (int64_t)p.after.x[0];
}

bool hypercall_is_result(const struct hypercall *row, int64_t result)
{
    return row->result == HYPERCALL_ANY       ? result >= 0
           : row->result == HYPERCALL_REFUSED ? result < 0
                                              : result == row->result;
}

bool hypercall_check(const struct hypercall *row)
{
    uint32_t words[8] = {0}; /* as long as the longest structure */
    int64_t result;

    memcpy(words, row->words, sizeof(row->words));
    result = hypercall_at(row, (uint64_t)words);
    if (hypercall_is_result(row, result))
        return true;
    report_fail(__FILE__, __LINE__,
                "hypercall %u, operation %u, with %#x %#x %#x: %ld, expected %d", row->nr, row->op,
                row->words[0], row->words[1], row->words[2], result, row->result);
    return false;
}
