/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/host_dt.h"

#include <inttypes.h>
#include <stdio.h>

#include "harness/machine/backend_words.h"
#include "harness/machine/dom0_node.h"
#include "harness/machine/domu_keys.h"
#include "harness/machine/dt_writer.h"
#include "harness/machine/layout.h"
#include "protocol/config.h"

#define PHANDLE_GIC   1
#define PHANDLE_CLOCK 2

#define GIC_SPI   0
#define GIC_PPI   1
#define IRQ_LEVEL 4 /* active high */

#define UART_PATH "/pl011@9000000"

#define LINUX_WORDS 200

static void psci(struct dt_writer *dt)
{
    dtw_begin(dt, "psci");
    dtw_strs(dt, "compatible", "arm,psci-1.0", "arm,psci-0.2");
    dtw_string(dt, "method", "smc");
    dtw_end(dt);
}

static uint64_t ram_size(const struct scenario *scenario)
{
    return scenario_has_linux(scenario) ? HOST_LINUX_RAM_SIZE : HOST_RAM_SIZE;
}

static void memory(struct dt_writer *dt, const struct scenario *scenario)
{
    dtw_begin(dt, "memory@%llx", HOST_RAM);
    dtw_string(dt, "device_type", "memory");
    dtw_cells(dt, "reg", DTW_U64(HOST_RAM), DTW_U64(ram_size(scenario)));
    dtw_end(dt);
}

static void timer(struct dt_writer *dt)
{
    dtw_begin(dt, "timer");
    dtw_string(dt, "compatible", "arm,armv8-timer");
    dtw_cells(dt, "interrupts", GIC_PPI, HOST_PPI_TIMER_SEC, IRQ_LEVEL, GIC_PPI,
              HOST_PPI_TIMER_PHYS, IRQ_LEVEL, GIC_PPI, HOST_PPI_TIMER_VIRT, IRQ_LEVEL, GIC_PPI,
              HOST_PPI_TIMER_HYP, IRQ_LEVEL);
    dtw_end(dt);
}

static void gic(struct dt_writer *dt, unsigned int version)
{
    dtw_begin(dt, "intc@%llx", HOST_GICD);
    if (version == 2) {
        dtw_string(dt, "compatible", "arm,cortex-a15-gic");
        dtw_cells(dt, "reg", DTW_U64(HOST_GICD), DTW_U64(HOST_GICD_SIZE), DTW_U64(HOST_GICC),
                  DTW_U64(HOST_GIC_CPU_SIZE), DTW_U64(HOST_GICH), DTW_U64(HOST_GIC_CPU_SIZE),
                  DTW_U64(HOST_GICV), DTW_U64(HOST_GIC_CPU_SIZE));
    } else {
        dtw_string(dt, "compatible", "arm,gic-v3");
        dtw_cells(dt, "reg", DTW_U64(HOST_GICD), DTW_U64(HOST_GICD_SIZE), DTW_U64(HOST_GICR),
                  DTW_U64(HOST_GICR_SIZE));
        dtw_cells(dt, "#redistributor-regions", 1);
    }
    dtw_empty(dt, "interrupt-controller");
    dtw_cells(dt, "#interrupt-cells", 3);
    dtw_cells(dt, "#address-cells", 0);
    dtw_cells(dt, "interrupts", GIC_PPI, HOST_PPI_GIC, IRQ_LEVEL);
    dtw_cells(dt, "phandle", PHANDLE_GIC);
    dtw_end(dt);
}

static void uart(struct dt_writer *dt)
{
    dtw_begin(dt, "apb-pclk");
    dtw_string(dt, "compatible", "fixed-clock");
    dtw_cells(dt, "#clock-cells", 0);
    dtw_cells(dt, "clock-frequency", HOST_UART_CLOCK);
    dtw_cells(dt, "phandle", PHANDLE_CLOCK);
    dtw_end(dt);

    dtw_begin(dt, "%s", &UART_PATH[1]);
    dtw_strs(dt, "compatible", "arm,pl011", "arm,primecell");
    dtw_cells(dt, "reg", DTW_U64(HOST_UART), DTW_U64(KIB(4)));
    dtw_cells(dt, "interrupts", GIC_SPI, HOST_UART_SPI, IRQ_LEVEL);
    dtw_cells(dt, "clocks", PHANDLE_CLOCK, PHANDLE_CLOCK);
    dtw_strs(dt, "clock-names", "uartclk", "apb_pclk");
    dtw_end(dt);
}

/* @bootargs: NULL: none. */
static void module(struct dt_writer *dt, const char *kind, uint64_t base, size_t size,
                   const char *bootargs)
{
    dtw_begin(dt, "module@%" PRIx64, base);
    dtw_strs(dt, "compatible", kind, "multiboot,module");
    dtw_cells(dt, "reg", DTW_U64(base), DTW_U64(size));
    if (bootargs)
        dtw_string(dt, "bootargs", bootargs);
    dtw_end(dt);
}

static void windows(struct dt_writer *dt, const struct scenario *scenario)
{
    uint32_t cells[SCENARIO_CELLS];

    dtw_cell_array(dt, "mmio-background-regions", cells, scenario_window_cells(scenario, cells));
}

/* devkmsg: all records of /init are printed. panic=-1: a panic ends the domain at once. */
static void linux_bootargs(const struct scenario *scenario, char words[LINUX_WORDS])
{
    snprintf(words, LINUX_WORDS, "%s rdinit=/init loglevel=8 panic=-1 printk.devkmsg=on%s%s",
             scenario->vpl011 ? "console=ttyAMA0" : "console=hvc0 earlycon=xenboot",
             scenario->root ? " root=" : "", scenario->root ? scenario->root : "");
}

/* Those that the scenario does not word itself. */
static void own_keys(struct dt_writer *dt, const struct scenario *scenario)
{
    const char *const *others = scenario->keys;
    const uint64_t ram = scenario->linux_guest ? DOMU_LINUX_RAM_SIZE : DOMU_RAM_SIZE;

    if (!domu_keys_have(others, "memory"))
        dtw_cells(dt, "memory", DTW_U64(ram / 1024)); /* KiB */
    if (!domu_keys_have(others, "cpus"))
        dtw_cells(dt, "cpus", scenario->vcpus);
    if (!domu_keys_have(others, "nr_spis"))
        dtw_cells(dt, "nr_spis", scenario->nr_spis);
    if (scenario->direct_map) {
        dtw_empty(dt, "direct-map");
        dtw_cells(dt, "xen,static-mem", DTW_U64(HOST_STATIC_RAM), DTW_U64(ram));
    }
    if (scenario->vpl011)
        dtw_empty(dt, "vpl011");
    if (scenario->enhanced && !domu_keys_have(others, "xen,enhanced"))
        dtw_string(dt, "xen,enhanced", scenario->enhanced);
    if (scenario->profile == UNMAPPED)
        dtw_cells(dt, "trap-unmapped-accesses", scenario->raw_trap);
    else if (scenario->profile == WINDOWS)
        windows(dt, scenario);
    else if (scenario->profile == VPCI)
        dtw_empty(dt, "vpci-ioreq");
}

static void domu(struct dt_writer *dt, const struct scenario *scenario, const char *node,
                 const struct module_sizes *modules)
{
    char words[LINUX_WORDS];

    dtw_begin(dt, "%s", node);
    dtw_string(dt, "compatible", "xen,domain");
    dtw_cells(dt, "#address-cells", 2);
    dtw_cells(dt, "#size-cells", 2);
    own_keys(dt, scenario);
    domu_keys_write(dt, scenario->keys);
    if (scenario->linux_guest) {
        linux_bootargs(scenario, words);
        module(dt, "multiboot,kernel", HOST_LINUX, modules->guest, words);
        module(dt, "multiboot,ramdisk", HOST_INITRAMFS, modules->initramfs, NULL);
    } else {
        module(dt, "multiboot,kernel", HOST_GUEST, modules->guest, DOORBELL_BOOTARGS);
        if (scenario->ramdisk)
            module(dt, "multiboot,ramdisk", HOST_RAMDISK, modules->guest - CONFIG_RAMDISK_CUT,
                   NULL);
    }
    module(dt, "multiboot,device-tree", HOST_PARTIAL_DT, modules->partial_dt, NULL);
    dtw_end(dt);
}

/*
 * guest_loglvl: the domU's console hypercalls count as guest debug messages. noreboot: a panic ends
 * the boot instead of repeating it. No sync_console: it costs seconds. A backend has a vCPU.
 */
static void xen_bootargs(struct dt_writer *dt, const struct scenario *scenario)
{
    const unsigned int backends = scenario->by_domctl ? scenario->domus : 1;
    char text[200];

    snprintf(text, sizeof(text),
             "console=dtuart sched=credit2 loglvl=all guest_loglvl=all noreboot bootscrub=0 "
             "dom0_mem=%s dom0_max_vcpus=%u",
             scenario_has_linux_dom0(scenario) ? HOST_DOM0_LINUX_MEMORY : HOST_DOM0_MEMORY,
             backends > 1 ? backends : 1);
    dtw_string(dt, "xen,xen-bootargs", text);
}

/* dom0 and what it boots. The kernel prints only what is wrong: lines of the domU stay whole. */
static void dom0(struct dt_writer *dt, const struct scenario *scenario, const char *fault,
                 const struct module_sizes *modules)
{
    if (!scenario_has_linux_dom0(scenario)) {
        char bootargs[BACKEND_WORDS];

        backend_words(scenario, fault, bootargs);
        dtw_string(dt, "xen,dom0-bootargs", bootargs);
        module(dt, "multiboot,kernel", HOST_BACKEND, modules->backend, NULL);
        if (scenario->root)
            module(dt, "multiboot,ramdisk", HOST_ROOT_DISK, modules->root, NULL);
        return;
    }
    dtw_string(dt, "xen,dom0-bootargs",
               "console=hvc0 rdinit=/init loglevel=4 panic=-1 printk.devkmsg=on");
    module(dt, "multiboot,kernel", HOST_DOM0_LINUX, modules->backend, NULL);
    module(dt, "multiboot,ramdisk", HOST_DOM0_INITRAMFS, modules->dom0_initramfs, NULL);
}

static void chosen(struct dt_writer *dt, const struct scenario *scenario, const char *fault,
                   const struct module_sizes *modules)
{
    dtw_begin(dt, "chosen");
    dtw_cells(dt, "#address-cells", 2);
    dtw_cells(dt, "#size-cells", 2);
    dtw_string(dt, "stdout-path", UART_PATH);
    xen_bootargs(dt, scenario);
    dom0(dt, scenario, fault, modules);
    if (scenario->by_domctl)
        module(dt, "multiboot,ramdisk", HOST_GUEST, modules->guest, NULL);
    else if (!scenario->by_xl)
        domu(dt, scenario, DOMU_NODE, modules);
    if (!scenario->by_domctl && scenario->domus > 1)
        domu(dt, scenario, DOMU_SECOND_NODE, modules);
    dtw_end(dt);
}

void *host_dt(const struct scenario *scenario, const char *fault,
              const struct module_sizes *modules, size_t *size)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_strs(&dt, "compatible", "linux,dummy-virt");
    dtw_string(&dt, "model", "doorbell");
    dtw_cells(&dt, "#address-cells", 2);
    dtw_cells(&dt, "#size-cells", 2);
    dtw_cells(&dt, "interrupt-parent", PHANDLE_GIC);
    chosen(&dt, scenario, fault, modules);
    if (scenario_has_linux_dom0(scenario))
        dom0_node(&dt, scenario, fault);
    psci(&dt);
    memory(&dt, scenario);
    dtw_cpus(&dt, scenario->pcpus);
    timer(&dt);
    gic(&dt, scenario->gic);
    uart(&dt);
    return dtw_finish(&dt, "host device tree", size);
}
