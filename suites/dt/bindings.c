/* SPDX-License-Identifier: BSD-2-Clause */
/* What nodes must have by their bindings: DT-01. */
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dt/dt_walk.h"

#include <string.h>

#define ANY   0 /* cells of a property: however many */
#define EMPTY UINT8_MAX

/* A property that a node must have. */
struct needed {
    const char *name;
    uint8_t cells; /* at least */
    uint32_t is;   /* the first of them; ~0: anything */
};

#define SOME UINT32_MAX

static const struct needed gic_v3[] = {
    {"reg", 8, SOME},           {"interrupt-controller", EMPTY, SOME},
    {"#interrupt-cells", 1, 3}, {"#address-cells", 1, SOME},
    {"phandle", 1, SOME},       {NULL, 0, 0}};
static const struct needed gic_v2[] = {
    {"reg", 8, SOME},           {"interrupt-controller", EMPTY, SOME},
    {"#interrupt-cells", 1, 3}, {"#address-cells", 1, SOME},
    {"phandle", 1, SOME},       {NULL, 0, 0}};
static const struct needed timer[] = {{"interrupts", 9, 1}, {NULL, 0, 0}};
static const struct needed psci[] = {{"method", ANY, SOME}, {NULL, 0, 0}};
static const struct needed cpu[] = {
    {"device_type", ANY, SOME}, {"reg", 1, SOME}, {"enable-method", ANY, SOME}, {NULL, 0, 0}};
static const struct needed uart[] = {
    {"reg", 4, SOME}, {"interrupts", 3, 0}, {"current-speed", 1, SOME}, {NULL, 0, 0}};
static const struct needed hypervisor[] = {{"reg", 4, SOME}, {"interrupts", 3, 1}, {NULL, 0, 0}};
static const struct needed bus[] = {
    {"ranges", ANY, SOME}, {"#address-cells", 1, SOME}, {"#size-cells", 1, SOME}, {NULL, 0, 0}};
static const struct needed host_bridge[] = {{"device_type", ANY, SOME},
                                            {"dma-coherent", EMPTY, SOME},
                                            {"#address-cells", 1, 3},
                                            {"#size-cells", 1, 2},
                                            {"#interrupt-cells", 1, 1},
                                            {"reg", 4, SOME},
                                            {"ranges", 7, SOME},
                                            {"bus-range", 2, 0},
                                            {"interrupt-map", 8, SOME},
                                            {"interrupt-map-mask", 4, SOME},
                                            {NULL, 0, 0}};

static const struct binding {
    const char *compatible;
    const struct needed *needed;
    bool always; /* there must be one */
} bindings[] = {
    {"arm,gic-v3", gic_v3, false},
    {"arm,cortex-a15-gic", gic_v2, false},
    {"arm,armv8-timer", timer, true},
    {"arm,psci-1.0", psci, true},
    {"arm,armv8", cpu, true},
    {"arm,sbsa-uart", uart, false},
    {"xen,xen", hypervisor, false},
    {"simple-bus", bus, true},
    {"pci-host-ecam-generic", host_bridge, true},
};

static void check_needed(const void *fdt, int node, const struct needed *needed)
{
    int length;
    const fdt32_t *value = fdt_getprop(fdt, node, needed->name, &length);
    const bool empty = needed->cells == EMPTY;

    report_checked();
    if (!value)
        report_fail(__FILE__, __LINE__, "%s has no %s", dt_path(fdt, node), needed->name);
    else if (empty ? length : (unsigned int)length < needed->cells * sizeof(*value))
        report_fail(__FILE__, __LINE__, "%s: %s has %d bytes", dt_path(fdt, node), needed->name,
                    length);
    else if (needed->is != SOME && fdt32_ld(value) != needed->is)
        report_fail(__FILE__, __LINE__, "%s: %s is %#x, must be %#x", dt_path(fdt, node),
                    needed->name, fdt32_ld(value), needed->is);
}

/* The interrupts of a node, as cells: type, number, flags. */
static void check_levels(const void *fdt, int node)
{
    int length;
    const fdt32_t *cells = fdt_getprop(fdt, node, "interrupts", &length);

    for (int i = 0; cells && i + 2 < length / (int)sizeof(*cells); i += 3) {
        const uint32_t flags = fdt32_ld(&cells[i + 2]) & 0xf;

        report_checked();
        if (flags != 4 && flags != 8) /* level, active high or low */
            report_fail(__FILE__, __LINE__,
                        "%s: interrupt %d has flags %#x, of a level are 4 and 8",
                        dt_path(fdt, node), i / 3, flags);
    }
}

/* Timers, a PL011 and Xen's event channels are levels. */
TEST(dt, interrupts_are_levels, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("the interrupts of the timer, of vpl011 and of the hypervisor node are level-sensitive"))
{
    static const char *const compatible[] = {"arm,armv8-timer", "arm,sbsa-uart", "xen,xen"};
    const void *fdt = dt_boot();

    for (unsigned int i = 0; i < sizeof(compatible) / sizeof(compatible[0]); i++) {
        const int node = dt_find(fdt, compatible[i]);

        if (node >= 0)
            check_levels(fdt, node);
    }
}

/* Linux Documentation/devicetree/bindings/arm/psci.yaml: where a node is compatible with arm,psci,
 * which is PSCI 0.1, the tree has the identifiers of its functions; Xen's are in public/arch-arm.h.
 */
static const struct {
    const char *name;
    uint32_t id;
    bool always;
} psci_functions[] = {
    {"cpu_suspend", 0, false},
    {"cpu_off", 1, true},
    {"cpu_on", 2, true},
    {"migrate", 3, false},
};

TEST(dt, bindings_are_kept, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("each node has the properties that its binding requires, Xen's and those of the partial "
           "tree"))
{
    const void *fdt = dt_boot();

    for (unsigned int i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
        const struct binding *binding = &bindings[i];
        int node = dt_find(fdt, binding->compatible);

        report_checked();
        if (node < 0 && binding->always)
            report_fail(__FILE__, __LINE__, "no node is compatible with %s", binding->compatible);
        for (; node >= 0; node = fdt_node_offset_by_compatible(fdt, node, binding->compatible))
            for (const struct needed *needed = binding->needed; needed->name; needed++)
                check_needed(fdt, node, needed);
    }
}

/* arm,gic-v3: as many redistributor regions as it says. That need not be told of one, but where a
 * domain's may be several, as the host's, it always is. */
TEST(dt, redistributor_regions_are_counted, .rule = "DT-01", .needs = HYPERVISOR, .gic = 3,
     TITLE("a GICv3's reg has the distributor and as many regions as #redistributor-regions says"))
{
    const void *fdt = dt_boot();
    const int node = dt_find(fdt, "arm,gic-v3");
    uint32_t regions = 1;
    struct range reg;

    expect(dt_cell(fdt, node, "#redistributor-regions", &regions));
    expect(regions > 0);
    for (uint32_t i = 0; i <= regions; i++)
        expect(dt_reg(fdt, node, i, &reg) && reg.size);
    expect(!dt_reg(fdt, node, regions + 1, &reg));
}

TEST(dt, cpus_are_numbered, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("/cpus has one address cell or two and no size; each cpu is one, by PSCI, of its own "
           "affinity"))
{
    const void *fdt = dt_boot();
    const int cpus = fdt_path_offset(fdt, "/cpus");
    unsigned int found = 0;
    uint64_t last = 0;

    expect(dt_address_cells(fdt, cpus) == 1 || dt_address_cells(fdt, cpus) == 2);
    expect_eq(dt_size_cells(fdt, cpus), 0);
    for (int node = fdt_first_subnode(fdt, cpus); node >= 0; node = fdt_next_subnode(fdt, node)) {
        struct range reg;

        if (strcmp(dt_string(fdt, node, "device_type", ""), "cpu"))
            continue;
        expect(!strcmp(dt_string(fdt, node, "enable-method", ""), "psci"));
        if (expect(dt_reg(fdt, node, 0, &reg)))
            expect(!found || reg.base > last);
        last = reg.base;
        found++;
    }
    expect_eq(found, settings.scope.vcpus);
}

TEST(dt, psci_functions_are_named, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("the psci node with arm,psci names cpu_off and cpu_on, each by its own identifier"))
{
    const void *fdt = dt_boot();
    const int node = dt_find(fdt, "arm,psci");

    for (unsigned int i = 0; i < sizeof(psci_functions) / sizeof(psci_functions[0]); i++) {
        const char *name = psci_functions[i].name;
        uint32_t id = UINT32_MAX;

        if (!fdt_getprop(fdt, node, name, NULL) && !psci_functions[i].always)
            continue;
        report_checked();
        if (!dt_cell(fdt, node, name, &id) || id != psci_functions[i].id)
            report_fail(__FILE__, __LINE__, "/psci: %s is %#x, must be %#x", name, id,
                        psci_functions[i].id);
    }
}
