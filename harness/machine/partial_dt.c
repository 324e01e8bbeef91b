/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/partial_dt.h"

#include <inttypes.h>

#include "harness/machine/doorbell_node.h"
#include "harness/machine/dt_writer.h"
#include "harness/machine/layout.h"

#define BACKEND_DOMID 0

#define GIC_SPI   0
#define IRQ_LEVEL 4     /* active high */
#define IRQ_EDGE  0xf01 /* rising; of any CPU */

#define PCI_MEM32  0x02000000 /* ranges, phys.hi: 32-bit memory space, not prefetchable */
#define PCI_PINS   4
#define PCI_DEVICE 11 /* phys.hi: the device number's shift */

/*
 * Pin p of device d interrupts on SPI base + (p - 1 + d) % 4, the usual swizzle. The vGIC has
 * #address-cells 0, so an entry has 8 cells: phys.hi/mid/lo, pin, GIC, type, number, flags.
 */
static void interrupt_map(struct dt_writer *dt, uint32_t gic)
{
    uint32_t cells[PCI_PINS * PCI_PINS * 8];
    size_t count = 0;

    for (uint32_t device = 0; device < PCI_PINS; device++) {
        for (uint32_t pin = 1; pin <= PCI_PINS; pin++) {
            const uint32_t spi = DOMU_INTX_SPI + (pin - 1 + device) % PCI_PINS;
            const uint32_t entry[] = {
                device << PCI_DEVICE, 0, 0, pin, gic, GIC_SPI, spi, IRQ_LEVEL};

            for (size_t i = 0; i < 8; i++)
                cells[count++] = entry[i];
        }
    }
    dtw_cells(dt, "interrupt-map-mask", (PCI_PINS - 1) << PCI_DEVICE, 0, 0, 7);
    dtw_cell_array(dt, "interrupt-map", cells, count);
}

static uint32_t gic_handle(const struct scenario *scenario)
{
    return scenario->no_gic_node || scenario->no_gic_phandle || scenario->by_xl
               ? DOMU_GIC_HANDLE_XEN
               : DOMU_GIC_HANDLE;
}

static void host_bridge(struct dt_writer *dt, const struct scenario *scenario)
{
    dtw_begin(dt, "pcie@%" PRIx64, scenario->ecam);
    dtw_string(dt, "compatible", "pci-host-ecam-generic");
    dtw_string(dt, "device_type", "pci");
    dtw_empty(dt, "dma-coherent"); /* the device model maps guest pages cacheable */
    dtw_cells(dt, "#address-cells", 3);
    dtw_cells(dt, "#size-cells", 2);
    dtw_cells(dt, "#interrupt-cells", 1);
    dtw_cells(dt, "bus-range", 0, (uint32_t)(DOMU_ECAM_SIZE / MIB(1)) - 1);
    dtw_cells(dt, "reg", DTW_U64(scenario->ecam), DTW_U64(DOMU_ECAM_SIZE));
    dtw_cells(dt, "ranges", PCI_MEM32, DTW_U64(DOMU_BARS), DTW_U64(DOMU_BARS),
              DTW_U64(DOMU_BARS_SIZE));
    interrupt_map(dt, gic_handle(scenario));
    if (scenario->grants) { /* every requester is the domain that serves it, dom0 */
        dtw_cells(dt, "iommu-map-mask", 0);
        dtw_cells(dt, "iommu-map", 0, DOMU_IOMMU_HANDLE, BACKEND_DOMID, 1);
    }
    dtw_end(dt);
}

/* Binding xen,grant-dma: an "IOMMU" whose specifier is the domain that gets grants. */
static void grant_dma(struct dt_writer *dt)
{
    dtw_begin(dt, "xen_iommu");
    dtw_string(dt, "compatible", "xen,grant-dma");
    dtw_cells(dt, "#iommu-cells", 1);
    dtw_cells(dt, "phandle", DOMU_IOMMU_HANDLE);
    dtw_end(dt);
}

/* As libxl's make_virtio_mmio_node(), which xl has make them. */
static void mmio_slots(struct dt_writer *dt, const struct scenario *scenario)
{
    for (uint32_t i = 0; !scenario->by_xl && i < scenario->mmio_slots; i++) {
        const uint64_t base = DOMU_MMIO + i * DOMU_MMIO_SLOT_SIZE;

        dtw_begin(dt, "virtio@%" PRIx64, base);
        dtw_string(dt, "compatible", "virtio,mmio");
        dtw_cells(dt, "reg", DTW_U64(base), DTW_U64(DOMU_MMIO_SLOT_SIZE));
        dtw_cells(dt, "interrupts", GIC_SPI, DOMU_MMIO_SPI + i, IRQ_EDGE);
        dtw_cells(dt, "interrupt-parent", gic_handle(scenario));
        dtw_empty(dt, "dma-coherent");
        if (scenario->grants)
            dtw_cells(dt, "iommus", DOMU_IOMMU_HANDLE, BACKEND_DOMID);
        dtw_end(dt);
    }
}

/* Xen takes the phandle from here for the vGIC that it makes. */
static void gic(struct dt_writer *dt, bool has_phandle)
{
    dtw_begin(dt, "gic");
    dtw_empty(dt, "interrupt-controller");
    dtw_cells(dt, "#interrupt-cells", 3);
    dtw_cells(dt, "#address-cells", 0);
    if (has_phandle)
        dtw_cells(dt, "phandle", DOMU_GIC_HANDLE);
    dtw_end(dt);
}

static void aliases(struct dt_writer *dt)
{
    dtw_begin(dt, "aliases");
    dtw_string(dt, DOORBELL_ALIAS, "/passthrough/doorbell");
    dtw_end(dt);
}

void partial_dt_passthrough(struct dt_writer *dt, const struct scenario *scenario,
                            const char *const *select)
{
    aliases(dt);
    dtw_begin(dt, "passthrough");
    dtw_string(dt, "compatible", "simple-bus"); /* Xen's passthrough.txt; Linux looks no further */
    dtw_empty(dt, "ranges");
    dtw_cells(dt, "#address-cells", 2);
    dtw_cells(dt, "#size-cells", 2);
    if (!scenario->late_bridge)
        host_bridge(dt, scenario);
    if (scenario->grants)
        grant_dma(dt);
    mmio_slots(dt, scenario);
    doorbell_node(dt, scenario, select, NULL);
    dtw_end(dt);
}

void *partial_dt(const struct scenario *scenario, const char *const *select, size_t *size)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_cells(&dt, "#address-cells", 2);
    dtw_cells(&dt, "#size-cells", 2);
    if (!scenario->no_gic_node)
        gic(&dt, !scenario->no_gic_phandle);
    partial_dt_passthrough(&dt, scenario, select);
    return dtw_finish(&dt, "partial device tree", size);
}
