/* SPDX-License-Identifier: BSD-2-Clause */
#include "protocol/config.h"

#include <libfdt.h>
#include <string.h>

#include "guest/control/settings.h"
#include "runtime/panic.h"
#include "runtime/time/timeout.h"
#include "runtime/xen.h"

struct settings settings;

struct setting {
    const char *name;
    unsigned int value;
};

/* The value that @name's string stands for in @words (ended by a NULL name). */
static unsigned int load_word(const void *fdt, int node, const char *name,
                              const struct setting *words)
{
    const char *text = dt_string(fdt, node, name, "");

    for (; words->name; words++)
        if (!strcmp(text, words->name))
            return words->value;
    panic("doorbell node: %s = \"%s\" is not known", name, text);
}

struct glob_list {
    const char *list[CONFIG_GLOBS + 1];
};

/* The strings of property @name in @globs, which is returned; NULL if there are none. */
static const char *const *load_globs(const void *fdt, int node, const char *name,
                                     struct glob_list *globs)
{
    int count = fdt_stringlist_count(fdt, node, name);

    if (count == -FDT_ERR_NOTFOUND)
        return NULL;
    if (count < 1 || count > CONFIG_GLOBS)
        panic("doorbell node: %s needs 1 to %u globs", name, CONFIG_GLOBS);
    for (int i = 0; i < count; i++)
        globs->list[i] = fdt_stringlist_get(fdt, node, name, i, NULL);
    return globs->list;
}

static void load_windows(const void *fdt, int node)
{
    struct background_window window;
    size_t i;

    for (i = 0; dt_u64_at(fdt, node, CONFIG_WINDOWS, 3 * i + 2, &window.value); i++) {
        if (i == CONFIG_MAX_WINDOWS)
            panic("doorbell node: more than %u windows", CONFIG_MAX_WINDOWS);
        dt_u64_at(fdt, node, CONFIG_WINDOWS, 3 * i, &window.range.base);
        dt_u64_at(fdt, node, CONFIG_WINDOWS, 3 * i + 1, &window.range.size);
        settings.windows[i] = window;
    }
    settings.window_count = i;
    if (settings.scope.profile == WINDOWS && !i)
        panic("doorbell node: profile windows without windows");
}

/* What we run on: the tree says so, as nothing in it but what is missing would give Xen away. */
static void load_machine(const void *fdt, int node)
{
    const char *machine = dt_string(fdt, node, CONFIG_MACHINE, NULL);

    if (machine && strcmp(machine, MACHINE_QEMU))
        panic("doorbell node: %s = \"%s\" is not known", CONFIG_MACHINE, machine);
    if (machine) {
        xen_set_absent();
        settings.qemu = fdt_stringlist_get(fdt, node, CONFIG_MACHINE, 1, NULL);
        if (!settings.qemu)
            panic("doorbell node: %s has no version", CONFIG_MACHINE);
    }
    settings.over_mmio = fdt_getprop(fdt, node, CONFIG_OVER_MMIO, NULL);
    settings.scope.has = (machine ? 0 : HYPERVISOR) | (settings.over_mmio ? MMIO : OVER_PCI);
    if (!machine && dt_find(fdt, "virtio,mmio") >= 0) /* a board has them, empty, in any case */
        settings.scope.has |= MMIO;
    if (dt_find(fdt, "xen,grant-dma") >= 0)
        settings.scope.has |= GRANTS;
    if (settings.has_control)
        settings.scope.has |= CONTROL_PAGE | RESIZE;
    if (settings.has_control && !settings.is_program)
        settings.scope.has |= BARE_DOM0;
    if (fdt_getprop(fdt, node, CONFIG_HOTPLUG, NULL))
        settings.scope.has |= HOTPLUG;
    if (fdt_getprop(fdt, node, CONFIG_RESIZES, NULL))
        settings.scope.has |= RESIZE;
}

void settings_load(const void *fdt)
{
    static const struct setting profiles[] = {{"trap", TRAP},       {"unmapped", UNMAPPED},
                                              {"windows", WINDOWS}, {"vpci", VPCI},
                                              {"bare", BARE},       {}};
    static const struct setting attaches[] = {{"request", ON_REQUEST}, {"timed", TIMED},
                                              {"never", NEVER},        {"present", PRESENT},
                                              {"asked", ASKED},        {}};
    static const struct setting clocks[] = {{"icount", true}, {"wall", false}, {}};
    static const struct setting exits[] = {{"semihosting", true}, {"xen", false}, {}};
    static struct glob_list tests, select;
    int node = dt_find(fdt, CONFIG_COMPATIBLE);

    if (node < 0)
        panic("device tree: no node compatible with %s (see protocol/config.h)", CONFIG_COMPATIBLE);
    settings.scenario = dt_string(fdt, node, CONFIG_SCENARIO, "unnamed");
    settings.scope.profile = load_word(fdt, node, CONFIG_PROFILE, profiles);
    settings.scope.attach = load_word(fdt, node, CONFIG_ATTACH, attaches);
    settings.icount = load_word(fdt, node, CONFIG_CLOCK, clocks);
    if (dt_u64_at(fdt, node, CONFIG_SAMPLES, 0, &settings.samples) &&
        (settings.samples < CONFIG_SAMPLES_MIN || settings.samples > CONFIG_SAMPLES_MAX))
        panic("doorbell node: samples wants %u to %u", CONFIG_SAMPLES_MIN, CONFIG_SAMPLES_MAX);
    if (dt_u64_at(fdt, node, CONFIG_ARRIVAL, 0, &settings.arrival))
        settings.arrival *= CLOCK_MS;
    else if (settings.scope.attach == ASKED)
        panic("doorbell node: attach asked without %s", CONFIG_ARRIVAL);
    settings.semihosting = load_word(fdt, node, CONFIG_EXIT, exits);
    settings.has_echo = dt_range(fdt, node, CONFIG_ECHO, 0, &settings.echo);
    settings.has_control = dt_range(fdt, node, CONFIG_CONTROL, 0, &settings.control);
    settings.is_program = fdt_getprop(fdt, node, CONFIG_PROGRAM, NULL);
    load_machine(fdt, node);
    /* Whoever serves us lives by the host's time, or has a whole system beside it. */
    if (!settings.icount || settings.qemu || settings.scope.attach == ASKED || settings.is_program)
        timeout_be_generous();
    settings.scope.rrs = dt_range(fdt, node, CONFIG_RRS, 0, &settings.rrs);
    settings.scope.enhanced = fdt_getprop(fdt, node, CONFIG_ENHANCED, NULL);
    dt_u64_at(fdt, node, CONFIG_SPIS, 0, &settings.spis);
    settings.xenstore = !strcmp(dt_string(fdt, node, CONFIG_ENHANCED, ""), "enabled");
    settings.scope.vpl011 = fdt_getprop(fdt, node, CONFIG_VPL011, NULL);
    settings.scope.ends = dt_string(fdt, node, CONFIG_ENDS, NULL);
    settings.scope.tests = load_globs(fdt, node, CONFIG_TESTS, &tests);
    settings.scope.select = load_globs(fdt, node, CONFIG_SELECT, &select);
    load_windows(fdt, node);
    while (settings.schedule_count < CONFIG_SCHEDULE_MAX &&
           dt_u64_at(fdt, node, CONFIG_SCHEDULE, settings.schedule_count,
                     &settings.schedule[settings.schedule_count]))
        settings.schedule_count++;
    while (settings.plug_count < CONFIG_SCHEDULE_MAX &&
           dt_u64_at(fdt, node, CONFIG_PLUGS, settings.plug_count,
                     &settings.plugs[settings.plug_count]))
        settings.plug_count++;
    if (fdt_getprop(fdt, node, CONFIG_LATE, NULL))
        settings.scope.has |= LATE_BRIDGE;
    if (dt_u64_at(fdt, node, CONFIG_START, 0, &settings.start))
        settings.scope.has |= BY_DOMCTL | AT_RUN_TIME;
    if (fdt_getprop(fdt, node, CONFIG_BY_XL, NULL))
        settings.scope.has |= AT_RUN_TIME;
}
