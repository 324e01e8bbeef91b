/* SPDX-License-Identifier: BSD-2-Clause */
/* Going through the guest's device tree, node by node. */
#ifndef SUITES_DT_DT_WALK_H
#define SUITES_DT_DT_WALK_H

#include <libfdt.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/dt.h"

#define DT_DEPTH 16

/* for_each_node(fdt, node) { ... }: the root first. */
#define for_each_node(fdt, node) \
    for (int node = 0; node >= 0; node = fdt_next_node(fdt, node, NULL))

/* A property's cells; NULL if it is not there or no whole number of cells. */
const fdt32_t *dt_cells(const void *fdt, int node, const char *name, unsigned int *count);

/* A property of one cell. */
bool dt_cell(const void *fdt, int node, const char *name, uint32_t *value);

/* The node's path, for messages; valid until the next call. */
const char *dt_path(const void *fdt, int node);

/* The node that @node's interrupts go to, by its own or an ancestor's interrupt-parent; -1: none.
 */
int dt_interrupt_parent(const void *fdt, int node);

/* Whether an address of @node's reg is one of the CPU: all buses above it map 1:1. */
bool dt_is_in_cpu_space(const void *fdt, int node);

#endif
