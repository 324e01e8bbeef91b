/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/hyp/fifo_model.h"
#include "guest/test/report.h"
#include "runtime/xen.h"

#include <string.h>

#define PAGE    4096
#define BIT(nr) (1u << (nr))
#define LINKED  BIT(EVTCHN_FIFO_LINKED)
#define PENDING BIT(EVTCHN_FIFO_PENDING)
#define MASKED  BIT(EVTCHN_FIFO_MASKED)
#define OFFSET                                                                        \
    (PAGE - sizeof(struct evtchn_fifo_control_block)) /* the last that is in the page \
                                                       */

static uint8_t control_page[PAGE] __attribute__((aligned(PAGE)));
struct evtchn_fifo_control_block *const fifo_control = (void *)&control_page[OFFSET];
event_word_t fifo_array[PAGE / sizeof(event_word_t)] __attribute__((aligned(PAGE)));

struct event {
    evtchn_port_t port;
    unsigned int priority; /* of the next time that it is linked */
    bool pending, masked, linked;
};

/* Events in the order in which they were linked. */
struct queue {
    struct event *events[FIFO_EVENTS];
    unsigned int count;
    uint32_t head; /* the control block's: of when it was last empty */
};

static struct event events[FIFO_EVENTS];
static struct queue queues[EVTCHN_FIFO_MAX_QUEUES];
static uint32_t ready;
static bool signalled;

long fifo_init(unsigned int vcpu, uint64_t gfn, uint32_t offset, uint8_t *link_bits)
{
    struct evtchn_init_control op = {.control_gfn = gfn, .offset = offset, .vcpu = vcpu};
    const long rc = xen_event_channel(EVTCHNOP_init_control, &op);

    *link_bits = op.link_bits;
    return rc;
}

long fifo_expand(uint64_t gfn)
{
    struct evtchn_expand_array op = {gfn};

    return xen_event_channel(EVTCHNOP_expand_array, &op);
}

uint64_t fifo_control_gfn(void)
{
    return (unsigned long)control_page / PAGE;
}

uint64_t fifo_array_gfn(void)
{
    return (unsigned long)fifo_array / PAGE;
}

evtchn_port_t fifo_port(unsigned int event)
{
    return events[event].port;
}

bool fifo_bind(void)
{
    memset(queues, 0, sizeof(queues));
    memset(control_page, 0, sizeof(control_page));
    memset(fifo_array, 0, sizeof(fifo_array));
    ready = 0;
    for (unsigned int i = 0; i < FIFO_EVENTS; i++) {
        struct evtchn_bind_ipi op = {.vcpu = 0};

        if (!expect_eq(xen_event_channel(EVTCHNOP_bind_ipi, &op), 0))
            return false;
        events[i] = (struct event){.port = op.port, .priority = EVTCHN_FIFO_PRIORITY_DEFAULT};
    }
    return true;
}

static void link_event(struct event *event)
{
    struct queue *queue = &queues[event->priority];

    if (event->masked || event->linked)
        return;
    if (queue->count == 0) {
        signalled = !(ready & BIT(event->priority));
        ready |= BIT(event->priority);
        queue->head = event->port;
    }
    queue->events[queue->count++] = event;
    event->linked = true;
}

static void on_port(unsigned int op, evtchn_port_t port)
{
    struct evtchn_send send = {port}; /* as evtchn_unmask is */

    expect_eq(xen_event_channel(op, &send), 0);
}

static void set_priority(struct event *event, unsigned int priority)
{
    struct evtchn_set_priority op = {event->port, priority};

    expect_eq(xen_event_channel(EVTCHNOP_set_priority, &op), 0);
    event->priority = priority;
}

static void take_ready(unsigned int queue)
{
    __atomic_fetch_and(&fifo_control->ready, ~BIT(queue), __ATOMIC_SEQ_CST);
    ready &= ~BIT(queue);
}

static void take(unsigned int number)
{
    struct queue *queue = &queues[number];
    struct event *first = queue->events[0];

    if (!expect(queue->count > 0))
        return;
    __atomic_fetch_and(&fifo_array[first->port], ~(LINKED | PENDING | EVTCHN_FIFO_LINK_MASK),
                       __ATOMIC_SEQ_CST);
    first->linked = first->pending = false;
    queue->count--;
    for (unsigned int i = 0; i < queue->count; i++)
        queue->events[i] = queue->events[i + 1];
    if (queue->count == 0)
        take_ready(number);
}

void fifo_do(const struct fifo_step *step)
{
    struct event *event = &events[step->event];

    signalled = false;
    xen_shared_info()->vcpu_info[0].evtchn_upcall_pending = 0;
    switch (step->action) {
    case FIFO_RAISE:
        on_port(EVTCHNOP_send, event->port);
        event->pending = true;
        link_event(event);
        break;
    case FIFO_MASK:
        __atomic_fetch_or(&fifo_array[event->port], MASKED, __ATOMIC_SEQ_CST);
        event->masked = true;
        break;
    case FIFO_UNMASK:
        on_port(EVTCHNOP_unmask, event->port);
        event->masked = false;
        if (event->pending)
            link_event(event);
        break;
    case FIFO_PRIORITY:
        set_priority(event, step->queue);
        break;
    case FIFO_TAKE:
        take(step->queue);
        break;
    case FIFO_READ:
        take_ready(step->queue);
        break;
    }
}

/* The word of @event, of which @next is linked after it. */
static uint32_t word_of(const struct event *event, const struct event *next)
{
    return (event->pending ? PENDING : 0) | (event->masked ? MASKED : 0) |
           (event->linked ? LINKED : 0) | (next ? next->port : 0);
}

bool fifo_check(void)
{
    struct vcpu_info *info = &xen_shared_info()->vcpu_info[0];
    bool right =
        expect_eq(fifo_control->ready, ready) &
        expect_eq(__atomic_load_n(&info->evtchn_upcall_pending, __ATOMIC_SEQ_CST), signalled);

    for (unsigned int i = 0; i < EVTCHN_FIFO_MAX_QUEUES; i++) {
        const struct queue *queue = &queues[i];

        right &= expect_eq(fifo_control->head[i], queue->head);
        for (unsigned int k = 0; k < queue->count; k++)
            right &= expect_eq(
                fifo_array[queue->events[k]->port],
                word_of(queue->events[k], k + 1 < queue->count ? queue->events[k + 1] : NULL));
    }
    for (unsigned int i = 0; i < FIFO_EVENTS; i++)
        if (!events[i].linked)
            right &= expect_eq(fifo_array[events[i].port], word_of(&events[i], NULL));
    return right;
}
