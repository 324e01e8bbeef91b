/* SPDX-License-Identifier: BSD-2-Clause */
/* suites/scenarios.cfg: what it says arrives. */
/* FAKES: capture scenario_file */

#include <string.h>

#include "tests/fakes/scenario_file.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

TEST the_default_file_loads(void)
{
    static const char *const names[] = {"trap",   "unmapped", "windows",        "race",     "gic",
                                        "gic-v2", "gicv2",    "refuse-overlap", "high-ecam"};

    ASSERT(scenarios_load("suites/scenarios.cfg", &scenarios));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct scenario *scenario = scenarios_find(&scenarios, names[i]);

        ASSERTm(names[i], scenario && scenario->in_default);
    }
    ASSERT_EQ(NULL, scenarios_find(&scenarios, "Trap"));
    PASS();
}

TEST the_rest_gets_defaults(void)
{
    const struct scenario *one;

    ASSERT(load_one("profile = \"trap\";"));
    ASSERT_EQ(1, scenarios.count);
    one = &scenarios.list[0];
    ASSERT_EQ(TRAP, one->profile);
    ASSERT_STR_EQ("debug", one->xen);
    ASSERT_STR_EQ("cortex-a57", one->cpu);
    ASSERT_EQ(3, one->gic);
    ASSERT_EQ(1, one->pcpus);
    ASSERT_FALSE(one->wall);
    ASSERT_EQ(1, one->vcpus);
    ASSERT_FALSE(one->vpl011);
    ASSERT_EQ(ON_REQUEST, one->attach);
    ASSERT(one->in_default);
    ASSERT_EQ(0x10000000, one->ecam);
    ASSERT_EQ(NULL, one->enhanced);
    ASSERT_FALSE(one->no_gic_node);
    ASSERT_EQ(NULL, one->ends);
    ASSERT_EQ(NULL, one->tests[0]);
    ASSERT_EQ(NULL, one->refusal);
    PASS();
}

TEST every_key_arrives(void)
{
    const struct scenario *one;

    ASSERT(load_one(
        "profile = \"windows\"; xen = \"release\"; cpu = \"max\"; gic = 2; vcpus = 4;"
        "pcpus = 2; clock = \"wall\"; samples = 1000; boots = 10;"
        "console = \"vpl011\"; attach = \"timed\"; schedule_us = [ 20000 ]; default = false;"
        "hazard = \"it ends\";"
        "ecam = 0x1ff00000000L; enhanced = \"enabled\"; gic_node = false;"
        "ends = \"shutdown\"; tests = [ \"BG-*\", \"lat.x\" ];"
        "windows = ( { base = 0x123456789000L; size = 0x1000L;"
        "              value = 0xffffffffffff0001L; rrs = true; } );"));
    one = &scenarios.list[0];
    ASSERT_EQ(WINDOWS, one->profile);
    ASSERT_STR_EQ("release", one->xen);
    ASSERT_STR_EQ("max", one->cpu);
    ASSERT_EQ(2, one->gic);
    ASSERT_EQ(2, one->pcpus);
    ASSERT(one->wall);
    ASSERT_EQ(1000, one->samples);
    ASSERT_EQ(10, one->boots);
    ASSERT_EQ(4, one->vcpus);
    ASSERT(one->vpl011);
    ASSERT_EQ(TIMED, one->attach);
    ASSERT_EQ(1u, one->schedule.count);
    ASSERT_EQ(20000000, one->schedule.ns[0]);
    ASSERT_STR_EQ("it ends", one->hazard);
    ASSERT_FALSE(one->in_default);
    ASSERT_EQ(0x1ff00000000, one->ecam);
    ASSERT_STR_EQ("enabled", one->enhanced);
    ASSERT(one->no_gic_node);
    ASSERT_STR_EQ("shutdown", one->ends);
    ASSERT_STR_EQ("BG-*", one->tests[0]);
    ASSERT_STR_EQ("lat.x", one->tests[1]);
    ASSERT_EQ(NULL, one->tests[2]);
    ASSERT_EQ(1, one->window_count);
    ASSERT(one->has_rrs);
    ASSERT_EQ(0x123456789000, one->rrs.base);
    ASSERT_EQ(0x1000, one->rrs.size);
    ASSERT_EQ(0xffffffffffff0001, one->rrs.value);
    PASS();
}

TEST plain_qemu_has_keys_of_its_own(void)
{
    const struct scenario *one;

    ASSERT(load_one("machine = \"qemu\";"));
    one = &scenarios.list[0];
    ASSERT(one->bare);
    ASSERT_EQ(BARE, one->profile);
    ASSERT_EQ(PRESENT, one->attach);
    ASSERT_EQ(NULL, one->devices[0]);
    ASSERT_EQ(NULL, one->late);
    ASSERT_FALSE(one->storage_daemon);
    ASSERT_FALSE(one->resizes);
    ASSERT_STR_EQ("qemu", scenario_machine(one));
    ASSERT_STR_EQ("bare", scenario_profile(one->profile));
    ASSERT_STR_EQ("present", scenario_attach(one->attach));
    scenarios_free(&scenarios);
    ASSERT(load_one("machine = \"qemu\"; gic = 2; vcpus = 2; clock = \"wall\"; cpu = \"max\";"
                    "devices = [ \"a\", \"b,c=d\" ]; late = \"x,id=y\"; storage_daemon = true;"
                    "tests = [ \"VIO-*\" ];"));
    one = &scenarios.list[0];
    ASSERT_STR_EQ("a", one->devices[0]);
    ASSERT_STR_EQ("b,c=d", one->devices[1]);
    ASSERT_EQ(NULL, one->devices[2]);
    ASSERT_STR_EQ("x,id=y", one->late);
    ASSERT(one->storage_daemon);
    scenarios_free(&scenarios);
    ASSERT(load_one("machine = \"qemu\"; resizes = true;"));
    ASSERT(scenarios.list[0].resizes);
    PASS();
}

TEST qemu_in_dom0_is_asked_for(void)
{
    const struct scenario *one;

    ASSERT(load("scenarios = ( { name = \"xenpvh-x\"; title = \"t\"; profile = \"trap\";"
                "device_model = \"qemu\"; devices = [ \"a\" ]; default = false; } );"));
    one = &scenarios.list[0];
    ASSERT(one->model == MODEL_QEMU && scenario_has_linux(one));
    ASSERT_EQ(ASKED, one->attach);
    ASSERT_STR_EQ("asked", scenario_attach(one->attach));
    ASSERT_EQ(10000, one->arrival_ms);
    ASSERT_STR_EQ("xen", scenario_machine(one));
    scenarios_free(&scenarios);
    ASSERT_FALSE(load("scenarios = ( { name = \"xenpvh-x\"; title = \"t\"; profile = \"trap\";"
                      "device_model = \"qemu\"; devices = [ \"a\" ]; } );"));
    ASSERTm(said, strstr(said, "needs default = false"));
    PASS();
}

TEST xl_makes_the_domu_beside_qemu(void)
{
    ASSERT(load("scenarios = ( { name = \"xl-x\"; title = \"t\"; profile = \"trap\"; made = \"xl\";"
                "device_model = \"qemu\"; devices = [ \"a\" ]; default = false; } );"));
    ASSERT(scenarios.list[0].by_xl && !scenarios.list[0].by_domctl);
    ASSERT(scenario_is_made_late(&scenarios.list[0]));
    scenarios_free(&scenarios);
    ASSERT_FALSE(load("scenarios = ( { name = \"xenpvh-x\"; title = \"t\"; profile = \"trap\";"
                      "made = \"xl\"; device_model = \"qemu\"; devices = [ \"a\" ];"
                      "default = false; } );"));
    ASSERTm(said, strstr(said, "a name that begins with xl-"));
    PASS();
}

TEST cells_have_the_high_half_first(void)
{
    static const uint32_t expected[] = {0x1234, 0x56789000, 0, 0x1000, 0xffffffff, 0x88776655};
    uint32_t cells[SCENARIO_CELLS];

    ASSERT(load_one("profile = \"windows\";"
                    "windows = ( { base = 0x123456789000L; size = 0x1000L;"
                    "              value = 0xffffffff88776655L; } );"));
    ASSERT_EQ(6, scenario_window_cells(&scenarios.list[0], cells));
    ASSERT_MEM_EQ(expected, cells, sizeof(expected));
    PASS();
}

TEST a_refusal_may_be_nonsense(void)
{
    uint32_t cells[SCENARIO_CELLS];

    ASSERT(load_one("profile = \"windows\"; refusal = \"no\"; rule = \"BG-29\";"
                    "windows = ( { base = 0xfffffffffffff000L; size = 0x2000L; value = 0x0L; },"
                    "            { base = 0x1000L; size = 0x0L; value = 0x0L; } );"));
    ASSERT_STR_EQ("no", scenarios.list[0].refusal);
    ASSERT_STR_EQ("BG-29", scenarios.list[0].rule);
    ASSERT_EQ(12, scenario_window_cells(&scenarios.list[0], cells));
    scenario_file_release(NULL);

    ASSERT(load_one("profile = \"windows\"; refusal = \"no\"; rule = \"BG-29\";"
                    "raw_windows = [ 0x0, 0xffffffff, 3 ];"));
    ASSERT_EQ(3, scenario_window_cells(&scenarios.list[0], cells));
    ASSERT_EQ(0xffffffff, cells[1]);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!scenario_file_create())
        return 1;
    SET_TEARDOWN(scenario_file_release, NULL);
    RUN_TEST(the_default_file_loads);
    RUN_TEST(the_rest_gets_defaults);
    RUN_TEST(every_key_arrives);
    RUN_TEST(plain_qemu_has_keys_of_its_own);
    RUN_TEST(qemu_in_dom0_is_asked_for);
    RUN_TEST(xl_makes_the_domu_beside_qemu);
    RUN_TEST(cells_have_the_high_half_first);
    RUN_TEST(a_refusal_may_be_nonsense);
    scenario_file_remove();
    GREATEST_MAIN_END();
}
