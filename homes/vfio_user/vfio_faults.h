/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a server misbehaves on request: in the ways of protocol/fault.h, which are the device
 * model's, and in some of its own, which are about its answers.
 */
#ifndef VFIO_FAULTS_H
#define VFIO_FAULTS_H

#include "homes/vfio_user/vfio_device.h"
#include "homes/vfio_user/vfio_message.h"

/* X(constant, name, what the server does) */
#define VFIO_FAULTS(X)                                                                 \
    X(VFIO_SLOW_ANSWERS, "slow-answers", "every answer comes 2 ms late")               \
    X(VFIO_GARBAGE_ANSWERS, "garbage-answers",                                         \
      "from the 4th notification on, a BAR's reads give noise, more or less than was " \
      "asked, or an error")                                                            \
    X(VFIO_NO_ANSWERS, "no-answers", "from the 4th notification on, nothing is answered")

/* Begins what @name says, in place of what was before; NULL: nothing from now on. False if there is
 * no such fault, or it is not for this home. */
bool vfio_faults_set(struct vfio_device *device, const char *name);

/* Before @reply to @request is sent: spoils it, or takes its time. False: do not send it. */
bool vfio_faults_answer(const struct vfio_message *request, struct vfio_message *reply);

#endif
