/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small domains beside our own, which the backend makes and destroys for a test; the test itself is
 * their device model, by the backend's hands: it makes the hypercalls, reads and writes the slot.
 *
 * What should work and does not is a failed check of the running test; these return false then.
 */
#ifndef SUITES_LIFE_SMALL_DOMAIN_CLIENT_H
#define SUITES_LIFE_SMALL_DOMAIN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/control.h"
#include "runtime/xen.h"

#include <xen/domctl.h>
#include <xen/hvm/dm_op.h>

#define SMALL_FIRST  2           /* domids that our scenarios leave free */
#define SMALL_WINDOW 0x22100000u /* where their devices are: nothing else is there */
#define SMALL_RESULT 0x1000      /* where in its RAM the programs leave what they have read */

/* What the vCPU runs, with the MMU off and x0 as it is told. */
enum program {
    PROGRAM_READS, /* for ever: the word at x0, into its RAM, and counts how often */
    PROGRAM_ENDS,  /* reads the word at x0 and shuts down for that reason */
};

struct small_domain {
    domid_t domid;
    unsigned int page; /* of dom0's spare ones: there its slot is, and in the next its result */
    ioservid_t server;
    evtchn_port_t port; /* dom0's */
};

/* Makes domain @domid, paused; its program will read the word at SMALL_WINDOW. */
bool small_make(struct small_domain *domain, domid_t domid, enum program program);
bool small_start(const struct small_domain *domain);
/* Ends it, whatever it does; true if nothing of it is left. */
bool small_unmake(const struct small_domain *domain);

/* A server for SMALL_WINDOW of its, enabled; and its end. */
bool small_attach(struct small_domain *domain);
bool small_detach(const struct small_domain *domain);
/* The half of small_detach() that is dom0's: its end of the channel, and the page of the slot. */
bool small_forget(const struct small_domain *domain);

/* Waits until its vCPU waits for an answer. */
bool small_asks(const struct small_domain *domain);
bool small_answer(const struct small_domain *domain, uint32_t data);

/* What its program has left: *@word, and how often. */
bool small_result(const struct small_domain *domain, uint32_t *word, uint32_t *count);

/* A domctl or sysctl of dom0's; Xen's result. The version is filled in. */
long small_domctl(struct xen_domctl *op, uint32_t cmd, domid_t domid);

/* A dm_op on it; Xen's result. */
long small_dm_op(const struct small_domain *domain, struct xen_dm_op *op);

/* Why @domain has shut down, SHUTDOWN_*; -EAGAIN if it has not, -ESRCH if it is not there. */
int small_end_reason(const struct small_domain *domain);

/* What must be as before once a domain is gone. */
struct life_counts {
    uint64_t free_pages; /* of the host */
    uint64_t channels;   /* event channels of dom0's */
};

bool life_count(struct life_counts *counts);
bool life_expect_same(const struct life_counts *before);

#endif
