/* SPDX-License-Identifier: BSD-2-Clause */
/* The guest's side of the control page (protocol/control.h). */
#ifndef GUEST_CONTROL_CLIENT_H
#define GUEST_CONTROL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/control.h"

/* Offers the page and an event channel to the backend; panics if the page is not our RAM. */
void control_open(void);

/*
 * Runs one command. 0, the backend's negative Xen errno, or -ETIMEDOUT (Xen's) when no answer came
 * within two seconds of guest time. @result: four values, or NULL.
 */
int control_call(enum control_command command, uint64_t arg0, uint64_t arg1, uint64_t arg2,
                 uint64_t *result);

/* As control_call(), but a failure makes the running test an ERROR. Returns whether it worked. */
bool control_do(enum control_command command, uint64_t arg0, uint64_t arg1, uint64_t arg2);

enum control_stage control_stage(void);

/* What the backend found that dom0 gets from an address that nobody claims; call it once a command
 * has been answered. */
uint32_t control_dom0_esr(void);

/* CNTPCT when the bus server was last enabled. */
uint64_t control_attached_at(void);

/* CNTPCT when what CONTROL_SLOT asked for last happened; 0 before. */
uint64_t control_slot_at(void);

/* When the backend did what for the request that was answered last. */
struct control_times control_times(void);

/* How often the server of @handle was asked to forget its mappings of our memory. */
uint32_t control_invalidations(unsigned int handle);

/* What CONTROL_HYPERCALL works on. */
volatile struct control_hypercall *control_hypercall(void);

/* Requests that the backend has logged since CONTROL_LOG_RESET; entries below CONTROL_LOG_SIZE. */
uint32_t control_log_total(void);
struct control_log control_log_entry(uint32_t index);

#endif
