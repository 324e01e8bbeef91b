/* SPDX-License-Identifier: BSD-2-Clause */
/* xenstored: started, and given what xen-init-dom0 would write. */
#ifndef LINUX_DOM0_XENSTORE_H
#define LINUX_DOM0_XENSTORE_H

/* Starts it as child @number and waits until it answers. Dies if it does not. */
void xenstore_start(unsigned int number);

#endif
