/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_windows.h"

#include "harness/support/heap.h"

#define VALUE_RRS 0xffff0001u /* a Vendor ID of 0001h, ones elsewhere: ECAM-08 */

static bool read_region(const config_setting_t *from, struct scenario *to)
{
    struct background_region region = {0};
    const struct {
        const char *name;
        uint64_t *to;
    } numbers[] = {{"base", &region.base}, {"size", &region.size}, {"value", &region.value}};
    const config_setting_t *rrs;

    if (!config_setting_is_group(from) || to->window_count == SCENARIO_WINDOWS)
        return config_refuse(from, "windows: expected at most %d groups { base, size, value }",
                             SCENARIO_WINDOWS);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        const config_setting_t *member = config_setting_get_member(from, numbers[i].name);

        if (!member || config_setting_type(member) != CONFIG_TYPE_INT64)
            return config_refuse(member ? member : from,
                                 "a window's %s: expected a 64-bit number, like 0x1000L",
                                 numbers[i].name);
        *numbers[i].to = (uint64_t)config_setting_get_int64(member);
    }
    rrs = config_setting_get_member(from, "rrs");
    if (config_setting_length(from) != 3 + !!rrs)
        return config_refuse(from, "a window has base, size, value and perhaps rrs, nothing else");
    if (rrs && config_setting_get_bool(rrs)) {
        if (to->has_rrs || (uint32_t)region.value != VALUE_RRS)
            return config_refuse(from, "only one window is rrs, and its value ends in %x",
                                 VALUE_RRS);
        to->rrs = region;
        to->has_rrs = true;
    }
    to->windows[to->window_count++] = region;
    return true;
}

bool scenario_store_windows(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    if (!config_setting_is_list(from))
        return scenario_refuse(from, key);
    for (int i = 0; i < config_setting_length(from); i++)
        if (!read_region(config_setting_get_elem(from, (unsigned int)i), to))
            return false;
    return true;
}

bool scenario_store_raw_windows(const config_setting_t *from, const struct scenario_key *key,
                                void *to)
{
    struct scenario *scenario = to;
    const int count = config_setting_length(from);
    uint32_t *cells;

    if (!config_setting_is_array(from) || count > SCENARIO_CELLS)
        return scenario_refuse(from, key);
    cells = heap_zero((size_t)count, sizeof(*cells));
    scenario->raw_windows = cells;
    scenario->raw_window_cells = (size_t)count;
    scenario->has_raw_windows = true;
    for (int i = 0; i < count; i++) {
        const config_setting_t *cell = config_setting_get_elem(from, (unsigned int)i);

        if (config_setting_type(cell) != CONFIG_TYPE_INT)
            return scenario_refuse(from, key);
        cells[i] = (uint32_t)config_setting_get_int(cell);
    }
    return true;
}
