/* SPDX-License-Identifier: BSD-2-Clause */
/* One command to a QEMU's monitor. */
#ifndef LINUX_DOM0_QMP_COMMAND_H
#define LINUX_DOM0_QMP_COMMAND_H

/* Executes @name, which has no arguments, in QEMU @number, and waits for its answer. Dies if there
 * is none. */
void qmp_command(unsigned int number, const char *name);

#endif
