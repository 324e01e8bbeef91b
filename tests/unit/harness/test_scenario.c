/* SPDX-License-Identifier: BSD-2-Clause */
/* suites/scenarios.cfg: what it says arrives, and every mistake is refused with file and line. */
/* FAKES: capture */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/catalogue/scenarios.h"
#include "tests/fakes/capture.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

static struct scenarios scenarios;
static char path[] = "/tmp/test_scenario.XXXXXX";
static const char *said;

/* Loads a file of that content. */
static bool load(const char *content)
{
    FILE *file = fopen(path, "w");
    bool ok;

    if (!file || fputs(content, file) < 0 || fclose(file))
        abort();
    capture_start(2);
    ok = scenarios_load(path, &scenarios);
    said = capture_end();
    return ok;
}

static void teardown(void *arg)
{
    (void)arg;
    scenarios_free(&scenarios);
}

/* One scenario with the needed keys and @more. */
static bool load_one(const char *more)
{
    char content[2000];

    snprintf(content, sizeof(content),
             "scenarios = ( {\nname = \"one\";\ntitle = \"t\";\n%s\n} );\n", more);
    return load(content);
}

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

TEST what_is_for_another_machine_is_refused(void)
{
    static const struct {
        const char *more, *says;
    } cases[] = {
        {"machine = \"kvm\";", "machine = \"kvm\": expected \"xen\", \"qemu\""},
        {"machine = \"qemu\"; profile = \"trap\";", "profile is not for machine qemu"},
        {"machine = \"qemu\"; attach = \"never\";", "attach is not for machine"},
        {"machine = \"qemu\"; ecam = 0xf100000000L;", "ecam is not for machine"},
        {"profile = \"trap\"; devices = [ \"a\" ];", "devices is not for machine xen"},
        {"profile = \"trap\"; late = \"a,id=b\";", "late is not for machine"},
        {"profile = \"trap\"; plug_us = [ 1 ];", "plug_us needs hotplug = true, or late"},
        {"machine = \"qemu\"; device_model = \"qemu\";", "device_model is not for machine qemu"},
        {"profile = \"trap\"; script = [ \"await\" ];", "script needs device_model = \"qemu\""},
        {"profile = \"trap\"; qemu_options = [ \"-S\" ];", "qemu_options needs device_model"},
        {"profile = \"trap\"; device_model = \"qemu\"; devices = [ \"a\" ]; default = false;",
         "a name that begins with xenpvh-"},
        {"profile = \"trap\"; device_model = \"kvm\";", "expected \"doorbell\", \"qemu\""},
        {"profile = \"trap\"; storage_daemon = true;", "storage_daemon is not for"},
        {"machine = \"qemu\"; storage_daemon = true;", "needs clock = \"wall\""},
        {"profile = \"trap\"; resizes = true;", "resizes is not for machine"},
        {"machine = \"qemu\"; clock = \"wall\"; storage_daemon = true; resizes = true;",
         "resizes is not for a disk"},
        {"machine = \"qemu\"; late = \"virtio-blk-pci\";", "late needs an id"},
        {"machine = \"qemu\"; devices = \"a\";",
         "devices = \"a\": expected 1 to 16 devices in quotes"},
        {"machine = \"qemu\"; devices = [ ];", "devices: expected 1 to 16"},
        {"machine = \"qemu\"; devices = [ 1 ];", "devices = 1: expected"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ASSERT_FALSEm(cases[i].more, load_one(cases[i].more));
        ASSERTm(said, strstr(said, cases[i].says));
        ASSERT_EQm("one line", strlen(said) - 1, strcspn(said, "\n"));
    }
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
    teardown(NULL);

    ASSERT(load_one("profile = \"windows\"; refusal = \"no\"; rule = \"BG-29\";"
                    "raw_windows = [ 0x0, 0xffffffff, 3 ];"));
    ASSERT_EQ(3, scenario_window_cells(&scenarios.list[0], cells));
    ASSERT_EQ(0xffffffff, cells[1]);
    PASS();
}

#define RAW(cells)         "refusal = \"x\"; rule = \"y\"; raw_windows = " cells ";"
#define UNMAPPED_ONE       "profile = \"unmapped\";"
#define WINDOW(base, size) "{ base = " base "L; size = " size "L; value = 0x1L; }"

TEST mistakes_in_a_scenario_are_refused(void)
{
    static const struct {
        const char *more, *says;
    } cases[] = {
        {"", "a scenario needs profile"},
        {UNMAPPED_ONE "frob = 1;", ":4: a scenario has no key \"frob\""},
        {"profile = \"p1\";",
         "profile = \"p1\": expected \"trap\", \"unmapped\", \"windows\", \"vpci\""},
        {"profile = 1;", "profile = 1: expected"},
        {UNMAPPED_ONE "xen = \"fast\";", "xen = \"fast\": expected \"debug\", \"release\""},
        {UNMAPPED_ONE "cpu = \"max,sve=off\";",
         "cpu = \"max,sve=off\": expected at most 32 characters"},
        {UNMAPPED_ONE "gic = 4;", "gic = 4: expected 2 to 3"},
        {UNMAPPED_ONE "pcpus = 5;", "pcpus = 5: expected 1 to 4"},
        {UNMAPPED_ONE "samples = 9;", "samples = 9: expected 10 to 1000"},
        {UNMAPPED_ONE "boots = 2;", "boots = 2: expected 1 or 10"},
        {UNMAPPED_ONE "clock = \"sun\";", "clock = \"sun\": expected \"icount\", \"wall\""},
        {UNMAPPED_ONE "vcpus = 0;", "vcpus = 0: expected 1 to 4"},
        {UNMAPPED_ONE "vcpus = \"1\";", "vcpus = \"1\": expected"},
        {UNMAPPED_ONE "vcpus = 1.5;", "vcpus = 1.5: expected"},
        {UNMAPPED_ONE "console = \"ttyS0\";", "console = \"ttyS0\": expected"},
        {UNMAPPED_ONE "ecam = 0x20000000L;",
         "ecam = 0x20000000: expected 0x10000000L, or a multiple"},
        {UNMAPPED_ONE "ecam = 0x100001000L;", "ecam = 0x100001000: expected"},
        {UNMAPPED_ONE "ecam = 0x20000000000L;", "from 0x100000000L to 0x1fff0000000L"},
        {UNMAPPED_ONE "ecam = 0x20000000;", "ecam = 0x20000000: expected 0x10000000L"},
        {UNMAPPED_ONE "enhanced = true;", "enhanced = true: expected"},
        {UNMAPPED_ONE "gic_node = 1;", "gic_node = 1: expected true or false"},
        {UNMAPPED_ONE "ends = \"crash\";", "ends = \"crash\": expected"},
        {UNMAPPED_ONE "tests = \"BG-*\";", "tests = \"BG-*\": expected 1 to 24 globs"},
        {UNMAPPED_ONE "tests = [ ];", "tests: expected 1 to 24 globs"},
        {UNMAPPED_ONE "tests = [ 1 ];", "tests = 1: expected"},
        {UNMAPPED_ONE "default = 1;", "default = 1: expected true or false"},
        {UNMAPPED_ONE "hazard = \"it ends\";", "hazard needs default = false"},
        {UNMAPPED_ONE "attach = \"timed\";", "attach = \"timed\" needs schedule_us"},
        {UNMAPPED_ONE "schedule_us = [ 5 ];", "schedule_us needs attach = \"timed\""},
        {UNMAPPED_ONE "attach = \"timed\"; schedule_us = [ 5, 5 ];",
         "expected 1 to 8 ascending times"},
        {UNMAPPED_ONE "made = \"xm\";", "made = \"xm\": expected \"boot\", \"domctl\", \"xl\""},
        {UNMAPPED_ONE "made = \"xl\";", "made = \"xl\" needs device_model = \"qemu\""},
        {UNMAPPED_ONE "xl_options = [ \"memory = 1\" ];", "xl_options needs made = \"xl\""},
        {UNMAPPED_ONE "start_us = 5;", "start_us needs made = \"domctl\""},
        {UNMAPPED_ONE "domus = 2;", "domus needs made = \"domctl\""},
        {UNMAPPED_ONE "made = \"domctl\"; domus = 3;", "domus = 3: expected 1 to 2"},
        {UNMAPPED_ONE "made = \"domctl\"; domus = 2; console = \"vpl011\";", "domus = 2 is for"},
        {UNMAPPED_ONE "bridge = \"overlay\";", "bridge = \"overlay\" needs"},
        {UNMAPPED_ONE "made = \"domctl\"; start_us = -1;", "start_us = -1: expected a time"},
        {UNMAPPED_ONE "made = \"domctl\"; enhanced = \"enabled\";",
         "made = \"domctl\" or \"xl\" has no"},
        {"profile = \"windows\"; made = \"domctl\"; windows = ( " WINDOW("0x0", "0x1") " );",
         "made = \"domctl\" or \"xl\" has no profile = \"windows\""},
        {UNMAPPED_ONE "refusal = \"x\";", "refusal needs rule"},
        {UNMAPPED_ONE "rule = \"BG-29\";", "rule needs refusal"},
        {UNMAPPED_ONE "rule = \"BG-29\"; refusal = \"\";", "refusal = \"\": expected text"},
        {UNMAPPED_ONE "windows = ( " WINDOW("0x0", "0x1") " );",
         "windows needs profile = \"windows\""},
        {"profile = \"vpci\"; ecam = 0x100000000L;", "has its ecam where Xen has it"},
        {UNMAPPED_ONE "xen = \"vpci\";", "a name that begins with vpci go together"},
        {UNMAPPED_ONE "xen = \"dtbo\"; direct_map = true;",
         "a name that begins with dtbo go together"},
        {UNMAPPED_ONE "direct_map = true;", "a name that begins with dtbo go together"},
        {"profile = \"windows\";", "profile = \"windows\" needs windows"},
        {"profile = \"windows\"; windows = ( );", "profile = \"windows\" needs windows"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ASSERT_FALSEm(cases[i].more, load_one(cases[i].more));
        ASSERTm(said, strstr(said, cases[i].says));
        ASSERTm("file and line", !strncmp(said, path, strlen(path)) && said[strlen(path)] == ':');
        ASSERT_EQm("one line", strlen(said) - 1, strcspn(said, "\n"));
        ASSERT_EQ(0, scenarios.count);
    }
    PASS();
}

TEST mistakes_in_windows_are_refused(void)
{
    static const struct {
        const char *windows, *says;
    } cases[] = {
        {"windows = { };", "windows: expected ( { base, size, value }, ... )"},
        {"windows = ( 1 );", "windows: expected at most 8 groups"},
        {"windows = ( { base = 0x0L; size = 0x1L; } );",
         "a window's value: expected a 64-bit number"},
        {"windows = ( { base = 0x10000000; size = 0x1L; value = 0x0L; } );",
         "a window's base: expected a 64-bit number"},
        {"windows = ( { base = 0x0L; size = 0x1L; value = 0x0L; frob = 0; } );",
         "a window has base, size, value and perhaps rrs"},
        {"windows = ( { base = 0x0L; size = 0x1L; value = 0xffff0002L; rrs = true; } );",
         "its value ends in ffff0001"},
        {"windows = ( " WINDOW("0x1000", "0x0") " );", "windows need refusal"},
        {"windows = ( " WINDOW("0xfffffffffffff000", "0x1001") " );", "windows need refusal"},
        {"windows = ( " WINDOW("0x1000", "0x1000") ", " WINDOW("0x1fff", "0x1") " );",
         "windows need refusal"},
        {"raw_trap = 2; windows = ( " WINDOW("0x0", "0x1") " );",
         "raw_trap needs profile = \"unmapped\""},
        {"raw_trap = -1; refusal = \"x\"; rule = \"y\";", "raw_trap needs profile"},
        {"raw_windows = [ 1, 2 ];", "raw_windows needs refusal"},
        {RAW("[ \"1\" ]"), "raw_windows: expected at most 8 * 6 32-bit numbers"},
        {RAW("( 1 )"), "raw_windows: expected at most"},
        {RAW("[ 1 ]") " windows = ( " WINDOW("0x0", "0x1") " );", "not both"},
    };
    char more[1000];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        snprintf(more, sizeof(more), "profile = \"windows\"; %s", cases[i].windows);
        ASSERT_FALSEm(cases[i].windows, load_one(more));
        ASSERTm(said, strstr(said, cases[i].says));
        ASSERT_EQm("one line", strlen(said) - 1, strcspn(said, "\n"));
    }
    /* Side by side up to the last address is sound. */
    ASSERTm(said,
            load_one("profile = \"windows\"; windows = ( " WINDOW("0x1000", "0x1000") ", " WINDOW(
                "0xfffffffffffff000", "0x1000") ", " WINDOW("0x2000", "0x1000") " );"));
    PASS();
}

TEST mistakes_in_the_file_are_refused(void)
{
    ASSERT_FALSE(scenarios_load("/nonexistent", &scenarios));
    ASSERT_FALSE(load(""));
    ASSERT_FALSE(load("scenarios = ( { name = \"cut"));
    ASSERT_FALSE(load("scenarios = ( );"));
    ASSERTm(said, strstr(said, "no scenario"));
    ASSERT_FALSE(load("scenarios = ( 1 );"));
    ASSERTm(said, strstr(said, "expected a group"));
    ASSERT_FALSE(load("scenarios = ( ); more = 1;"));
    ASSERT_FALSE(load("scenarios = ( { name = \"a\"; name = \"b\"; } );"));
    ASSERT_FALSE(load("scenarios = ( { name = \"a b\"; } );"));
    ASSERTm(said, strstr(said, "characters of a-z, 0-9 and -"));
    ASSERT_FALSE(load("scenarios = ( { name = \"a23456789012345678901234567890123\"; } );"));
    ASSERTm(said, strstr(said, "at most 32 characters"));
    ASSERT_FALSE(load("scenarios = (\n"
                      "{ name = \"a\"; title = \"t\"; profile = \"trap\"; },\n"
                      "{ name = \"a\"; title = \"t\"; profile = \"trap\"; }\n);"));
    ASSERTm(said, strstr(said, "a second scenario \"a\""));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    const int fd = mkstemp(path);

    if (fd < 0 || close(fd))
        return 1;
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(teardown, NULL);
    RUN_TEST(the_default_file_loads);
    RUN_TEST(the_rest_gets_defaults);
    RUN_TEST(every_key_arrives);
    RUN_TEST(plain_qemu_has_keys_of_its_own);
    RUN_TEST(qemu_in_dom0_is_asked_for);
    RUN_TEST(xl_makes_the_domu_beside_qemu);
    RUN_TEST(what_is_for_another_machine_is_refused);
    RUN_TEST(cells_have_the_high_half_first);
    RUN_TEST(a_refusal_may_be_nonsense);
    RUN_TEST(mistakes_in_a_scenario_are_refused);
    RUN_TEST(mistakes_in_windows_are_refused);
    RUN_TEST(mistakes_in_the_file_are_refused);
    unlink(path);
    GREATEST_MAIN_END();
}
