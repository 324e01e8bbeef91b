/* SPDX-License-Identifier: BSD-2-Clause */
/* A host bridge that comes while the system runs: as an overlay for the device tree. */
#ifndef GUEST_PCI_OVERLAY_H
#define GUEST_PCI_OVERLAY_H

#include <stddef.h>

#include "guest/pci/pci.h"

#define PCI_OVERLAY_MAX 4096 /* bytes of an overlay */

/*
 * Merges the overlay of @size bytes at @blob, which nobody vouches for, and tree @base into
 * @merged, of @room bytes; fills in @host from the bridge that it brings. @base and @blob stay as
 * they are. Returns 0 or an error of driver_error.h; @merged and @host are then not to be used.
 */
int pci_overlay_apply(const void *base, const void *blob, size_t size, void *merged, size_t room,
                      struct pci_host *host);

#endif
