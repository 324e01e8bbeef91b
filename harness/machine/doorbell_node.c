/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/doorbell_node.h"

#include <stdlib.h>

#include "harness/machine/domu_keys.h"
#include "harness/machine/layout.h"
#include "harness/machine/overlay_dt.h"
#include "protocol/config.h"

static void windows(struct dt_writer *dt, const struct scenario *scenario)
{
    uint32_t cells[SCENARIO_CELLS];
    const size_t count = scenario_window_cells(scenario, cells);

    if (count)
        dtw_cell_array(dt, CONFIG_WINDOWS, cells, count);
}

static void schedule(struct dt_writer *dt, const char *name, const struct schedule *schedule)
{
    uint32_t cells[2 * CONFIG_SCHEDULE_MAX];

    for (size_t i = 0; i < schedule->count; i++) {
        cells[2 * i] = (uint32_t)(schedule->ns[i] >> 32);
        cells[2 * i + 1] = (uint32_t)schedule->ns[i];
    }
    if (schedule->count)
        dtw_cell_array(dt, name, cells, 2 * schedule->count);
}

/* What XABI-17 looks at in the copy: all bytes, nothing at all, nodes in nodes, and xen,*. */
static void fragment(struct dt_writer *dt)
{
    uint32_t cells[FRAGMENT_CELLS];

    for (uint32_t i = 0; i < FRAGMENT_CELLS; i++)
        cells[i] = FRAGMENT_CELL(i);
    dtw_begin(dt, FRAGMENT_NODE);
    dtw_empty(dt, FRAGMENT_STRIPPED);
    dtw_empty(dt, FRAGMENT_EMPTY);
    dtw_cell_array(dt, FRAGMENT_BYTES, cells, FRAGMENT_CELLS);
    dtw_begin(dt, FRAGMENT_CHILD);
    dtw_string(dt, "status", "disabled");
    dtw_end(dt);
    dtw_end(dt);
}

static void deep(struct dt_writer *dt)
{
    for (uint32_t level = 0; level < DEEP_LEVELS; level++) {
        dtw_begin(dt, level ? "deeper" : "deep");
        if (!level)
            dtw_string(dt, "compatible", DEEP_COMPATIBLE);
        dtw_cells(dt, DEEP_LEVEL, level);
    }
    for (unsigned int level = 0; level < DEEP_LEVELS; level++)
        dtw_end(dt);
}

uint64_t doorbell_control(const struct scenario *scenario)
{
    return DOMU_CONTROL - DOMU_RAM + (scenario->direct_map ? HOST_STATIC_RAM : DOMU_RAM);
}

static void overlay(struct dt_writer *dt)
{
    size_t size = 0;
    void *blob = overlay_dt(&size);

    if (blob)
        dtw_bytes(dt, CONFIG_OVERLAY, blob, size);
    free(blob);
}

/* What there is only with Xen and our backend. */
static void under_xen(struct dt_writer *dt, const struct scenario *scenario)
{
    windows(dt, scenario);
    if (scenario->model == MODEL_BACKEND || scenario_has_control(scenario))
        dtw_cells(dt, CONFIG_ECHO, DTW_U64(DOMU_ECHO), DTW_U64(DOMU_ECHO_SIZE));
    if (scenario->model == MODEL_PROGRAM)
        dtw_empty(dt, CONFIG_PROGRAM);
    if (scenario->attach == ASKED || scenario->model == MODEL_PROGRAM)
        dtw_cells(dt, CONFIG_ARRIVAL, DTW_U64((uint64_t)scenario->arrival_ms));
    if (scenario_has_control(scenario))
        dtw_cells(dt, CONFIG_CONTROL, DTW_U64(doorbell_control(scenario)), DTW_U64(KIB(4)));
    if (scenario->direct_map)
        overlay(dt);
    schedule(dt, CONFIG_SCHEDULE, &scenario->schedule);
    schedule(dt, CONFIG_PLUGS, &scenario->plugs);
    if (scenario->late_bridge)
        dtw_empty(dt, CONFIG_LATE);
    if (scenario->by_domctl)
        dtw_cells(dt, CONFIG_START, DTW_U64(scenario->start));
    if (scenario->by_xl)
        dtw_empty(dt, CONFIG_BY_XL);
    if (scenario->has_rrs)
        dtw_cells(dt, CONFIG_RRS, DTW_U64(scenario->rrs.base), DTW_U64(scenario->rrs.size));
    if (scenario->enhanced)
        dtw_string(dt, CONFIG_ENHANCED, scenario->enhanced);
    if (scenario->vpl011)
        dtw_empty(dt, CONFIG_VPL011);
    if (!domu_keys_have(scenario->keys, "nr_spis"))
        dtw_cells(dt, CONFIG_SPIS, DTW_U64((uint64_t)scenario->nr_spis));
    if (scenario->ramdisk)
        dtw_empty(dt, CONFIG_RAMDISK);
    if (*scenario->keys)
        dtw_strings(dt, CONFIG_KEYS, scenario->keys);
    if (!scenario_is_made_late(scenario) && !scenario->linux_guest)
        dtw_string(dt, CONFIG_BOOTARGS, DOORBELL_BOOTARGS);
    fragment(dt);
    deep(dt);
}

void doorbell_node(struct dt_writer *dt, const struct scenario *scenario, const char *const *select,
                   const char *qemu)
{
    dtw_begin(dt, "doorbell");
    dtw_string(dt, "compatible", CONFIG_COMPATIBLE);
    dtw_string(dt, CONFIG_SCENARIO, scenario->name);
    if (qemu)
        dtw_strs(dt, CONFIG_MACHINE, MACHINE_QEMU, qemu);
    dtw_string(dt, CONFIG_PROFILE, scenario_profile(scenario->profile));
    dtw_string(dt, CONFIG_ATTACH, scenario_attach(scenario->attach));
    dtw_string(dt, CONFIG_CLOCK, scenario->wall ? "wall" : "icount");
    if (scenario->samples)
        dtw_cells(dt, CONFIG_SAMPLES, DTW_U64((uint64_t)scenario->samples));
    dtw_string(dt, CONFIG_EXIT, scenario_ends_by_xen(scenario) ? "xen" : "semihosting");
    if (scenario->ends)
        dtw_string(dt, CONFIG_ENDS, scenario->ends);
    if (*scenario->tests)
        dtw_strings(dt, CONFIG_TESTS, scenario->tests);
    if (select && *select)
        dtw_strings(dt, CONFIG_SELECT, select);
    if (scenario->late || scenario->hotplug)
        dtw_empty(dt, CONFIG_HOTPLUG);
    if (scenario->resizes)
        dtw_empty(dt, CONFIG_RESIZES);
    if (scenario->over_mmio)
        dtw_empty(dt, CONFIG_OVER_MMIO);
    if (!scenario->bare)
        under_xen(dt, scenario);
    dtw_end(dt);
}
