/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/dt/dt_walk.h"

const fdt32_t *dt_cells(const void *fdt, int node, const char *name, unsigned int *count)
{
    int length;
    const fdt32_t *cells = fdt_getprop(fdt, node, name, &length);

    *count = cells ? (unsigned int)length / sizeof(*cells) : 0;
    return cells && length % sizeof(*cells) == 0 ? cells : NULL;
}

bool dt_cell(const void *fdt, int node, const char *name, uint32_t *value)
{
    unsigned int count;
    const fdt32_t *cells = dt_cells(fdt, node, name, &count);

    if (!cells || count != 1)
        return false;
    *value = fdt32_ld(cells);
    return true;
}

const char *dt_path(const void *fdt, int node)
{
    static char path[96];

    return fdt_get_path(fdt, node, path, sizeof(path)) ? "(a long path)" : path;
}

int dt_interrupt_parent(const void *fdt, int node)
{
    uint32_t phandle;

    for (unsigned int depth = 0; node >= 0 && depth < DT_DEPTH; depth++) {
        if (dt_cell(fdt, node, "interrupt-parent", &phandle))
            return fdt_node_offset_by_phandle(fdt, phandle);
        node = fdt_parent_offset(fdt, node);
    }
    return -1;
}

bool dt_is_in_cpu_space(const void *fdt, int node)
{
    int parent = fdt_parent_offset(fdt, node), length;

    for (unsigned int depth = 0; parent > 0 && depth < DT_DEPTH; depth++) {
        if (!fdt_getprop(fdt, parent, "ranges", &length) || length)
            return false;
        parent = fdt_parent_offset(fdt, parent);
    }
    return parent == 0;
}
