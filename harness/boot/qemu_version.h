/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_QEMU_VERSION_H
#define HARNESS_QEMU_VERSION_H

/* The first line of `@qemu --version` (a path), to free(); NULL if it says nothing in five seconds.
 */
char *qemu_version(const char *qemu);

#endif
