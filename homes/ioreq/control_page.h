/* SPDX-License-Identifier: BSD-2-Clause */
/* Our mapping of the control page (protocol/control.h), and what we write there unasked. */
#ifndef IOREQ_CONTROL_PAGE_H
#define IOREQ_CONTROL_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/control.h"
#include "runtime/xen.h"

#include <xen/hvm/ioreq.h>

/* Maps the page at IPA @addr of @domid; panics if Xen refuses. */
void control_page_map(domid_t domid, uint64_t addr);

/*
 * The page once the guest has put its magic there, else NULL. From then on it shows the stage and
 * the log, which before would be the guest's own memory still.
 */
struct control_page *control_page(void);

/* The bus server's stage; on the way to STAGE_ENABLED also when, as a value of CNTPCT. */
void control_page_set_stage(enum control_stage stage);

/* Something has happened at the hot-plug slot. */
void control_page_slot_moved(void);

/* What the backend, in dom0, got from an address that nobody claims: see struct control_page. */
void control_page_set_dom0_esr(uint32_t esr);

/* Logs @request of @vcpu to the echo range of @server. */
void control_page_log(unsigned int server, const struct ioreq *request, unsigned int vcpu);

/* Counts a request to forget the guest's memory, which @server has got. */
void control_page_invalidated(unsigned int server);

#endif
