/* SPDX-License-Identifier: BSD-2-Clause */
/* The ramdisk that Xen has put into our RAM: what we make the domU of (protocol/domains.h), or the
 * bytes of the disk that we serve. */
#ifndef DOM0_RAMDISK_H
#define DOM0_RAMDISK_H

#include "runtime/dt.h"

/* Size 0: there is none. Panics if our device tree says that it is where we have no RAM. */
struct range ramdisk_find(void);

#endif
