/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domU under test where it is Linux: /init of an initramfs with nothing else in it than modules.
 * It runs the tests of suites/linux that the scenario chooses, reports in the guest's record format,
 * and powers the domain off.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "guest/control/chosen_tests.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "linux_guest/machine.h"
#include "linux_guest/root.h"
#include "protocol/test.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

static void report_kernel(void)
{
    struct utsname name;

    if (!uname(&name))
        report_env("linux", "%s", name.release);
}

/* The driver looks once, when it comes: a slot has no way to say that a device has. */
static void load_mmio(void)
{
    struct timespec now;

    do
        clock_gettime(CLOCK_BOOTTIME, &now);
    while (settings.schedule_count && (uint64_t)now.tv_sec <= settings.schedule[0] / CLOCK_S && !sleep(1));
    machine_load_modules(MACHINE_MMIO_MODULES);
}

int main(void)
{
    const struct test *const *chosen;
    const void *tree;
    struct root root;
    size_t count;

    if (!machine_mount() || !console_open()) {
        perror("doorbell: /init cannot set up its console");
        machine_power_off();
    }
    tree = machine_device_tree();
    if (!tree)
        panic("/sys/firmware/fdt cannot be read");
    settings_load(tree);
    settings.scope.has = LINUX;
    settings.scope.vcpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
    chosen = chosen_tests(&count);
    machine_load_modules(MACHINE_MODULES);
    if (root_read(&root) && !root.wait && !root_is_there(&root))
        root_give_up(&root);
    report_plan(count, settings.scenario);
    report_kernel();
    if (settings.over_mmio)
        load_mmio();
    for (size_t i = 0; i < count; i++) {
        report_begin(chosen[i]);
        chosen[i]->run();
        report_end();
    }
    report_finish();
    machine_power_off();
}
