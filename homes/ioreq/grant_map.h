/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a guest grants us, page by page (device tree binding xen,grant-dma): an address is a
 * grant reference in bits 12 to 43, a byte of its page in bits 0 to 11, and bit 63 is set. Only
 * requests are mapped so; the control page and requests of ioreq servers are foreign pages.
 */
#ifndef IOREQ_GRANT_MAP_H
#define IOREQ_GRANT_MAP_H

#include "device_model/home.h"
#include "runtime/xen.h"

/* For home.platform. */
const struct platform_memory *grants_of(domid_t guest);

#endif
