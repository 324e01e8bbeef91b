/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules and the catalogue of tests: what is read, and what is refused in which words. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: capture config_folder */
#include <greatest.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/catalogue/catalogue.h"
#include "harness/command/commands.h"
#include "protocol/test.h"
#include "tests/fakes/capture.h"
#include "tests/fakes/config_folder.h"

#define RULE(id) "{ id = \"" id "\"; statement = \"s\"; source = \"w\"; hint = \"h\"; }"

GREATEST_TEST rules_are_read_by_group(void)
{
    struct rules rules;

    config_write("suites/ecam/rules.cfg", "rules = (" RULE("ECAM-07") ");");
    config_write("suites/bg/rules.cfg", "rules = (" RULE("BG-02") "," RULE("BG-01") ");");
    GREATEST_ASSERT(config_load_rules(&rules));
    GREATEST_ASSERT_STR_EQ("", config_heard);
    GREATEST_ASSERT_EQ(3, rules.count);
    GREATEST_ASSERT_STR_EQ("BG-02", rules.list[0].id);
    GREATEST_ASSERT_STR_EQ("ECAM-07", rules.list[2].id);
    GREATEST_ASSERT_STR_EQ("h", rules_find(&rules, "BG-01")->hint);
    GREATEST_ASSERT_EQ(NULL, rules_find(&rules, "BG-03"));
    rules_free(&rules);
    GREATEST_PASS();
}

static const struct {
    const char *text, *words;
} bad_rules[] = {
    {"rules = (" RULE("BG-01") ",\n" RULE("BG-01") ");", "rules.cfg:2: BG-01 is there already"},
    {"rules = (\n{ id = \"BG-01\"; });", "rules.cfg:2: \"statement\" is missing"},
    {"rules = ({ id = \"BG-01\";\n severity = \"high\"; });",
     "rules.cfg:2: unknown key \"severity\""},
    {"rules = ({ id = \"BG-01\"; statement = \"\"; });",
     "\"statement\" must be a string, not empty"},
    {"rules = ({ id = 1; });", "\"id\" must be a string"},
    {"rules = (\"BG-01\");", "must be a group"},
    {"rules = [1, 2];", "must hold one list"},
    {"", "must hold one list, \"rules = ( ... )\""},
    {"rules = (); more = 1;", "and nothing else"},
    {"rules = (\n\n{", "rules.cfg:3: syntax error"},
};

GREATEST_TEST bad_rules_are_refused_by_line(void)
{
    struct rules rules;

    for (size_t i = 0; i < sizeof(bad_rules) / sizeof(bad_rules[0]); i++) {
        config_write("suites/bg/rules.cfg", bad_rules[i].text);
        GREATEST_ASSERT_FALSE(config_load_rules(&rules));
        GREATEST_ASSERTm(config_heard, strstr(config_heard, bad_rules[i].words));
        GREATEST_ASSERTm(config_heard,
                         strchr(config_heard, '\n') == config_heard + strlen(config_heard) - 1);
    }
    config_write("suites/bg/rules.cfg", "rules = (" RULE("BG-02") ");");
    capture_start(STDERR_FILENO);
    GREATEST_ASSERT_FALSE(rules_load("nowhere", &rules));
    GREATEST_ASSERT_FALSE(rules_load("suites/bg", &rules));
    config_heard = capture_end();
    GREATEST_ASSERT(strstr(config_heard, "nowhere: cannot look for the rules here"));
    GREATEST_ASSERT(strstr(config_heard, "suites/bg: no <group>/rules.cfg here"));
    GREATEST_PASS();
}

GREATEST_TEST a_rule_is_explained_with_its_tests(void)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct rules rules;

    config_write("suites/bg/rules.cfg", "rules = (" RULE("BG-01") "," RULE("BG-02") ");");
    GREATEST_ASSERT(config_load_rules(&rules));
    GREATEST_ASSERT_EQ(2, explain_rules(&rules, "BG-*", out));
    fflush(out);
    GREATEST_ASSERT(
        strstr(text, "  test    bg.narrow\n          narrow loads return the low bits\n"));
    GREATEST_ASSERT(strstr(text, "  no test yet"));
    GREATEST_ASSERT_EQ(1, explain_rules(&rules, "bg.narrow", out));
    GREATEST_ASSERT_EQ(0, explain_rules(&rules, "BG-99", out));
    fclose(out);
    free(text);
    rules_free(&rules);
    GREATEST_PASS();
}

GREATEST_TEST the_catalogue_wants_every_rule_and_one_test_a_name(void)
{
    struct rules rules;
    bool good;

    GREATEST_ASSERT(config_load_rules(&rules));
    capture_start(STDERR_FILENO);
    good = catalogue_check(&rules);
    config_heard = capture_end();
    GREATEST_ASSERT_FALSE(good);
    GREATEST_ASSERT(
        strstr(config_heard, "test int.intx: no suites/*/rules.cfg has its rule INT-01\n"));
    GREATEST_ASSERT(strstr(config_heard, "test int.intx: there are two of that name\n"));
    rules_free(&rules);

    config_write("suites/ecam/rules.cfg", "rules = (" RULE("ECAM-07") "," RULE("INT-01") ");");
    GREATEST_ASSERT(config_load_rules(&rules));
    capture_start(STDERR_FILENO);
    good = catalogue_check(&rules);
    config_heard = capture_end();
    GREATEST_ASSERT_FALSE(good);
    GREATEST_ASSERT_STR_EQ("test int.intx: there are two of that name\n", config_heard);
    rules_free(&rules);
    GREATEST_PASS();
}

GREATEST_TEST scenarios_choose_their_tests(void)
{
    static const char *const late[] = {"ECAM-*", NULL}, *const none[] = {"VIO-*", NULL};
    struct scenario scenario = {.name = "x", .profile = TRAP, .attach = NEVER};
    const struct test **tests;
    size_t count;

    tests = catalogue_select(&scenario, NULL, &count);
    GREATEST_ASSERT_EQ(1, count);
    GREATEST_ASSERT_STR_EQ("narrow", tests[0]->name);
    GREATEST_ASSERT_EQ(NULL, tests[1]);
    free(tests);
    GREATEST_ASSERT_FALSE(catalogue_has(&scenario, late));
    scenario.attach = TIMED;
    GREATEST_ASSERT(catalogue_has(&scenario, late));
    GREATEST_ASSERT_FALSE(catalogue_has(&scenario, none));

    scenario.refusal = "no";
    scenario.rule = "ECAM-04";
    GREATEST_ASSERT(catalogue_has(&scenario, late));
    GREATEST_ASSERT_FALSE(catalogue_has(&scenario, none));
    tests = catalogue_select(&scenario, NULL, &count);
    GREATEST_ASSERT_EQ(0, count);
    free(tests);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!config_folder_enter())
        return EXIT_FAILURE;
    GREATEST_RUN_TEST(rules_are_read_by_group);
    GREATEST_RUN_TEST(bad_rules_are_refused_by_line);
    GREATEST_RUN_TEST(a_rule_is_explained_with_its_tests);
    GREATEST_RUN_TEST(the_catalogue_wants_every_rule_and_one_test_a_name);
    GREATEST_RUN_TEST(scenarios_choose_their_tests);
    config_folder_leave();
    GREATEST_MAIN_END();
}
