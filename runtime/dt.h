/* SPDX-License-Identifier: BSD-2-Clause */
/* What both images ask of their device tree; all of it over libfdt, nothing assumed. */
#ifndef RUNTIME_DT_H
#define RUNTIME_DT_H

#include <stdbool.h>
#include <stdint.h>

struct range {
    uint64_t base; /* bytes */
    uint64_t size;
};

/* The tree handed over in x0 at entry, checked. */
const void *dt_boot(void);

/* First node of @compatible, or -1. */
int dt_find(const void *fdt, const char *compatible);

/*
 * Cells of an address or a size below @node, by the specification's defaults. libfdt's functions of
 * this name would bring all of its code that writes trees into the images.
 */
int dt_address_cells(const void *fdt, int node);
int dt_size_cells(const void *fdt, int node);

/* @index-th entry of @node's reg, by its parent's cells; false if there is none. */
bool dt_reg(const void *fdt, int node, unsigned int index, struct range *out);

/* @index-th <base size> of two cells each in property @name; false if there is none. */
bool dt_range(const void *fdt, int node, const char *name, unsigned int index, struct range *out);

/* @index-th 64-bit value (two cells) of property @name; false if there is none. */
bool dt_u64_at(const void *fdt, int node, const char *name, unsigned int index, uint64_t *out);

/* A string property, or @fallback. */
const char *dt_string(const void *fdt, int node, const char *name, const char *fallback);

/* @index-th bank of /memory nodes; false if there is none. */
bool dt_ram(const void *fdt, unsigned int index, struct range *out);

/* /chosen/bootargs, or "". */
const char *dt_bootargs(const void *fdt);

/* The node that /chosen/stdout-path names, if it is compatible with @compatible; else -1. */
int dt_stdout(const void *fdt, const char *compatible);

#endif
