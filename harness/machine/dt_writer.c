/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/dt_writer.h"

#include <libfdt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DT_CAPACITY 65536
#define DT_NAME_MAX 64

static void check(struct dt_writer *dt, const char *where, int result)
{
    if (!dt->error && result < 0) {
        dt->error = result;
        dt->where = where;
    }
}

void dtw_start(struct dt_writer *dt)
{
    *dt = (struct dt_writer){.blob = malloc(DT_CAPACITY), .capacity = DT_CAPACITY};
    check(dt, "/", dt->blob ? 0 : -FDT_ERR_NOSPACE);
    if (!dt->error)
        check(dt, "/", fdt_create(dt->blob, DT_CAPACITY));
    if (!dt->error)
        check(dt, "/", fdt_finish_reservemap(dt->blob));
    dtw_begin(dt, "%s", "");
}

void *dtw_finish(struct dt_writer *dt, const char *what, size_t *size)
{
    dtw_end(dt);
    if (!dt->error)
        check(dt, "/", fdt_finish(dt->blob));
    if (dt->error) {
        fprintf(stderr, "doorbell: cannot compose the %s: %s at \"%s\"\n", what,
                fdt_strerror(dt->error), dt->where);
        free(dt->blob);
        return NULL;
    }
    *size = fdt_totalsize(dt->blob);
    return dt->blob;
}

void dtw_begin(struct dt_writer *dt, const char *name, ...)
{
    char text[DT_NAME_MAX];
    va_list args;
    int length;

    va_start(args, name);
    length = vsnprintf(text, sizeof(text), name, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof(text))
        check(dt, name, -FDT_ERR_NOSPACE);
    if (!dt->error)
        check(dt, name, fdt_begin_node(dt->blob, text));
}

void dtw_end(struct dt_writer *dt)
{
    if (!dt->error)
        check(dt, "end of node", fdt_end_node(dt->blob));
}

static void property(struct dt_writer *dt, const char *name, const void *value, size_t length)
{
    if (!dt->error)
        check(dt, name,
              length > DT_CAPACITY ? -FDT_ERR_NOSPACE
                                   : fdt_property(dt->blob, name, value, (int)length));
}

void dtw_empty(struct dt_writer *dt, const char *name)
{
    property(dt, name, "", 0);
}

static void grow(struct dt_writer *dt, size_t size)
{
    void *larger = dt->error || size > INT_MAX - dt->capacity ? NULL : malloc(dt->capacity + size);

    check(dt, "/", larger ? 0 : -FDT_ERR_NOSPACE);
    if (!larger)
        return;
    check(dt, "/", fdt_resize(dt->blob, larger, (int)(dt->capacity + size)));
    free(dt->blob);
    dt->blob = larger;
    dt->capacity += size;
}

void dtw_bytes(struct dt_writer *dt, const char *name, const void *bytes, size_t size)
{
    grow(dt, size);
    if (!dt->error)
        check(dt, name, fdt_property(dt->blob, name, bytes, (int)size));
}

void dtw_string(struct dt_writer *dt, const char *name, const char *value)
{
    property(dt, name, value, strlen(value) + 1);
}

void dtw_strings(struct dt_writer *dt, const char *name, const char *const *values)
{
    char *list = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&list, &length);

    if (!stream) {
        check(dt, name, -FDT_ERR_NOSPACE);
        return;
    }
    for (; *values; values++)
        fwrite(*values, 1, strlen(*values) + 1, stream);
    if (fclose(stream))
        check(dt, name, -FDT_ERR_NOSPACE);
    property(dt, name, list, length);
    free(list);
}

void dtw_cell_array(struct dt_writer *dt, const char *name, const uint32_t *cells, size_t count)
{
    void *value = NULL;

    if (!dt->error && count < DT_CAPACITY / sizeof(fdt32_t))
        check(dt, name,
              fdt_property_placeholder(dt->blob, name, (int)(count * sizeof(fdt32_t)), &value));
    else
        check(dt, name, -FDT_ERR_NOSPACE);
    for (size_t i = 0; !dt->error && i < count; i++)
        fdt32_st((uint8_t *)value + i * sizeof(fdt32_t), cells[i]);
}

void dtw_cpus(struct dt_writer *dt, unsigned int count)
{
    dtw_begin(dt, "cpus");
    dtw_cells(dt, "#address-cells", 1);
    dtw_cells(dt, "#size-cells", 0);
    for (unsigned int cpu = 0; cpu < count; cpu++) {
        dtw_begin(dt, "cpu@%x", cpu);
        dtw_string(dt, "device_type", "cpu");
        dtw_string(dt, "compatible", "arm,armv8");
        dtw_cells(dt, "reg", cpu);
        dtw_string(dt, "enable-method", "psci");
        dtw_end(dt);
    }
    dtw_end(dt);
}
