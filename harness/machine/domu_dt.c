/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/domu_dt.h"

#include "harness/machine/dt_writer.h"
#include "harness/machine/layout.h"
#include "harness/machine/partial_dt.h"
#include "protocol/domains.h"

#define GIC_SPI 0
#define GIC_PPI 1
/* Edge or level, and which CPUs: as Xen writes them. */
#define LEVEL_LOW_ALL  0xf08
#define LEVEL_HIGH_ALL 0xf04

static void psci(struct dt_writer *dt)
{
    dtw_begin(dt, "psci");
    dtw_strs(dt, "compatible", "arm,psci-1.0", "arm,psci-0.2", "arm,psci");
    dtw_string(dt, "method", "hvc");
    dtw_cells(dt, "cpu_off", 1);
    dtw_cells(dt, "cpu_on", 2);
    dtw_end(dt);
}

static void memory(struct dt_writer *dt)
{
    dtw_begin(dt, "memory@%llx", DOMU_RAM);
    dtw_string(dt, "device_type", "memory");
    dtw_cells(dt, "reg", DTW_U64(DOMU_RAM), DTW_U64(DOMU_RAM_SIZE));
    dtw_end(dt);
}

static void gic(struct dt_writer *dt, unsigned int version)
{
    dtw_begin(dt, "interrupt-controller@%llx", DOMU_GICD);
    dtw_cells(dt, "#address-cells", 0);
    dtw_cells(dt, "#interrupt-cells", 3);
    dtw_empty(dt, "interrupt-controller");
    if (version == 2) {
        dtw_string(dt, "compatible", "arm,gic-400");
        dtw_cells(dt, "reg", DTW_U64(DOMU_GICD), DTW_U64(DOMU_GICD_V2_SIZE), DTW_U64(DOMU_GICC),
                  DTW_U64(DOMU_GICC_SIZE));
    } else {
        dtw_string(dt, "compatible", "arm,gic-v3");
        dtw_cells(dt, "#redistributor-regions", 1);
        dtw_cells(dt, "reg", DTW_U64(DOMU_GICD), DTW_U64(DOMU_GICD_SIZE), DTW_U64(DOMU_GICR),
                  DTW_U64(DOMU_GICR_SIZE));
    }
    dtw_cells(dt, "linux,phandle", DOMU_GIC_HANDLE);
    dtw_cells(dt, "phandle", DOMU_GIC_HANDLE);
    dtw_end(dt);
}

static void timer(struct dt_writer *dt)
{
    dtw_begin(dt, "timer");
    dtw_string(dt, "compatible", "arm,armv8-timer");
    dtw_cells(dt, "interrupts", GIC_PPI, DOMU_PPI_TIMER_SEC, LEVEL_LOW_ALL, GIC_PPI,
              DOMU_PPI_TIMER_PHYS, LEVEL_LOW_ALL, GIC_PPI, DOMU_PPI_TIMER_VIRT, LEVEL_LOW_ALL);
    dtw_cells(dt, "interrupt-parent", DOMU_GIC_HANDLE);
    dtw_end(dt);
}

static void uart(struct dt_writer *dt)
{
    dtw_begin(dt, "sbsa-uart@%llx", DOMU_UART);
    dtw_string(dt, "compatible", "arm,sbsa-uart");
    dtw_cells(dt, "reg", DTW_U64(DOMU_UART), DTW_U64(KIB(4)));
    dtw_cells(dt, "interrupts", GIC_SPI, DOMU_UART_SPI, LEVEL_HIGH_ALL);
    dtw_cells(dt, "interrupt-parent", DOMU_GIC_HANDLE);
    dtw_cells(dt, "current-speed", 115200);
    dtw_end(dt);
}

void *domu_dt(const struct scenario *scenario, const char *const *select, size_t *size)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_cells(&dt, "#address-cells", 2);
    dtw_cells(&dt, "#size-cells", 2);
    dtw_begin(&dt, "chosen");
    dtw_end(&dt);
    psci(&dt);
    dtw_cpus(&dt, scenario->vcpus);
    memory(&dt);
    partial_dt_passthrough(&dt, scenario, select);
    gic(&dt, scenario->gic);
    timer(&dt);
    if (scenario->vpl011)
        uart(&dt);
    return dtw_finish(&dt, "domU's device tree", size);
}

void *domains_dt(const struct scenario *scenario, const struct dt_blob *image,
                 const struct dt_blob *tree, const struct dt_blob *backend, size_t *size)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_string(&dt, "compatible", DOMAINS_COMPATIBLE);
    dtw_bytes(&dt, DOMAINS_IMAGE, image->data, image->size);
    if (backend)
        dtw_bytes(&dt, DOMAINS_BACKEND, backend->data, backend->size);
    dtw_begin(&dt, DOMAINS_DOMAIN);
    dtw_cells(&dt, DOMAINS_MEMORY, DTW_U64(DOMU_RAM_SIZE / 1024));
    dtw_cells(&dt, DOMAINS_VCPUS, scenario->vcpus);
    dtw_cells(&dt, DOMAINS_NR_SPIS, scenario->nr_spis);
    dtw_string(&dt, DOMAINS_PROFILE, scenario_profile(scenario->profile));
    if (scenario->vpl011)
        dtw_empty(&dt, DOMAINS_VPL011);
    dtw_bytes(&dt, DOMAINS_TREE, tree->data, tree->size);
    dtw_end(&dt);
    return dtw_finish(&dt, "backend's ramdisk", size);
}
