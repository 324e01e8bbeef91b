/* SPDX-License-Identifier: BSD-2-Clause */
/* Overlays from the backend, and trees to merge them into. */
#ifndef SUITES_OVL_OVERLAY_CLIENT_H
#define SUITES_OVL_OVERLAY_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/pci/pci.h"
#include "protocol/control.h"

#define OVERLAY_TREE_MAX 65536 /* bytes, of our tree with an overlay in it */

/* Puts the overlay of @kind into @blob, of PCI_OVERLAY_MAX bytes; its size, or 0: an ERROR. */
size_t overlay_fetch(enum control_overlay kind, void *blob);

/* Our tree as it would be without a host bridge; NULL: an ERROR. */
const void *overlay_base(void);

/*
 * Merges it; @host is the bridge in the merged tree, which stays until the next call. Returns 0 or
 * an error of driver_error.h.
 */
int overlay_merge(const void *base, const void *blob, size_t size, struct pci_host *host);

#endif
