/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/bare_dt.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/doorbell_node.h"
#include "harness/machine/dt_writer.h"
#include "harness/support/heap.h"

/* Copies what is in node @from of @source into node @to of @tree, which has the room. */
static int graft(const void *source, int from, void *tree, int to)
{
    int at, error = 0;

    fdt_for_each_property_offset(at, source, from)
    {
        const char *name;
        int length;
        const void *value = fdt_getprop_by_offset(source, at, &name, &length);

        if (!error)
            error = value ? fdt_setprop(tree, to, name, value, length) : length;
    }
    fdt_for_each_subnode(at, source, from)
    {
        const int child = error ? error : fdt_add_subnode(tree, to, fdt_get_name(source, at, NULL));

        error = child < 0 ? child : graft(source, at, tree, child);
    }
    return error;
}

#define BRIDGE      "pci-host-ecam-generic"
#define MAP_ENTRIES 16 /* four devices of four pins */
#define SPECIFIER   3  /* the last cells of an entry: type, number, flags */

bool bare_dt_break_pins(void *blob)
{
    const int node = fdt_node_offset_by_compatible(blob, -1, BRIDGE);
    int length = 0;
    uint32_t *map = fdt_getprop_w(blob, node, "interrupt-map", &length), first[SPECIFIER];
    const size_t entry = (size_t)length / sizeof(*map) / MAP_ENTRIES;

    if (node < 0 || !map || entry <= SPECIFIER)
        return false;
    memcpy(first, map + entry - SPECIFIER, sizeof(first));
    for (size_t i = 1; i <= MAP_ENTRIES; i++)
        memcpy(map + i * entry - SPECIFIER,
               i < MAP_ENTRIES ? map + (i + 1) * entry - SPECIFIER : first, sizeof(first));
    return true;
}

#define RANGE     7 /* cells of an entry: PCI address 3, its place 2, size 2 */
#define RANGE_PCI 2 /* where the lower half of the PCI address is */
#define MEMORY_32 0x02000000u
#define MIB       0x00100000u

bool bare_dt_break_window(void *blob)
{
    const int node = fdt_node_offset_by_compatible(blob, -1, BRIDGE);
    int length = 0;
    fdt32_t *ranges = fdt_getprop_w(blob, node, "ranges", &length);

    for (int i = 0; ranges && (i + 1) * RANGE * (int)sizeof(*ranges) <= length; i++) {
        fdt32_t *entry = ranges + (ptrdiff_t)i * RANGE;

        if (fdt32_ld(entry) != MEMORY_32)
            continue;
        fdt32_st(entry + RANGE_PCI, fdt32_ld(entry + RANGE_PCI) + MIB);
        return true;
    }
    return false;
}

/* The node alone, below the root of a tree of its own: as with Xen, written in sequence. */
static void *fragment(const struct scenario *scenario, const char *const *select,
                      const char *version, size_t *size)
{
    struct dt_writer dt;

    dtw_start(&dt);
    doorbell_node(&dt, scenario, select, version);
    return dtw_finish(&dt, "doorbell node", size);
}

void *bare_dt(const void *own, size_t own_size, const struct scenario *scenario,
              const char *const *select, const char *version, size_t *size)
{
    size_t more = 0;
    void *node = fragment(scenario, select, version, &more), *blob;
    int error;

    if (!node)
        return NULL;
    error = own_size >= sizeof(struct fdt_header) ? fdt_check_header(own) : -FDT_ERR_TRUNCATED;
    if (!error && fdt_totalsize(own) > own_size)
        error = -FDT_ERR_TRUNCATED;
    *size = own_size + 2 * more; /* more than enough: names and padding are counted twice */
    blob = heap_zero(1, *size);
    if (!error)
        error = fdt_open_into(own, blob, (int)*size);
    if (!error)
        error = graft(node, 0, blob, 0);
    if (!error)
        error = fdt_pack(blob);
    free(node);
    if (error) {
        fprintf(stderr, "doorbell: cannot amend QEMU's device tree: %s\n", fdt_strerror(error));
        free(blob);
        return NULL;
    }
    *size = fdt_totalsize(blob);
    return blob;
}
