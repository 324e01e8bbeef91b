/* SPDX-License-Identifier: BSD-2-Clause */
/* CONTROL_FAULT: begins and ends faults of the device model and of the servers around it. */
#ifndef IOREQ_SERVER_FAULTS_H
#define IOREQ_SERVER_FAULTS_H

#include <stdint.h>

#include "homes/ioreq/args.h"

/* Misbehaves as @fault says, from FAULT_NONE up; the disk is as at the start again. -EINVAL, and
 * nothing changes, if it is none. @args must stay. */
int server_faults_set(const struct args *args, uint64_t fault);

#endif
