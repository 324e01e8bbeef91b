/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/composed_tree.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/machine/dt_writer.h"
#include "harness/machine/layout.h"
#include "harness/machine/partial_dt.h"
#include "runtime/image.h"
#include "runtime/panic.h"

struct boot_record boot_record;

void *blob;
size_t blob_size;

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}

const struct module_sizes module_sizes = {
    .backend = 0x11111, .guest = 0x22222, .partial_dt = 0x333};
const char *const select_two[] = {"BG-*", "lat.null", NULL};

struct scenario everything(void)
{
    return (struct scenario){
        .name = "everything",
        .profile = WINDOWS,
        .gic = 3,
        .pcpus = 1,
        .vcpus = 2,
        .nr_spis = 96,
        .vpl011 = true,
        .attach = TIMED,
        .schedule = {{20000000}, 1},
        .ecam = 0xf100000000,
        .enhanced = "no-xenstore",
        .ends = "shutdown",
        .tests = {"XABI-*", "bg.x"},
        .windows = {{0x10008000, 0x1000, 0xffffffffffff0001},
                    {0x123000000, 0x210000000, 0x8877665544332211}},
        .window_count = 2,
        .has_rrs = true,
        .rrs = {0x10008000, 0x1000, 0xffffffffffff0001},
    };
}

struct scenario made_late(void)
{
    struct scenario scenario = everything();

    scenario.profile = UNMAPPED;
    scenario.window_count = 0;
    scenario.enhanced = NULL;
    scenario.by_domctl = true;
    scenario.start = 5000;
    return scenario;
}

void compose_host(const struct scenario *scenario)
{
    blob = host_dt(scenario, NULL, &module_sizes, &blob_size);
}

void compose_partial(const struct scenario *scenario, const char *const *select)
{
    blob = partial_dt(scenario, select, &blob_size);
}

void blob_release(void *arg)
{
    (void)arg;
    free(blob);
    blob = NULL;
}

const void *domu_property(const char *name, int *length)
{
    return fdt_getprop(blob, fdt_path_offset(blob, "/chosen/" DOMU_NODE), name, length);
}
