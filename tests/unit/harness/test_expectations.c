/* SPDX-License-Identifier: BSD-2-Clause */
/* Expectations: which test on which version they are of, and what is refused in which words. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: capture config_folder */
#include <greatest.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/catalogue/scenario.h"
#include "protocol/test.h"
#include "tests/fakes/capture.h"
#include "tests/fakes/config_folder.h"

static const struct scenario unmapped = {.name = "unmapped"}, end_off = {.name = "end-off"};

#define EXPECTATION(test, xen)                              \
    "expectations = (\n{ test = \"" test "\"; xen = \"" xen \
    "\"; symptom = \"s\"; reason = \"r\"; upstream = \"u\"; });"

GREATEST_TEST expectations_are_by_test_and_version(void)
{
    const struct test narrow = {.group = "bg", .name = "narrow", .rule = "BG-02"};
    const struct test other = {.group = "bg", .name = "wide", .rule = "BG-01"};
    struct expectations expectations;
    const struct expectation *found;

    GREATEST_ASSERT(config_load_expectations(
        "expectations.cfg", EXPECTATION("bg.narrow", "4.17 - 4.20"), &expectations));
    found = expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20.3");
    GREATEST_ASSERT(found);
    GREATEST_ASSERT_EQ(2, found->line);
    GREATEST_ASSERT_STR_EQ("expectations.cfg", found->path);
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &narrow, &unmapped, "4.21.0"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &other, &unmapped, "4.20.3"));
    expectations_free(&expectations);
    GREATEST_ASSERT(
        config_load_expectations("expectations.cfg", EXPECTATION("BG-0?", "*"), &expectations));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &other, &unmapped, "5.1"));
    expectations_free(&expectations);
    GREATEST_ASSERT(config_load_expectations(
        "expectations.cfg", EXPECTATION("BG-0?", "*\"; scenario = \"end-*"), &expectations));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &other, &end_off, "5.1"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &other, &unmapped, "5.1"));
    expectations_free(&expectations);
    GREATEST_ASSERT(config_load_expectations(
        "expectations.cfg",
        "expectations = ({ test = [\"bg.narrow\", \"BG-0?\"]; symptom = [\"one*\", \"two\"];"
        "scenario = (\"x\", \"unmapped\"); xen = \"*\"; reason = \"r\"; upstream = \"u\"; });",
        &expectations));
    found = expectations_find(&expectations, NULL, &other, &unmapped, "4.20");
    GREATEST_ASSERT(found);
    GREATEST_ASSERT_EQ(found, expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, found, &other, &unmapped, "4.20"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &other, &end_off, "4.20"));
    GREATEST_ASSERT(expectation_has_symptom(found, "one more"));
    GREATEST_ASSERT(expectation_has_symptom(found, "two"));
    GREATEST_ASSERT_FALSE(expectation_has_symptom(found, "two more"));
    expectations_free(&expectations);
    GREATEST_ASSERT(config_load_expectations("expectations.cfg",
                                             EXPECTATION("BG-0?", "9\"; device_model = \"10.0 -"),
                                             &expectations) == false);
    GREATEST_ASSERT(
        config_load_expectations("expectations.cfg", "expectations = ();", &expectations));
    expectations_free(&expectations);
    GREATEST_PASS();
}

GREATEST_TEST expectations_can_leave_out_what_is_fixed(void)
{
    static const struct {
        const char *text, *said;
    } bad[] = {
        {"fixed = (\"BG-02\");", "must hold a list"},
        {"base = \"expectations.cfg\"; more = 1;", "must hold a list"},
        {"base = 1;", "the name of a file"},
        {"base = \"fixed.cfg\";", "is this file"},
        {"base = \"nowhere.cfg\";", "cannot read"},
        {"base = \"expectations.cfg\"; fixed = (1);", "must hold strings"},
        {"base = \"expectations.cfg\"; fixed = (\"ECAM-07\");", "no entry of the base"},
        {"base = \"expectations.cfg\"; expectations = 1;", "must be a list"},
    };
    const struct test narrow = {.group = "bg", .name = "narrow", .rule = "BG-02"};
    const struct test intx = {.group = "int", .name = "intx", .rule = "INT-01"};
    struct expectations expectations;
    char text[256];

    config_write("expectations.cfg", EXPECTATION("bg.narrow", "*"));
    GREATEST_ASSERT(
        config_load_expectations("fixed.cfg", "base = \"expectations.cfg\";", &expectations));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20"));
    GREATEST_ASSERT_STR_EQ("expectations.cfg", expectations.list[0].path);
    expectations_free(&expectations);
    snprintf(text, sizeof(text), "base = \"expectations.cfg\"; fixed = (\"BG-0?\"); %s",
             EXPECTATION("INT-01", "*"));
    GREATEST_ASSERTm(config_heard, config_load_expectations("fixed.cfg", text, &expectations));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20"));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &intx, &unmapped, "4.20"));
    GREATEST_ASSERT_STR_EQ("fixed.cfg", expectations.list[0].path);
    expectations_free(&expectations);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        GREATEST_ASSERT_FALSEm(bad[i].text,
                               config_load_expectations("fixed.cfg", bad[i].text, &expectations));
        GREATEST_ASSERTm(config_heard, strstr(config_heard, bad[i].said));
    }
    GREATEST_PASS();
}

GREATEST_TEST bad_expectations_are_refused_by_line(void)
{
    static const char *const bad_ranges[] = {
        "",          "4.17",         "-",   " - ",      "4.17-4.20-4.21", "x - 4.20",
        "4. - 4.20", "4.17 - 4.20 ", "** ", "4.17 4.20"};
    static const struct {
        const char *text, *said;
    } bad[] = {
        {"test = 1; symptom = \"s\";", "must be a string or a list of strings"},
        {"test = \"BG-02\";", "\"symptom\" is missing"},
        {"test = \"BG-02\"; symptom = [];", "must not be empty"},
        {"test = \"BG-02\"; symptom = \"\";", "not empty"},
        {"test = \"BG-02\"; symptom = (\"s\", 1);", "must be a string"},
        {"test = (\"BG-02\", \"bg.gone\"); symptom = \"s\";", "no test is called \"bg.gone\""},
    };
    struct expectations expectations;
    char text[256];

    GREATEST_ASSERT_FALSE(
        config_load_expectations("expectations.cfg", EXPECTATION("bg.gone", "*"), &expectations));
    GREATEST_ASSERT_STR_EQ(
        "expectations.cfg:2: no test is called \"bg.gone\" and none checks such a rule\n",
        config_heard);
    for (size_t i = 0; i < sizeof(bad_ranges) / sizeof(bad_ranges[0]); i++) {
        snprintf(text, sizeof(text), EXPECTATION("BG-02", "%s"), bad_ranges[i]);
        GREATEST_ASSERT_FALSEm(bad_ranges[i],
                               config_load_expectations("expectations.cfg", text, &expectations));
        GREATEST_ASSERTm(config_heard, !strncmp(config_heard, "expectations.cfg:2: ", 20));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(text, sizeof(text),
                 "expectations = ({ xen = \"*\"; reason = \"r\"; upstream = \"u\";%s });",
                 bad[i].text);
        GREATEST_ASSERT_FALSEm(bad[i].text,
                               config_load_expectations("expectations.cfg", text, &expectations));
        GREATEST_ASSERTm(config_heard, strstr(config_heard, bad[i].said));
    }
    GREATEST_ASSERT_FALSE(
        config_load_expectations("expectations.cfg", "expectations = (", &expectations));
    capture_start(STDERR_FILENO);
    GREATEST_ASSERT_FALSE(expectations_load("nowhere.cfg", &expectations));
    config_heard = capture_end();
    GREATEST_ASSERT_STR_EQ("nowhere.cfg: cannot read this file\n", config_heard);
    GREATEST_PASS();
}

GREATEST_TEST versions_compare_by_number(void)
{
    static const struct {
        const char *version, *range;
        bool in;
    } cases[] = {
        {"4.20.3", "*", true},
        {"4.20.3", "4.20 - 4.20", true},
        {"4.20.3", "4.20.3 - ", true},
        {"4.20.3", "4.20.4 -", false},
        {"4.20.3", "- 4.20", true},
        {"4.20.3", "-4.20.2", false},
        {"4.9.1", "4.10 -", false},
        {"4.10", "4.9 -", true},
        {"4.10", "4.10.1 -", false},
        {"4.23-unstable", "4.23 -", true},
        {"4.23-unstable", "- 4.22", false},
        {"5.0", "4.17-4.99", false},
        {"4.21-rc1", "4.21 - 4.21", true},
        {"4.20.3", "nonsense", false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        GREATEST_ASSERT_EQm(cases[i].range, cases[i].in,
                            version_in_range(cases[i].version, cases[i].range));
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!config_folder_enter())
        return EXIT_FAILURE;
    GREATEST_RUN_TEST(expectations_are_by_test_and_version);
    GREATEST_RUN_TEST(expectations_can_leave_out_what_is_fixed);
    GREATEST_RUN_TEST(bad_expectations_are_refused_by_line);
    GREATEST_RUN_TEST(versions_compare_by_number);
    config_folder_leave();
    GREATEST_MAIN_END();
}
