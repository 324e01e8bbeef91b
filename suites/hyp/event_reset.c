/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/hyp/event_reset.h"
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "runtime/xen.h"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

static bool has_xenstore(void)
{
    struct xen_hvm_param get = {.domid = DOMID_SELF, .index = HVM_PARAM_STORE_EVTCHN};

    return xen_hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, (unsigned long)&get, 0, 0, 0) == 0 &&
           get.value;
}

bool event_reset_allowed(void)
{
    static bool bound; /* to a port that is closed by the first reset */

    if (has_xenstore()) {
        report_skip("a reset would cut off Xenstore");
        return false;
    }
    return bound || (bound = control_do(CONTROL_LOG_RESET, 0, 0, 0));
}

void event_reset(void)
{
    struct evtchn_reset reset = {.dom = DOMID_SELF};

    expect_eq(xen_event_channel(EVTCHNOP_reset, &reset), 0);
}
