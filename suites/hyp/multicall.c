/* SPDX-License-Identifier: BSD-2-Clause */
/* Several hypercalls in one, and registers of a runstate area: HYP-01, HYP-03. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/xen.h"
#include "suites/hyp/ticks.h"

#include <string.h>

#include <xen/errno.h>
#include <xen/vcpu.h>

#define MANY 64u

static long multicall(struct multicall_entry *calls, unsigned long count)
{
    return xen_hypercall(__HYPERVISOR_multicall, (unsigned long)calls, count, 0, 0, 0);
}

TEST(
    hyp, calls_in_a_batch, .rule = "HYP-03",
    TITLE(
        "a multicall makes each of its calls, with its own arguments and result, refused ones too"))
{
    static struct multicall_entry calls[MANY];
    static char extra[MANY][16];
    struct multicall_entry *last = &calls[MANY - 1];
    char alone[16] = "";
    struct timer_interrupt timer;

    expect_eq(
        xen_hypercall(__HYPERVISOR_xen_version, XENVER_extraversion, (unsigned long)alone, 0, 0, 0),
        0);
    memset(calls, 0, sizeof(calls));
    memset(extra, '?', sizeof(extra));
    for (unsigned int i = 0; i < MANY; i++) {
        calls[i].op = __HYPERVISOR_xen_version;
        calls[i].result = 99;
        calls[i].args[0] = i % 4 == 3 ? 63 : XENVER_extraversion;
        calls[i].args[1] = (unsigned long)extra[i];
    }
    *last = (struct multicall_entry){.op = 63, .result = 99};
    ticks_start(&timer);
    expect_eq(multicall(calls, MANY), 0);
    expect(ticks_stop(&timer) > 1);
    for (unsigned int i = 0; i + 1 < MANY; i++) {
        expect_eq(calls[i].result, i % 4 == 3 ? -(uint64_t)XEN_ENOSYS : 0);
        expect(i % 4 == 3 ? extra[i][0] == '?' : !memcmp(extra[i], alone, sizeof(alone)));
    }
    expect_eq(last->result, -(uint64_t)XEN_ENOSYS);
    expect_eq(multicall(calls, 0), 0);
    expect_eq(multicall(NULL, 1), -(uint64_t)XEN_EFAULT);
}

TEST(hyp, runstate_is_kept, .rule = "HYP-01",
     TITLE("a runstate area says that this vCPU runs, its times add up to the time it exists, and "
           "it is "
           "brought up to date when the vCPU has slept"))
{
    static struct vcpu_runstate_info info;
    struct vcpu_register_runstate_memory_area area = {.addr.v = &info};
    struct sched_poll poll = {.nr_ports = 0};
    uint64_t sum = 0, entered;

    info.state = 99;
    if (!expect_eq(xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, 0,
                                 (unsigned long)&area, 0, 0),
                   0))
        return;
    expect_eq(((volatile struct vcpu_runstate_info *)&info)->state, RUNSTATE_running);
    for (unsigned int i = 0; i < 4; i++)
        sum += info.time[i];
    expect(info.state_entry_time && sum && sum <= info.state_entry_time);
    entered = info.state_entry_time;
    poll.timeout = clock_to_ns(clock_physical()) + CLOCK_MS;
    expect_eq(xen_sched(SCHEDOP_poll, &poll), 0);
    expect(((volatile struct vcpu_runstate_info *)&info)->state_entry_time > entered);
    expect_eq(((volatile struct vcpu_runstate_info *)&info)->state, RUNSTATE_running);
    area.addr.v = NULL;
    expect_eq(xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, 0,
                            (unsigned long)&area, 0, 0),
              0);
}
