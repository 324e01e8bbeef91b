/* SPDX-License-Identifier: BSD-2-Clause */
/* How a vCPU learns of an event: its vcpu_info and an interrupt (public/xen.h): HYP-01. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/xen.h"

#include <xen/vcpu.h>

#define EVENT_INTID 31 /* GUEST_EVTCHN_PPI of public/arch-arm.h */
#define PAGE        4096ul
#define WORD_BITS   (8 * sizeof(unsigned long))

static bool bind_ipi(unsigned int vcpu, evtchn_port_t *port)
{
    struct evtchn_bind_ipi op = {.vcpu = vcpu};
    const bool bound = expect_eq(xen_event_channel(EVTCHNOP_bind_ipi, &op), 0);

    *port = op.port;
    return bound;
}

static void on_port(unsigned int op, evtchn_port_t port)
{
    struct evtchn_close close = {port}; /* as evtchn_send and evtchn_unmask are */

    expect_eq(xen_event_channel(op, &close), 0);
}

/* As a handler does that has seen to all events. */
static void clear(struct shared_info *shared, volatile struct vcpu_info *info, evtchn_port_t port)
{
    info->evtchn_upcall_pending = 0;
    info->evtchn_pending_sel = 0;
    xen_event_take(shared, port);
}

static void expect_upcall(volatile struct vcpu_info *info, evtchn_port_t port)
{
    expect_eq(info->evtchn_upcall_pending, 1);
    expect_eq(info->evtchn_pending_sel >> port / WORD_BITS & 1, 1);
}

TEST(hyp, an_event_interrupts, .rule = "HYP-01",
     TITLE("a sent event shows in vcpu_info and interrupts; a masked one only becomes pending, and "
           "does so when EVTCHNOP_unmask finds it"))
{
    struct shared_info *shared = xen_shared_info();
    volatile struct vcpu_info *info = &shared->vcpu_info[0];
    unsigned long *mask;
    evtchn_port_t port;

    if (!bind_ipi(0, &port))
        return;
    mask = &shared->evtchn_mask[port / WORD_BITS];
    gic_mask();
    gic_start(EVENT_INTID, 0);
    clear(shared, info, port);
    gic_drain();

    on_port(EVTCHNOP_send, port);
    expect_upcall(info, port);
    expect_eq(gic_take_soon(), EVENT_INTID);
    clear(shared, info, port);

    __atomic_fetch_or(mask, 1ul << port % WORD_BITS, __ATOMIC_SEQ_CST);
    on_port(EVTCHNOP_send, port);
    expect_eq(info->evtchn_upcall_pending, 0);
    expect(gic_take_soon() >= GIC_NONE);
    on_port(EVTCHNOP_unmask, port);
    expect_eq(__atomic_load_n(mask, __ATOMIC_SEQ_CST) >> port % WORD_BITS & 1, 0);
    expect_upcall(info, port);
    expect_eq(gic_take_soon(), EVENT_INTID);
    expect_eq((uint64_t)xen_event_take(shared, port), 1);

    clear(shared, info, port);
    on_port(EVTCHNOP_close, port);
    gic_stop(EVENT_INTID, 0);
    gic_unmask();
}

TEST(
    hyp, an_event_finds_its_vcpu, .rule = "HYP-01", .vcpus = 2, .gic = 3,
    TITLE("vCPU 1 registers its vcpu_info; events of a channel that is bound to it show there, and "
          "interrupt it alone"))
{
    static struct vcpu_info others __attribute__((aligned(64)));
    struct shared_info *shared = xen_shared_info();
    volatile struct vcpu_info *info = &shared->vcpu_info[0];
    struct vcpu_register_vcpu_info where = {.mfn = (unsigned long)&others / PAGE,
                                            .offset = (unsigned long)&others % PAGE};
    struct gic_catch catch;
    evtchn_port_t port;

    if (!expect(smp_stop(1)) || /* another vCPU's can be registered while that is off */
        !expect_eq(xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, 1,
                                 (unsigned long)&where, 0, 0),
                   0) ||
        !expect(smp_start(1)) || !bind_ipi(1, &port))
        return;
    gic_mask();
    gic_start(EVENT_INTID, 0);
    clear(shared, info, port);
    gic_drain();
    if (gic_catch_start(1, &catch)) {
        gic_start(EVENT_INTID, 1);
        clear(shared, &others, port);
        on_port(EVTCHNOP_send, port);
        expect_eq(gic_catch_end(1, &catch, 1), 1);
        expect_eq(catch.intid[0], EVENT_INTID);
        expect_upcall(&others, port);
        expect_eq(info->evtchn_upcall_pending, 0);
        expect(gic_take_soon() >= GIC_NONE);
        gic_stop(EVENT_INTID, 1);
    }
    clear(shared, &others, port);
    on_port(EVTCHNOP_close, port);
    gic_stop(EVENT_INTID, 0);
    gic_unmask();
}
