/* SPDX-License-Identifier: BSD-2-Clause */
/* suites/scenarios.cfg: every mistake is refused with file and line. */
/* FAKES: capture scenario_file */

#include <string.h>

#include "tests/fakes/scenario_file.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

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
        {"profile = \"trap\"; root = \"/dev/vda\";", "root needs domu = \"linux\""},
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

#define RAW(cells)         "refusal = \"x\"; rule = \"y\"; raw_windows = " cells ";"
#define UNMAPPED_ONE       "profile = \"unmapped\";"
#define WINDOW(base, size) "{ base = " base "L; size = " size "L; value = 0x1L; }"

TEST mistakes_in_a_scenario_are_refused(void)
{
    const char *const path = scenario_file_path();
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
        {UNMAPPED_ONE "ramdisk = true; made = \"domctl\";",
         "ramdisk is for a domU of ours that Xen makes at boot"},
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
    GREATEST_MAIN_BEGIN();
    if (!scenario_file_create())
        return 1;
    SET_TEARDOWN(scenario_file_release, NULL);
    RUN_TEST(what_is_for_another_machine_is_refused);
    RUN_TEST(mistakes_in_a_scenario_are_refused);
    RUN_TEST(mistakes_in_windows_are_refused);
    RUN_TEST(mistakes_in_the_file_are_refused);
    scenario_file_remove();
    GREATEST_MAIN_END();
}
