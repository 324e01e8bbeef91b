/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/dt.h"

#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include "runtime/image.h"
#include "runtime/panic.h"

const void *dt_boot(void)
{
    const void *fdt = (const void *)boot_record.x[0];
    int rc = fdt ? fdt_check_header(fdt) : -FDT_ERR_BADMAGIC;

    if (rc)
        panic("no device tree at x0 = %p: %s", fdt, fdt_strerror(rc));
    return fdt;
}

int dt_find(const void *fdt, const char *compatible)
{
    return fdt_node_offset_by_compatible(fdt, -1, compatible);
}

static uint64_t cells(const fdt32_t *cell, int count)
{
    uint64_t value = 0;

    while (count-- > 0)
        value = value << 32 | fdt32_to_cpu(*cell++);
    return value;
}

/* The @index-th tuple of @width cells in property @name, or NULL. */
static const fdt32_t *tuple(const void *fdt, int node, const char *name, unsigned int index,
                            unsigned int width)
{
    int length;
    const fdt32_t *property = fdt_getprop(fdt, node, name, &length);

    if (!property || !width || (index + 1ull) * width * sizeof(*property) > (unsigned int)length)
        return NULL;
    return property + (size_t)index * width;
}

static int cell_count(const void *fdt, int node, const char *name, int fallback)
{
    const fdt32_t *cell = tuple(fdt, node, name, 0, 1);

    return cell ? (int)fdt32_to_cpu(*cell) : fallback;
}

int dt_address_cells(const void *fdt, int node)
{
    return cell_count(fdt, node, "#address-cells", 2);
}

int dt_size_cells(const void *fdt, int node)
{
    return cell_count(fdt, node, "#size-cells", 1);
}

bool dt_reg(const void *fdt, int node, unsigned int index, struct range *out)
{
    int parent = fdt_parent_offset(fdt, node);
    int address = dt_address_cells(fdt, parent);
    int size = dt_size_cells(fdt, parent);
    const fdt32_t *cell;

    if (parent < 0 || address < 1 || address > 2 || size < 0 || size > 2)
        return false;
    cell = tuple(fdt, node, "reg", index, address + size);
    if (!cell)
        return false;
    out->base = cells(cell, address);
    out->size = cells(cell + address, size);
    return true;
}

bool dt_range(const void *fdt, int node, const char *name, unsigned int index, struct range *out)
{
    const fdt32_t *cell = tuple(fdt, node, name, index, 4);

    if (!cell)
        return false;
    out->base = cells(cell, 2);
    out->size = cells(cell + 2, 2);
    return true;
}

bool dt_u64_at(const void *fdt, int node, const char *name, unsigned int index, uint64_t *out)
{
    const fdt32_t *cell = tuple(fdt, node, name, index, 2);

    if (!cell)
        return false;
    *out = cells(cell, 2);
    return true;
}

const char *dt_string(const void *fdt, int node, const char *name, const char *fallback)
{
    const char *text = fdt_stringlist_get(fdt, node, name, 0, NULL);

    return text ? text : fallback;
}

bool dt_ram(const void *fdt, unsigned int index, struct range *out)
{
    int node = -1;

    for (;;) {
        node = fdt_node_offset_by_prop_value(fdt, node, "device_type", "memory", 7);
        if (node < 0)
            return false;
        for (unsigned int i = 0; dt_reg(fdt, node, i, out); i++)
            if (index-- == 0)
                return true;
    }
}

const char *dt_bootargs(const void *fdt)
{
    return dt_string(fdt, fdt_path_offset(fdt, "/chosen"), "bootargs", "");
}

/*
 * The node of a path or an alias. An alias is a whole path (Devicetree Specification 3.3); libfdt
 * before 1.7.1 would follow one that leads to itself for ever.
 */
static int node_of(const void *fdt, const char *path, int length)
{
    const char *whole;
    int size;

    if (*path == '/')
        return fdt_path_offset_namelen(fdt, path, length);
    whole = fdt_getprop_namelen(fdt, fdt_path_offset(fdt, "/aliases"), path, length, &size);
    return whole && size && *whole == '/' && !whole[size - 1] ? fdt_path_offset(fdt, whole) : -1;
}

int dt_stdout(const void *fdt, const char *compatible)
{
    const char *path = dt_string(fdt, fdt_path_offset(fdt, "/chosen"), "stdout-path", "");
    const int node = node_of(fdt, path, (int)strcspn(path, ":"));

    return node >= 0 && !fdt_node_check_compatible(fdt, node, compatible) ? node : -1;
}
