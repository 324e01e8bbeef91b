/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_QEMU_VERSION_H
#define HARNESS_QEMU_VERSION_H

/* What @qemu (a path) says its version is, "7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)", to free(); NULL
 * if it does not say within seconds. */
char *qemu_version(const char *qemu);

#endif
