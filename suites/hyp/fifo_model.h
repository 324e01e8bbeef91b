/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Event channels of the FIFO ABI (Xen public/event_channel.h; docs/designs of xenbits, "Event
 * Channel Handling FIFO-based"): a model of one vCPU's queues, that steps of a guest and of Xen
 * change, and that the control block and the event array must agree with after each.
 */
#ifndef SUITES_HYP_FIFO_MODEL_H
#define SUITES_HYP_FIFO_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/event_channel.h>
#include <xen/xen.h>

#define FIFO_EVENTS 4 /* of a test, by index */

/* Pages that Xen maps until EVTCHNOP_reset. */
extern struct evtchn_fifo_control_block *const fifo_control; /* of vCPU 0 */
extern event_word_t fifo_array[];

enum fifo_action {
    FIFO_RAISE,    /* EVTCHNOP_send */
    FIFO_MASK,     /* by the guest, in the word */
    FIFO_UNMASK,   /* EVTCHNOP_unmask */
    FIFO_PRIORITY, /* EVTCHNOP_set_priority */
    FIFO_TAKE,     /* the guest unlinks the first event of a queue, and clears its PENDING bit */
    FIFO_READ,     /* the guest takes the bit of a queue from .ready, as if to empty it */
};

/* @event: an index; @queue: of FIFO_PRIORITY, FIFO_TAKE and FIFO_READ, 0 (first) to 15. */
struct fifo_step {
    enum fifo_action action;
    unsigned int event, queue;
};

/* EVTCHNOP_init_control, whose answer is @link_bits, and EVTCHNOP_expand_array. Return Xen's
 * results. */
long fifo_init(unsigned int vcpu, uint64_t gfn, uint32_t offset, uint8_t *link_bits);
long fifo_expand(uint64_t gfn);

/* Of the pages above. */
uint64_t fifo_control_gfn(void);
uint64_t fifo_array_gfn(void);

/* Binds FIFO_EVENTS channels to vCPU 0; the model begins empty, each at the default priority. */
bool fifo_bind(void);
evtchn_port_t fifo_port(unsigned int event);

/* Makes one step for real and in the model. */
void fifo_do(const struct fifo_step *step);

/* Whether Xen's state is the model's, and the last step signalled the vCPU as it had to. */
bool fifo_check(void);

#endif
