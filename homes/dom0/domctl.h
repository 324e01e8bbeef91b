/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HYPERVISOR_domctl. Domctls are no stable interface: Xen refuses (-EACCES) all versions but its
 * own. What is used here has the same layout in those of 4.17 to 4.22, but for createdomain.
 */
#ifndef DOM0_DOMCTL_H
#define DOM0_DOMCTL_H

#include "runtime/xen.h"

#include <xen/domctl.h>

/* Those whose createdomain is known: of Xen 4.17, and of 4.22 and staging. */
#define DOMCTL_VERSION_FIRST 0x15
#define DOMCTL_VERSION_LAST  0x18

/* Xen's version of the interface, which is asked for once; 0: none of those that were tried. */
uint32_t domctl_version(void);

/* Makes @op, zeroed but for its .u, the domctl @cmd of @domid, in Xen's version. 0 or a Xen errno.
 */
long domctl(struct xen_domctl *op, uint32_t cmd, domid_t domid);

#endif
