/* SPDX-License-Identifier: BSD-2-Clause */
/* Scenarios with all that a device tree can be made of, and the tree composed last. */
#ifndef TESTS_COMPOSED_TREE_H
#define TESTS_COMPOSED_TREE_H

#include <stddef.h>

#include "harness/catalogue/scenario.h"
#include "harness/machine/host_dt.h"

extern void *blob;
extern size_t blob_size;

extern const struct module_sizes module_sizes;
extern const char *const select_two[]; /* two globs */

/* Uses every key; the windows need both cells of each number. */
struct scenario everything(void);

/* The same of a domU that the backend makes. */
struct scenario made_late(void);

void compose_host(const struct scenario *scenario);
void compose_partial(const struct scenario *scenario, const char *const *select);

/* Releases the tree. For SET_TEARDOWN, too. */
void blob_release(void *arg);

/* A property of the domU's node in the host's tree; @length as for fdt_getprop(). */
const void *domu_property(const char *name, int *length);

#endif
