/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_check.h"

#include <string.h>

/* What Xen must refuse, unless the scenario is about that: empty, wrapping, overlapping windows. */
static bool windows_are_sound(const struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->window_count; i++) {
        const struct background_region *a = &scenario->windows[i];

        if (!a->size || a->base + (a->size - 1) < a->base)
            return false;
        for (size_t j = 0; j < i; j++) {
            const struct background_region *b = &scenario->windows[j];

            if (a->base <= b->base + (b->size - 1) && b->base <= a->base + (a->size - 1))
                return false;
        }
    }
    return true;
}

static bool is_called(const struct scenario *scenario, const char *prefix)
{
    return !strncmp(scenario->name, prefix, strlen(prefix));
}

static bool wants(const struct scenario *scenario, const char *xen)
{
    const char *const extra = scenario_extra_xen(scenario);

    return extra && !strcmp(extra, xen);
}

/* Whether something is asked for that only Xen's own making of domUs knows. */
static bool made_differently(const struct scenario *scenario)
{
    return scenario->profile == WINDOWS || scenario->profile == VPCI || scenario->refusal ||
           scenario->enhanced || *scenario->keys || scenario->no_gic_node ||
           scenario->no_gic_phandle || scenario->linux_guest;
}

bool scenario_check(const config_setting_t *at, const struct scenario *scenario)
{
    if (scenario->attach == TIMED && scenario->model != MODEL_QEMU && !scenario->schedule.count)
        return config_refuse(at, "attach = \"timed\" needs schedule_us");
    if (scenario->linux_guest && scenario->attach & (ON_REQUEST | ASKED))
        return config_refuse(at, "domu = \"linux\" has no control page: attach = \"timed\" or "
                                 "\"never\"");
    if (!scenario->bare && scenario->model != MODEL_QEMU && *scenario->devices)
        return config_refuse(at, "devices is not for machine xen without device_model = \"qemu\"");
    if (scenario->by_xl && (scenario->model != MODEL_QEMU || strncmp(scenario->name, "xl-", 3)))
        return config_refuse(
            at, "made = \"xl\" needs device_model = \"qemu\" and a name that begins with xl-");
    if (scenario->model == MODEL_QEMU && !scenario->by_xl && strncmp(scenario->name, "xenpvh-", 7))
        return config_refuse(at, "device_model = \"qemu\" needs a name that begins with xenpvh-");
    if ((scenario->model == MODEL_PROGRAM) != !strncmp(scenario->name, "dm-", 3))
        return config_refuse(
            at, "device_model = \"doorbell-dm\" and a name that begins with dm- go together");
    if (scenario->model == MODEL_QEMU && !*scenario->devices)
        return config_refuse(at, "device_model = \"qemu\" needs devices");
    if (scenario_has_linux_dom0(scenario) && scenario->in_default)
        return config_refuse(at, "device_model = \"%s\" needs default = false",
                             scenario->model == MODEL_QEMU ? "qemu" : "doorbell-dm");
    if (*scenario->script && !scenario_has_linux_dom0(scenario))
        return config_refuse(at, "script needs device_model = \"qemu\" or \"doorbell-dm\"");
    if (*scenario->qemu_options && !scenario_has_linux_dom0(scenario))
        return config_refuse(at, "qemu_options needs device_model = \"qemu\" or \"doorbell-dm\"");
    if (scenario->model == MODEL_PROGRAM && (scenario->by_domctl || scenario->late_bridge))
        return config_refuse(at, "device_model = \"doorbell-dm\" is not for made = \"domctl\" and "
                                 "bridge = \"overlay\"");
    if (scenario->linux_guest && !scenario_has_linux_dom0(scenario) &&
        strncmp(scenario->name, "linux-", 6))
        return config_refuse(at, "domu = \"linux\" needs a name that begins with linux-");
    if (scenario->root && scenario->model != MODEL_BACKEND)
        return config_refuse(at, "root needs device_model = \"doorbell\"");
    if (scenario->linux_guest && !*scenario->tests && !scenario->refusal)
        return config_refuse(at,
                             "domu = \"linux\" needs tests: each of group linux is for one bus");
    if (scenario->domus && !scenario->by_domctl &&
        (scenario->model != MODEL_QEMU || scenario->by_xl || scenario->linux_guest))
        return config_refuse(at,
                             "domus needs made = \"domctl\", or made = \"boot\" with device_model "
                             "= \"qemu\" and domu = \"doorbell\"");
    if (scenario->domus > 1 && (scenario->vpl011 || scenario->ends || scenario->wall))
        return config_refuse(at, "domus = 2 is for console = \"hypercall\", without ends, and for "
                                 "clock = \"icount\"");
    if (scenario->late_bridge && (scenario->linux_guest || !*scenario->tests))
        return config_refuse(at, "bridge = \"overlay\" needs domu = \"doorbell\", and tests: most "
                                 "want a bridge from the start");
    if (scenario_is_made_late(scenario) && made_differently(scenario))
        return config_refuse(at, "made = \"domctl\" or \"xl\" has no profile = \"windows\" or "
                                 "\"vpci\", refusal, enhanced, "
                                 "keys, gic_node, gic_phandle and domu = \"linux\"");
    if (scenario->profile == WINDOWS && !scenario->window_count && !scenario->has_raw_windows)
        return config_refuse(at, "profile = \"windows\" needs windows");
    if (!scenario_has_linux_dom0(scenario) &&
        wants(scenario, SCENARIO_VPCI) != is_called(scenario, SCENARIO_VPCI))
        return config_refuse(at, "xen = \"vpci\" and a name that begins with vpci go together");
    if (wants(scenario, SCENARIO_DTBO) != is_called(scenario, SCENARIO_DTBO) ||
        wants(scenario, SCENARIO_DTBO) != scenario->direct_map)
        return config_refuse(
            at, "xen = \"dtbo\", direct_map and a name that begins with dtbo go together");
    if (scenario->direct_map && (scenario->model != MODEL_BACKEND ||
                                 scenario_is_made_late(scenario) || scenario->linux_guest))
        return config_refuse(
            at, "direct_map is for a domU of ours that Xen makes at boot, with our backend");
    if (scenario->ramdisk && (scenario_has_linux(scenario) || scenario_is_made_late(scenario)))
        return config_refuse(at, "ramdisk is for a domU of ours that Xen makes at boot");
    if (scenario_has_bridge(scenario) && scenario->ecam != SCENARIO_ECAM)
        return config_refuse(at, "profile = \"vpci\" has its ecam where Xen has it");
    if (scenario->window_count && scenario->has_raw_windows)
        return config_refuse(at, "windows or raw_windows, not both");
    if (!scenario->refusal && !windows_are_sound(scenario))
        return config_refuse(at, "empty, wrapping or overlapping windows need refusal");
    if (scenario->hotplug && (scenario_has_bridge(scenario) || scenario->model == MODEL_QEMU))
        return config_refuse(at,
                             "hotplug is not for profile = \"vpci\", where functions are claimed "
                             "one by one, nor for device_model = \"qemu\"");
    if (scenario->grants &&
        (scenario->model == MODEL_QEMU || scenario->late_bridge || scenario->hotplug))
        return config_refuse(at, "grants is not for device_model = \"qemu\", bridge = \"overlay\" "
                                 "and hotplug");
    if (scenario->storage_daemon && !scenario->wall)
        return config_refuse(at, "storage_daemon needs clock = \"wall\": it runs beside QEMU");
    if (scenario->storage_daemon && scenario->resizes)
        return config_refuse(at, "resizes is not for a disk that storage_daemon serves");
    if (*scenario->vfio_user && !scenario->wall)
        return config_refuse(at, "vfio_user needs clock = \"wall\": its servers run beside QEMU");
    if (!*scenario->vfio_user != !!strncmp(scenario->name, "vfio-", 5))
        return config_refuse(at,
                             "vfio_user needs a name that begins with vfio-, and is needed then");
    if (scenario->late && !scenario->bare && scenario->model != MODEL_QEMU)
        return config_refuse(at, "late is not for machine xen without device_model = \"qemu\"");
    if (scenario->plugs.count && !scenario->hotplug && !scenario->late)
        return config_refuse(at, "plug_us needs hotplug = true, or late");
    if (scenario->late && !strstr(scenario->late, ",id="))
        return config_refuse(at, "late needs an id among its keys");
    return true;
}
