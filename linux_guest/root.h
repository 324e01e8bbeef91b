/* SPDX-License-Identifier: BSD-2-Clause */
/* The root file system that the kernel's command line names, as an initramfs goes about it: "root=/dev/NAME", and
 * "rootwait" for one that may come late. */
#ifndef LINUX_GUEST_ROOT_H
#define LINUX_GUEST_ROOT_H

#include <stdbool.h>

struct root {
    char device[32]; /* "/dev/vda" */
    bool wait;
};

/* False if the command line names none. */
bool root_read(struct root *root);

/* Whether its device is there. */
bool root_is_there(const struct root *root);

/* What an initramfs without patience does: it says that the device is not there, and ends, which is a kernel's
 * panic with ENODEV as exit code. */
void root_give_up(const struct root *root) __attribute__((noreturn));

/* Mounts it and runs its /sbin/init, in a process of their own. False if that fails or, with *@hangs, takes
 * longer than @seconds. */
bool root_boot(const struct root *root, unsigned int seconds, bool *hangs);

#endif
