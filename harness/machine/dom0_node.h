/* SPDX-License-Identifier: BSD-2-Clause */
/* The node for the agent of a Linux dom0 (protocol/dom0_script.h): its script, QEMU's arguments. */
#ifndef HARNESS_DOM0_NODE_H
#define HARNESS_DOM0_NODE_H

#include "harness/catalogue/scenario.h"
#include "harness/machine/dt_writer.h"

void dom0_node(struct dt_writer *dt, const struct scenario *scenario, const char *fault);

#endif
