/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IOREQ servers: Xen forwards the domU's accesses to their ranges, and waits for each answer.
 *
 * A server is named by its handle, 0 to IOREQ_SERVERS - 1. The steps of its life must come in the
 * order in which they stand here; results are 0 or a negative Xen errno.
 */
#ifndef IOREQ_IOREQ_SERVER_H
#define IOREQ_IOREQ_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/control.h"
#include "runtime/xen.h"

#include <xen/hvm/ioreq.h>

#define IOREQ_SERVERS CONTROL_SERVERS /* more than the 8 that Xen has: it refuses the ninth */
#define IOREQ_BUS     0               /* the handle of the bus server; 1 and up are echo servers' */
#define IOREQ_SPLIT   (IOREQ_SERVERS - 1)
#define IOREQ_VCPUS   4

/* Answers one access of @vcpu; returns the data of a read. Sizes are 1, 2, 4 or 8. */
typedef uint64_t ioreq_handler(unsigned int handle, const struct ioreq *request, unsigned int vcpu);

/* Whose accesses; panics if the domain has more vCPUs than IOREQ_VCPUS or does not exist. */
void ioreq_server_init(domid_t domid);

/* Creates the server and maps its page of requests. */
int ioreq_server_create(unsigned int handle, ioreq_handler *handler);

int ioreq_server_map(unsigned int handle, uint64_t base, uint64_t size);
int ioreq_server_unmap(unsigned int handle, uint64_t base, uint64_t size);

/* The same for @count PCI functions from @sbdf on, of a host bridge that Xen emulates. */
int ioreq_server_claim(unsigned int handle, uint64_t sbdf, uint64_t count);
int ioreq_server_release(unsigned int handle, uint64_t sbdf, uint64_t count);

/* From here on Xen forwards accesses; no longer after a disable, but a request in flight still
 * wants its answer. */
int ioreq_server_enable(unsigned int handle);
int ioreq_server_disable(unsigned int handle);

/* Closes the event channels of an enabled server and binds them again. -ENOENT if it is not
 * enabled.
 */
int ioreq_server_rebind(unsigned int handle);

/* Masks those event channels, or unmasks them. -ENOENT if the server is not enabled. */
int ioreq_server_mask(unsigned int handle, bool masked);

/*
 * Disables and destroys the server. -EBUSY if a vCPU does not take its answer in time: then the
 * server stays, as destroying it would hang the vCPU or Xen (IOREQ-15, IOREQ-16).
 */
int ioreq_server_destroy(unsigned int handle);

/*
 * Before the program ends: disables all servers, answers what waits, and destroys them. False if
 * one could not be, as in ioreq_server_destroy(): it stays, disabled, and may be tried again.
 */
bool ioreq_server_leave(void);

/* 0, or -ENOENT or -ESRCH if Xen has no such server any more: its domain dies. */
int ioreq_server_confirm(unsigned int handle);

/* Destroys the server whatever is in flight, which hangs that vCPU or takes Xen down: only for the
 * tests of that. A handler may do it to its own server. */
void ioreq_server_abandon(unsigned int handle);

/* From its creation to its end. */
bool ioreq_server_exists(unsigned int handle);

/* Whether a vCPU has an answer that it has not taken yet. */
bool ioreq_server_is_answered(unsigned int handle);

/* Where what happens when to the latest request is recorded; never NULL. */
extern struct control_times *ioreq_server_times;

/* From now on @times; NULL: nowhere. */
void ioreq_server_record_times(struct control_times *times);

/* Answers what waits, on all servers. */
void ioreq_server_serve(void);

/*
 * From now on answers only the vCPUs in @mask; bit n is vCPU n. Returns how many requests were left
 * waiting until now.
 */
unsigned int ioreq_server_serve_only(uint64_t mask);
/* Leaves the requests of the server unanswered; or answers them again, first those that wait. */
void ioreq_server_play_dead(unsigned int handle, bool dead);

#endif
