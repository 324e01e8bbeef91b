/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/overlay_blob.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#define PINS      4
#define GIC_SPI   0
#define IRQ_LEVEL 4          /* active high */
#define MEM32     0x02000000 /* ranges, phys.hi: 32-bit memory space, not prefetchable */
#define DEVICE    11         /* phys.hi: the device number's shift */
#define BUS_SIZE  (1ull << 20)
#define NOBODY    0xdead /* no node has this phandle */
#define RAM       0x40000000ull
#define CUT       16 /* bytes */

/* The first error sticks, as in the harness's writer. */
static int error;

static void check(int result)
{
    if (!error && result < 0)
        error = result;
}

static void cells(void *fdt, const char *name, const uint32_t *list, size_t count)
{
    void *value = NULL;

    if (!error)
        check(fdt_property_placeholder(fdt, name, (int)(count * sizeof(*list)), &value));
    for (size_t i = 0; !error && i < count; i++)
        fdt32_st((uint8_t *)value + i * sizeof(*list), list[i]);
}

#define U64(value) (uint32_t)((value) >> 32), (uint32_t)(value)
#define CELLS(fdt, name, ...)                         \
    cells(fdt, name, (const uint32_t[]){__VA_ARGS__}, \
          sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

/* Pin p of device d interrupts on SPI spi + (p - 1 + d) % 4. */
static void interrupt_map(void *fdt, uint32_t spi, uint32_t gic)
{
    uint32_t map[PINS * PINS * 8];
    size_t count = 0;

    for (uint32_t device = 0; device < PINS; device++)
        for (uint32_t pin = 1; pin <= PINS; pin++) {
            const uint32_t entry[] = {
                device << DEVICE, 0, 0, pin, gic, GIC_SPI, spi + (pin - 1 + device) % PINS,
                IRQ_LEVEL};

            memcpy(&map[count], entry, sizeof(entry));
            count += sizeof(entry) / sizeof(entry[0]);
        }
    CELLS(fdt, "interrupt-map-mask", (PINS - 1) << DEVICE, 0, 0, 7);
    cells(fdt, "interrupt-map", map, count);
}

static void bridge(void *fdt, const struct args *args, uint32_t gic, uint64_t kind)
{
    const uint64_t ecam = kind == OVERLAY_OVER_RAM ? RAM : args->ecam.base;
    const uint64_t mem = kind == OVERLAY_OVER_ITSELF ? args->ecam.base : args->mem.base;
    uint32_t last = (uint32_t)(args->ecam.size / BUS_SIZE - 1);
    char name[32];

    last += kind == OVERLAY_BUSES ? 1 : 0;
    last -= kind == OVERLAY_FEWER_BUSES ? 1 : 0;
    snprintf(name, sizeof(name), "pcie@%llx", (unsigned long long)ecam);
    check(fdt_begin_node(fdt, name));
    check(fdt_property_string(fdt, "compatible", "pci-host-ecam-generic"));
    check(fdt_property_string(fdt, "device_type", "pci"));
    check(fdt_property(fdt, "dma-coherent", NULL, 0));
    CELLS(fdt, "#address-cells", 3);
    CELLS(fdt, "#size-cells", 2);
    CELLS(fdt, "#interrupt-cells", 1);
    CELLS(fdt, "bus-range", 0, last);
    CELLS(fdt, "reg", U64(ecam), U64(args->ecam.size));
    CELLS(fdt, "ranges", MEM32, U64(args->mem.base), U64(mem), U64(args->mem.size));
    interrupt_map(fdt, args->spi, kind == OVERLAY_CONTROLLER ? NOBODY : gic);
    check(fdt_end_node(fdt));
}

static void fragment(void *fdt, const struct args *args, uint32_t gic, uint64_t kind)
{
    check(fdt_begin_node(fdt, "fragment@0"));
    if (kind == OVERLAY_HANDLE)
        CELLS(fdt, "target", NOBODY);
    else
        check(fdt_property_string(fdt, "target-path",
                                  kind == OVERLAY_PATH ? "/nowhere" : "/passthrough"));
    check(fdt_begin_node(fdt, "__overlay__"));
    bridge(fdt, args, gic, kind);
    check(fdt_end_node(fdt));
    check(fdt_end_node(fdt));
}

/* What is wrong with the blob itself. */
static size_t spoil(void *blob, uint64_t kind)
{
    const size_t size = fdt_totalsize(blob);

    if (kind == OVERLAY_MAGIC)
        fdt_set_magic(blob, ~FDT_MAGIC);
    if (kind == OVERLAY_VERSION) {
        fdt_set_version(blob, FDT_LAST_SUPPORTED_VERSION + 2);
        fdt_set_last_comp_version(blob, FDT_LAST_SUPPORTED_VERSION + 1);
    }
    if (kind == OVERLAY_GARBLED) /* the root's own tag */
        fdt32_st((uint8_t *)blob + fdt_off_dt_struct(blob), FDT_END + 1);
    return kind == OVERLAY_CUT ? size - CUT : size;
}

size_t overlay_blob(const struct args *args, uint32_t gic, uint64_t kind, void *blob)
{
    if (kind > OVERLAY_FEWER_BUSES)
        return 0;
    error = 0;
    check(fdt_create(blob, OVERLAY_BLOB_MAX));
    check(fdt_finish_reservemap(blob));
    check(fdt_begin_node(blob, ""));
    fragment(blob, args, gic, kind);
    check(fdt_end_node(blob));
    check(fdt_finish(blob));
    return error ? 0 : spoil(blob, kind);
}
