/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_check.h"

#include <string.h>

/* What Xen must refuse, unless the scenario is about that: empty, wrapping, overlapping windows. */
static bool windows_are_sound(const struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->window_count; i++) {
        const struct window *a = &scenario->windows[i];

        if (!a->size || a->base + (a->size - 1) < a->base)
            return false;
        for (size_t j = 0; j < i; j++) {
            const struct window *b = &scenario->windows[j];

            if (a->base <= b->base + (b->size - 1) && b->base <= a->base + (a->size - 1))
                return false;
        }
    }
    return true;
}

/* Without Xen nothing of what Xen is told, and without us no attach, has a meaning. */
static bool check_machine(const config_setting_t *at, const struct scenario *scenario)
{
    static const char *const only_xen[] = {
        "profile",  "windows",  "raw_windows", "raw_trap",  "xen",  "pcpus",   "console", "ecam",
        "enhanced", "gic_node", "attach",      "attach_ms", "ends", "refusal", "rule"};
    static const char *const only_plain[] = {"devices", "late", "resizes", "storage_daemon"};
    const char *const *keys = scenario->plain ? only_xen : only_plain;
    const size_t count = scenario->plain ? sizeof(only_xen) / sizeof(only_xen[0])
                                         : sizeof(only_plain) / sizeof(only_plain[0]);

    for (size_t i = 0; i < count; i++)
        if (config_setting_get_member(at, keys[i]))
            return config_refuse(at, "\"%s\" is not for machine \"%s\"", keys[i],
                                 scenario_machine(scenario));
    if (scenario->storage_daemon && !scenario->wall)
        return config_refuse(at, "storage_daemon wants clock \"wall\": it runs beside QEMU");
    if (scenario->storage_daemon && scenario->resizes)
        return config_refuse(at, "resizes is not for a disk that storage_daemon serves");
    if (scenario->late && !strstr(scenario->late, ",id="))
        return config_refuse(at, "%s: late wants an id among its keys", scenario->name);
    return true;
}

bool scenario_check(const config_setting_t *at, const struct scenario *scenario)
{
    const bool has_windows = scenario->window_count || scenario->has_raw_windows;

    if (!scenario->name || !scenario->title || !scenario->profile)
        return config_refuse(at, "a scenario wants name, title and profile");
    if (!check_machine(at, scenario))
        return false;
    if ((scenario->attach == TIMED) != (scenario->attach_ns != 0))
        return config_refuse(at, "%s: attach_ms goes with attach \"timed\"", scenario->name);
    if ((scenario->profile == WINDOWS) != has_windows)
        return config_refuse(at, "%s: windows go with profile \"windows\"", scenario->name);
    if (scenario->window_count && scenario->has_raw_windows)
        return config_refuse(at, "%s: windows or raw_windows, not both", scenario->name);
    if (scenario->raw_trap && (scenario->profile != UNMAPPED || !scenario->refusal))
        return config_refuse(at, "%s: raw_trap goes with profile \"unmapped\" and a refusal",
                             scenario->name);
    if (scenario->hazard && scenario->in_default)
        return config_refuse(at, "%s: a hazard wants default = false", scenario->name);
    if (!scenario->refusal != !scenario->rule)
        return config_refuse(at, "%s: refusal and rule go together", scenario->name);
    if (!scenario->refusal && (scenario->has_raw_windows || !windows_are_sound(scenario)))
        return config_refuse(at, "%s: empty, wrapping, overlapping or raw windows need a refusal",
                             scenario->name);
    return true;
}
