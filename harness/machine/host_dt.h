/* SPDX-License-Identifier: BSD-2-Clause */
/* The host's device tree: the board, and under /chosen what Xen is to boot. */
#ifndef HARNESS_HOST_DT_H
#define HARNESS_HOST_DT_H

#include <stddef.h>

#include "harness/catalogue/scenario.h"

/* Sizes in bytes of the modules that layout.h places. */
struct module_sizes {
    size_t backend;
    size_t guest;     /* where the backend makes the domU: its ramdisk */
    size_t initramfs; /* where the domU is Linux */
    size_t dom0_initramfs;
    size_t root; /* the disk with Linux's root file system: the backend's ramdisk */
    size_t partial_dt;
};

/* @fault: the backend's, by name; NULL: none. Returns the blob (free() it) and its @size in bytes,
 * or NULL after one line on stderr. */
void *host_dt(const struct scenario *scenario, const char *fault,
              const struct module_sizes *modules, size_t *size);

#endif
