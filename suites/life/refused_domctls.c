/* SPDX-License-Identifier: BSD-2-Clause */
/* Domctls that make no sense: LIFE-07. */
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dm/dom0_call.h"
#include "suites/life/small_domain_client.h"

#include <xen/errno.h>

#define NOBODY 0x1234 /* no domain has this number */
#define SMALL  0xffff /* stands for the test's domain */

/* Each with what it is about in the first words of its data. */
static const struct {
    const char *what;
    uint32_t cmd;
    uint16_t domid;
    int wanted;
    uint32_t words[2];
} refused[] = {
    {"no domctl", 9999, SMALL, -XEN_ENOSYS, {0}},
    {"unpausedomain of nobody", XEN_DOMCTL_unpausedomain, NOBODY, -XEN_ESRCH, {0}},
    {"destroydomain of nobody", XEN_DOMCTL_destroydomain, NOBODY, -XEN_ESRCH, {0}},
    {"max_mem of nobody", XEN_DOMCTL_max_mem, NOBODY, -XEN_ESRCH, {1}},
    {"pausedomain of dom0", XEN_DOMCTL_pausedomain, 0, -XEN_EINVAL, {0}},
    {"destroydomain of dom0", XEN_DOMCTL_destroydomain, 0, -XEN_EINVAL, {0}},
    {"max_vcpus of 0", XEN_DOMCTL_max_vcpus, SMALL, -XEN_EINVAL, {0}},
    {"max_vcpus of more than createdomain had", XEN_DOMCTL_max_vcpus, SMALL, -XEN_EINVAL, {2}},
    {"an address of 33 bits", XEN_DOMCTL_set_address_size, SMALL, -XEN_EINVAL, {33}},
    {"setvcpucontext of vCPU 1", XEN_DOMCTL_setvcpucontext, SMALL, -XEN_EINVAL, {1}},
    {"a paging pool of half a page",
     XEN_DOMCTL_set_paging_mempool_size,
     SMALL,
     -XEN_EINVAL,
     {2048}},
    {"createdomain without flags", XEN_DOMCTL_createdomain, NOBODY, -XEN_EINVAL, {0}},
};

static void try_all(const struct small_domain *domain)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct xen_domctl op = {0};
        long rc;

        __builtin_memcpy(op.u.pad, refused[i].words, sizeof(refused[i].words));
        rc = small_domctl(&op, refused[i].cmd,
                          refused[i].domid == SMALL ? domain->domid : refused[i].domid);
        if (rc != refused[i].wanted)
            report_fail(__FILE__, __LINE__, "%s: expected %d, returned %ld", refused[i].what,
                        refused[i].wanted, rc);
        report_checked();
    }
}

TEST(life, refused_domctls, .rule = "LIFE-07", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE(
         "domctls with wrong arguments, of no domain or of another version are refused, and change "
         "nothing: the domain runs as if they had not been"))
{
    const uint64_t arg[3] = {dom0_address(0)};
    struct xen_domctl other = {.cmd = XEN_DOMCTL_getdomaininfo, .interface_version = 0x7fffffff};
    struct small_domain domain;
    struct life_counts before;

    if (!small_make(&domain, SMALL_FIRST, PROGRAM_READS) || !small_attach(&domain) ||
        !life_count(&before))
        return;
    expect_eq(dom0_call(__HYPERVISOR_domctl, arg, &other, sizeof(other)), -XEN_EACCES);
    try_all(&domain);
    expect_eq((uint64_t)control_call(CONTROL_DOMAIN_MAKE, domain.domid, 0, 0, NULL), -XEN_EEXIST);
    life_expect_same(&before);
    if (small_start(&domain) && small_asks(&domain) && small_answer(&domain, 1) &&
        small_asks(&domain) && small_forget(&domain))
        small_unmake(&domain);
}
