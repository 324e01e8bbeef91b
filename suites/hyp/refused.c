/* SPDX-License-Identifier: BSD-2-Clause */
/* Sub-operations and arguments that Xen refuses to a domU: HYP-01. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/xen.h"
#include "suites/hyp/hyp_call.h"

#define DOM0         0
#define NOBODY       0x1234
#define SELF_        DOMID_SELF
#define DONE_NOTHING 0
#define ANY          HYPERCALL_ANY
#define NO           HYPERCALL_REFUSED
/* A row's result is an errno without its sign. */
#define REFUSED(nr_, op_, result_, extra_, ...) \
    {.nr = __HYPERVISOR_##nr_,                  \
     .op = op_,                                 \
     .result = RESULT_##result_,                \
     .extra = extra_,                           \
     .words = {__VA_ARGS__}},
#define RESULT_0            0
#define RESULT_DONE_NOTHING 0
#define RESULT_ANY          HYPERCALL_ANY
#define RESULT_NO           HYPERCALL_REFUSED
#define RESULT_EPERM        (-XEN_EPERM)
#define RESULT_ENOENT       (-XEN_ENOENT)
#define RESULT_ESRCH        (-XEN_ESRCH)
#define RESULT_EINVAL       (-XEN_EINVAL)
#define RESULT_ENOSYS       (-XEN_ENOSYS)
#define RESULT_EOPNOTSUPP   (-XEN_EOPNOTSUPP)
static const struct hypercall refused[] = {
#include "suites/hyp/refused.def"
};

static evtchn_port_t next_port(void)
{
    struct evtchn_alloc_unbound alloc = {.dom = DOMID_SELF, .remote_dom = DOMID_SELF};
    struct evtchn_close close;

    if (!expect_eq(xen_event_channel(EVTCHNOP_alloc_unbound, &alloc), 0))
        return 0;
    close.port = alloc.port;
    expect_eq(xen_event_channel(EVTCHNOP_close, &close), 0);
    return alloc.port;
}

static long pages(void)
{
    domid_t self = DOMID_SELF;

    return xen_memory(XENMEM_current_reservation, &self);
}

TEST(hyp, refused_with_the_right_errno, .rule = "HYP-01",
     TITLE(
         "what a domU may not do is refused, with the right errno, no register lost and no effect"))
{
    const evtchn_port_t port = next_port();
    const long reservation = pages();

    for (unsigned int i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        hypercall_check(&refused[i]);
    expect_eq(next_port(), port);
    expect_eq(pages(), reservation);
}
