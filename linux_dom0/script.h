/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the agent does, step by step: property "script" of the node that the harness puts into the
 * host's device tree (protocol/dom0_script.h).
 */
#ifndef LINUX_DOM0_SCRIPT_H
#define LINUX_DOM0_SCRIPT_H

/* Dies at the first step that it does not know or that fails. */
void script_run(void);

#endif
