/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Event channels of the FIFO ABI: HYP-01, HYP-02, HYP-04. Only EVTCHNOP_reset leads back to the ABI
 * that the harness uses, and closes its port too: as hyp.a_reset_closes_all, these are where nobody
 * asks the backend for anything after them.
 */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/xen.h"
#include "suites/hyp/event_reset.h"
#include "suites/hyp/fifo_model.h"

#include <xen/errno.h>

#define PAGE      4096
#define BLOCK     sizeof(struct evtchn_fifo_control_block)
#define PAGES_MAX (EVTCHN_FIFO_NR_CHANNELS * sizeof(event_word_t) / PAGE)
#define NOWHERE   (1ul << 28) /* a gfn above all memory */
#define DEFAULT   EVTCHN_FIFO_PRIORITY_DEFAULT
#define FIRST     EVTCHN_FIFO_PRIORITY_MAX
#define LAST      EVTCHN_FIFO_PRIORITY_MIN

static long set_priority(evtchn_port_t port, uint32_t priority)
{
    struct evtchn_set_priority op = {port, priority};

    return xen_event_channel(EVTCHNOP_set_priority, &op);
}

static bool start(void)
{
    uint8_t link_bits;

    return fifo_bind() &&
           expect_eq(fifo_init(0, fifo_control_gfn(), PAGE - BLOCK, &link_bits), 0) &&
           expect_eq(link_bits, EVTCHN_FIFO_LINK_BITS);
}

TEST(hyp, fifo_arguments, .rule = "HYP-02", .needs = CONTROL_PAGE, .alone = true,
     TITLE("the FIFO ABI's control block lies aligned in one page of memory, each vCPU has one; "
           "only then come pages of the event array, and priorities up to 15"))
{
    static const struct {
        uint32_t vcpu;
        uint32_t offset;
        uint64_t gfn; /* 0: a page of ours */
    } refused[] = {
        {0, 1, 0},
        {0, 4, 0},
        {0, 0xffc, 0},
        {0, PAGE - BLOCK + 4, 0},
        {0, PAGE - BLOCK + 8, 0},
        {0, PAGE, 0},
        {0, 0xfffffff8u, 0},
        {0, 0, NOWHERE},
        {0x7fffffff, 0, 0},
        {0xffffffff, 0, 0},
    };
    const long invalid = -XEN_EINVAL;
    uint8_t bits;

    if (!event_reset_allowed())
        return;
    expect(fifo_expand(fifo_array_gfn()) < 0);
    for (unsigned int i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (!expect(fifo_init(refused[i].vcpu, refused[i].gfn ? refused[i].gfn : fifo_control_gfn(),
                              refused[i].offset, &bits) < 0))
            report_note("vcpu %#x, offset %#x, gfn %#llx", refused[i].vcpu, refused[i].offset,
                        (unsigned long long)refused[i].gfn);
    expect(fifo_init(vcpu_count(), fifo_control_gfn(), 0, &bits) < 0);
    expect(fifo_expand(fifo_array_gfn()) < 0);
    if (start()) {
        expect(fifo_init(0, fifo_control_gfn(), 0, &bits) < 0);
        expect_eq(fifo_expand(NOWHERE), (uint64_t)invalid);
        expect_eq(set_priority(fifo_port(0), LAST), 0);
        expect_eq(set_priority(fifo_port(0), LAST + 1), (uint64_t)invalid);
        expect_eq(set_priority(0x7fffffff, LAST), (uint64_t)invalid);
    }
    event_reset();
}

TEST(hyp, fifo_array_ends, .rule = "HYP-04", .needs = CONTROL_PAGE, .alone = true,
     TITLE("the event array has pages for all 2^17 ports; one more is -ENOSPC"))
{
    unsigned int pages = 0;
    long rc = 0;

    if (!event_reset_allowed())
        return;
    if (start()) {
        while (pages <= PAGES_MAX && (rc = fifo_expand(fifo_array_gfn())) == 0)
            pages++;
        expect_eq(pages, PAGES_MAX);
        expect_eq(rc, -(uint64_t)XEN_ENOSPC);
    }
    event_reset();
}

/* What the guest and Xen do to queues; the model says what must come of it. */
static const struct fifo_step steps[] = {
    /* One event, twice. */
    {FIFO_RAISE, 0, 0},
    {FIFO_RAISE, 0, 0},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_RAISE, 0, 0},
    /* A queue of three, of which the first goes, and comes last. */
    {FIFO_RAISE, 1, 0},
    {FIFO_RAISE, 2, 0},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_RAISE, 0, 0},
    /* What Xen adds while the guest empties the queue needs no signal. */
    {FIFO_READ, 0, DEFAULT},
    {FIFO_RAISE, 3, 0},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, DEFAULT},
    /* A masked one becomes pending only; it is linked when it is unmasked. */
    {FIFO_MASK, 1, 0},
    {FIFO_UNMASK, 1, 0},
    {FIFO_MASK, 1, 0},
    {FIFO_RAISE, 1, 0},
    {FIFO_RAISE, 2, 0},
    {FIFO_UNMASK, 1, 0},
    /* Masked while it is linked, it stays where it is. */
    {FIFO_MASK, 2, 0},
    {FIFO_RAISE, 2, 0},
    {FIFO_UNMASK, 2, 0},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, DEFAULT},
    /* The queues' ends; a signal for each. */
    {FIFO_PRIORITY, 0, FIRST},
    {FIFO_PRIORITY, 1, LAST},
    {FIFO_RAISE, 1, 0},
    {FIFO_RAISE, 0, 0},
    {FIFO_RAISE, 2, 0},
    {FIFO_TAKE, 0, FIRST},
    {FIFO_TAKE, 0, LAST},
    {FIFO_TAKE, 0, DEFAULT},
    /* A linked one moves when it is linked again. */
    {FIFO_RAISE, 0, 0},
    {FIFO_PRIORITY, 0, 3},
    {FIFO_RAISE, 0, 0},
    {FIFO_TAKE, 0, FIRST},
    {FIFO_RAISE, 0, 0},
    /* One that was the last of its queue is linked in another: both queues begin anew. */
    {FIFO_RAISE, 2, 0},
    {FIFO_RAISE, 3, 0},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_PRIORITY, 3, 3},
    {FIFO_RAISE, 3, 0},
    {FIFO_RAISE, 2, 0},
    {FIFO_TAKE, 0, 3},
    {FIFO_TAKE, 0, 3},
    {FIFO_TAKE, 0, DEFAULT},
    /* And back. */
    {FIFO_PRIORITY, 3, DEFAULT},
    {FIFO_RAISE, 3, 0},
    {FIFO_RAISE, 0, 0},
    {FIFO_RAISE, 2, 0},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, DEFAULT},
    {FIFO_TAKE, 0, 3},
};

TEST(hyp, fifo_queues, .rule = "HYP-01", .needs = CONTROL_PAGE, .alone = true,
     TITLE("events of the FIFO ABI are linked, signalled, masked and moved to other queues as a "
           "model of them is"))
{
    bool right = true;

    if (!event_reset_allowed())
        return;
    if (start() && expect_eq(fifo_expand(fifo_array_gfn()), 0))
        for (unsigned int i = 0; right && i < sizeof(steps) / sizeof(steps[0]); i++) {
            fifo_do(&steps[i]);
            right = fifo_check();
            if (!right)
                report_note("after step %u", i);
        }
    event_reset();
}

TEST(hyp, fifo_waits_for_its_page, .rule = "HYP-01", .needs = CONTROL_PAGE, .alone = true,
     TITLE("events that were raised before the FIFO ABI was chosen, or before the event array has "
           "their words, are linked when it has them"))
{
    static const struct fifo_step first = {FIFO_RAISE, 0, 0}, second = {FIFO_RAISE, 1, 0},
                                  low = {FIFO_PRIORITY, 1, LAST};
    uint8_t bits;

    if (!event_reset_allowed())
        return;
    if (fifo_bind()) {
        fifo_do(&first);
        expect_eq(fifo_init(0, fifo_control_gfn(), PAGE - BLOCK, &bits), 0);
        fifo_do(&low);
        fifo_do(&second);
        expect_eq(fifo_control->ready, 0);
        expect_eq(fifo_expand(fifo_array_gfn()), 0);
        fifo_check();
        xen_event_take(xen_shared_info(), fifo_port(0));
    }
    event_reset();
}

TEST(hyp, fifo_port_is_busy, .rule = "HYP-01", .needs = CONTROL_PAGE, .alone = true,
     TITLE("a closed port that the guest has not unlinked yet is not given to another channel"))
{
    static const struct fifo_step raise = {FIFO_RAISE, 0, 0}, take = {FIFO_TAKE, 0, DEFAULT};
    struct evtchn_close close = {0};
    struct evtchn_bind_ipi bind = {.vcpu = 0};

    if (!event_reset_allowed())
        return;
    if (start() && expect_eq(fifo_expand(fifo_array_gfn()), 0)) {
        close.port = fifo_port(0);
        fifo_do(&raise);
        expect_eq(xen_event_channel(EVTCHNOP_close, &close), 0);
        expect_eq(xen_event_channel(EVTCHNOP_bind_ipi, &bind), 0);
        expect(bind.port != close.port);
        expect_eq(fifo_array[close.port] >> EVTCHN_FIFO_PENDING, 0);
        fifo_do(&take);
        expect_eq(xen_event_channel(EVTCHNOP_bind_ipi, &bind), 0);
        expect_eq(bind.port, close.port);
    }
    event_reset();
}
