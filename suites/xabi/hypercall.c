/* SPDX-License-Identifier: BSD-2-Clause */
/* The hypercall convention: XABI-10. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/probe.h"
#include "runtime/xen.h"

#include <xen/errno.h>

#define UNKNOWN_HYPERCALL 60         /* between those in use and the arch-specific ones */
#define MAY_CHANGE        0x1001full /* x0 to x4 and x16 */

static void call(struct probe *p, unsigned long nr, unsigned long op)
{
    probe_prepare(p, op);
    for (unsigned int i = 1; i < 5; i++)
        p->before.x[i] = 0;
    p->before.x[16] = nr;
    probe_run(p, probe_hvc_xen);
}

TEST(xabi, hypercalls_keep_registers, .rule = "XABI-10",
     TITLE("a hypercall answers in x0 and keeps x5 to x15, x17 to x30 and SP"))
{
    struct probe p;

    call(&p, __HYPERVISOR_xen_version, XENVER_version);
    expect(!p.faulted);
    expect_eq(p.after.x[0], xen_version());
    expect(xen_version() >> 16 >= 4);
    expect_eq(probe_changed(&p) & ~MAY_CHANGE, 0);
}

TEST(xabi, unknown_hypercalls_are_refused, .rule = "XABI-10",
     TITLE("an unknown hypercall number gives -ENOSYS"))
{
    struct probe p;

    call(&p, UNKNOWN_HYPERCALL, 0);
    expect(!p.faulted);
    expect_eq(p.after.x[0], (uint64_t)-XEN_ENOSYS);
    expect_eq(probe_changed(&p) & ~MAY_CHANGE, 0);
}

TEST(xabi, other_hvc_is_undefined, .rule = "XABI-10",
     TITLE("an HVC with another immediate than Xen's is an undefined instruction"))
{
    struct probe p;

    /* Not 0: an HVC #0 is SMCCC's. */
    probe_prepare(&p, 0);
    probe_run(&p, probe_hvc_other);
    expect(p.faulted);
    expect_eq((uint32_t)p.after.esr, ESR_UNDEFINED);
    expect_eq(probe_changed(&p), 0);
}
