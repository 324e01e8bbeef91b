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
#include <unistd.h>

#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "linux_guest/machine.h"
#include "protocol/test.h"
#include "runtime/panic.h"

#define TESTS_MAX 64

static size_t choose(const struct test *chosen[TESTS_MAX])
{
    size_t count = 0;

    for (const struct test *test = __start_doorbell_tests; test < __stop_doorbell_tests; test++) {
        if (!test_applies(test, &settings.scope))
            continue;
        if (count == TESTS_MAX)
            panic("more than %u tests in one run", TESTS_MAX);
        chosen[count++] = test;
    }
    qsort(chosen, count, sizeof(chosen[0]), test_order);
    return count;
}

static void report_kernel(void)
{
    struct utsname name;

    if (!uname(&name))
        report_env("linux", "%s", name.release);
}

int main(void)
{
    static const struct test *chosen[TESTS_MAX];
    const void *tree;
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
    count = choose(chosen);
    report_plan(count, settings.scenario);
    report_kernel();
    machine_load_modules();
    for (size_t i = 0; i < count; i++) {
        report_begin(chosen[i]);
        chosen[i]->run();
        report_end();
    }
    report_finish();
    machine_power_off();
}
