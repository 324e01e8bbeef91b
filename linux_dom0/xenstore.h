/* SPDX-License-Identifier: BSD-2-Clause */
/* xenstored, and what QEMU wants to find there. */
#ifndef LINUX_DOM0_XENSTORE_H
#define LINUX_DOM0_XENSTORE_H

/* Starts it as child @number and waits until it answers. Dies if it does not. */
void xenstore_start(unsigned int number);

/* Writes what xen-init-dom0 would, as far as QEMU reads it: that is of one Xen, this of any. */
void xenstore_introduce_dom0(unsigned int number);

#endif
