/* SPDX-License-Identifier: BSD-2-Clause */
/* What /init sets up before the first test: file systems, the console, modules, the settings. */
#ifndef LINUX_GUEST_MACHINE_H
#define LINUX_GUEST_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* /proc, /sys and /dev. False, errno set, if one cannot be mounted. */
bool machine_mount(void);

/* Records can be written from here on. False, errno set, without /dev/kmsg. */
bool console_open(void);

/* The device tree that Xen made: /sys/firmware/fdt. NULL, errno set, if it cannot be read. */
const void *machine_device_tree(void);

#define MACHINE_MODULES      "/lib/modules"
#define MACHINE_MMIO_MODULES "/lib/modules-mmio" /* the driver of virtio-mmio slots */

/* Loads every module of @folder, in the order of their names. False after an env record that names
 * one that the kernel refuses. */
bool machine_load_modules(const char *folder);

/* Ends the domain as SHUTDOWN_poweroff or, if the kernel does not get there, SHUTDOWN_reboot. */
void machine_power_off(void) __attribute__((noreturn));

#endif
