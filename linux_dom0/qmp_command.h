/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands to a QEMU's monitor. */
#ifndef LINUX_DOM0_QMP_COMMAND_H
#define LINUX_DOM0_QMP_COMMAND_H

/* Executes @name, which has no arguments, in QEMU @number, and waits for its answer. Dies if there
 * is none. */
void qmp_command(unsigned int number, const char *name);

/*
 * Adds @device, "DRIVER,KEY=VALUE,..." with an id, to QEMU @number, or asks the guest by the
 * attention button to let it go. While QEMU is busy with what came before, it is asked again. Dies
 * with its words if it refuses for good.
 */
void qmp_device_add(unsigned int number, const char *device);
void qmp_device_del(unsigned int number, const char *device);

#endif
