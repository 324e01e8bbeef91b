/* SPDX-License-Identifier: BSD-2-Clause */
/* The rig check of an attach. */
#ifndef GUEST_ATTACH_CHECK_H
#define GUEST_ATTACH_CHECK_H

#include "runtime/dt.h"

/* Once the backend has attached: the ends of its ranges, of which @ecam is one, are served. A rig
 * record says what is not. Does nothing the second time. */
void attach_check(const struct range *ecam);

#endif
