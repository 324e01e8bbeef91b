/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules, expectations and the catalogue of tests: what is read, and what is refused in which words.
 */
#define DOORBELL_CATALOGUE
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
#include <greatest.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/expectations.h"
#include "harness/catalogue/rules.h"
#include "harness/command/commands.h"
#include "protocol/test.h"

TEST(bg, narrow, .rule = "BG-02", TITLE("narrow loads return the low bits"), .bus = BUS_EMPTY)
{
}
TEST(bg, wide, .rule = "BG-02", TITLE("wide loads return both halves"), .bus = BUS_SERVED)
{
}
TEST(ecam, late, .rule = "ECAM-07", TITLE("appears once"), .bus = BUS_ARRIVES)
{
}
TEST(int, intx, .rule = "INT-01", TITLE("arrives"), .bus = BUS_SERVED)
{
}
/* By another file, as it were: C itself refuses two of one name in one file. */
static const struct test again __attribute__((used, section("doorbell_tests"), aligned(8))) = {
    .group = "int", .name = "intx", .rule = "INT-01", .bus = BUS_SERVED};

#define RULE(id) "{ id = \"" id "\"; statement = \"s\"; source = \"w\"; hint = \"h\"; }"

/* Everything happens in one folder of our own: suites/<group>/rules.cfg, and where stderr goes. */
static char folder[] = "/tmp/doorbell-test-XXXXXX";
static char heard[1024];

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    if (!file || fputs(text, file) < 0 || fclose(file))
        abort();
}

static int saved_stderr = -1;

/* What is said on stderr from here until hear() ends up in heard[]. */
static void listen(void)
{
    fflush(stderr);
    saved_stderr = dup(STDERR_FILENO);
    if (!freopen("stderr.txt", "w", stderr))
        abort();
}

static void hear(void)
{
    FILE *file;

    fflush(stderr);
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    file = fopen("stderr.txt", "r");
    if (!file)
        abort();
    heard[fread(heard, 1, sizeof(heard) - 1, file)] = '\0';
    fclose(file);
}

static bool load_rules(struct rules *rules)
{
    bool good;

    listen();
    good = rules_load("suites", rules);
    hear();
    return good;
}

static bool load_expectations(const char *text, struct expectations *expectations)
{
    bool good;

    write_file("expectations.cfg", text);
    listen();
    good = expectations_load("expectations.cfg", expectations);
    hear();
    return good;
}

GREATEST_TEST rules_are_read_by_group(void)
{
    struct rules rules;

    write_file("suites/ecam/rules.cfg", "rules = (" RULE("ECAM-07") ");");
    write_file("suites/bg/rules.cfg", "rules = (" RULE("BG-02") "," RULE("BG-01") ");");
    GREATEST_ASSERT(load_rules(&rules));
    GREATEST_ASSERT_STR_EQ("", heard);
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
        write_file("suites/bg/rules.cfg", bad_rules[i].text);
        GREATEST_ASSERT_FALSE(load_rules(&rules));
        GREATEST_ASSERTm(heard, strstr(heard, bad_rules[i].words));
        GREATEST_ASSERTm(heard, strchr(heard, '\n') == heard + strlen(heard) - 1);
    }
    write_file("suites/bg/rules.cfg", "rules = (" RULE("BG-02") ");");
    listen();
    GREATEST_ASSERT_FALSE(rules_load("nowhere", &rules));
    GREATEST_ASSERT_FALSE(rules_load("suites/bg", &rules));
    hear();
    GREATEST_ASSERT(strstr(heard, "nowhere: cannot look for the rules here"));
    GREATEST_ASSERT(strstr(heard, "suites/bg: no <group>/rules.cfg here"));
    GREATEST_PASS();
}

GREATEST_TEST a_rule_is_explained_with_its_tests(void)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct rules rules;

    write_file("suites/bg/rules.cfg", "rules = (" RULE("BG-01") "," RULE("BG-02") ");");
    GREATEST_ASSERT(load_rules(&rules));
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

    GREATEST_ASSERT(load_rules(&rules));
    listen();
    good = catalogue_check(&rules);
    hear();
    GREATEST_ASSERT_FALSE(good);
    GREATEST_ASSERT(strstr(heard, "test int.intx: no suites/*/rules.cfg has its rule INT-01\n"));
    GREATEST_ASSERT(strstr(heard, "test int.intx: there are two of that name\n"));
    rules_free(&rules);

    write_file("suites/ecam/rules.cfg", "rules = (" RULE("ECAM-07") "," RULE("INT-01") ");");
    GREATEST_ASSERT(load_rules(&rules));
    listen();
    good = catalogue_check(&rules);
    hear();
    GREATEST_ASSERT_FALSE(good);
    GREATEST_ASSERT_STR_EQ("test int.intx: there are two of that name\n", heard);
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

    GREATEST_ASSERT(load_expectations(EXPECTATION("bg.narrow", "4.17 - 4.20"), &expectations));
    found = expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20.3");
    GREATEST_ASSERT(found);
    GREATEST_ASSERT_EQ(2, found->line);
    GREATEST_ASSERT_STR_EQ("expectations.cfg", found->path);
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &narrow, &unmapped, "4.21.0"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &other, &unmapped, "4.20.3"));
    expectations_free(&expectations);
    GREATEST_ASSERT(load_expectations(EXPECTATION("BG-0?", "*"), &expectations));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &other, &unmapped, "5.1"));
    expectations_free(&expectations);
    GREATEST_ASSERT(
        load_expectations(EXPECTATION("BG-0?", "*\"; scenario = \"end-*"), &expectations));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &other, &end_off, "5.1"));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &other, &unmapped, "5.1"));
    expectations_free(&expectations);
    GREATEST_ASSERT(load_expectations(
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
    GREATEST_ASSERT(load_expectations(EXPECTATION("BG-0?", "9\"; device_model = \"10.0 -"),
                                      &expectations) == false);
    GREATEST_ASSERT(load_expectations("expectations = ();", &expectations));
    expectations_free(&expectations);
    GREATEST_PASS();
}

static bool load_fixed(const char *text, struct expectations *expectations)
{
    bool good;

    write_file("fixed.cfg", text);
    listen();
    good = expectations_load("fixed.cfg", expectations);
    hear();
    return good;
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

    write_file("expectations.cfg", EXPECTATION("bg.narrow", "*"));
    GREATEST_ASSERT(load_fixed("base = \"expectations.cfg\";", &expectations));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20"));
    GREATEST_ASSERT_STR_EQ("expectations.cfg", expectations.list[0].path);
    expectations_free(&expectations);
    snprintf(text, sizeof(text), "base = \"expectations.cfg\"; fixed = (\"BG-0?\"); %s",
             EXPECTATION("INT-01", "*"));
    GREATEST_ASSERTm(heard, load_fixed(text, &expectations));
    GREATEST_ASSERT_EQ(NULL, expectations_find(&expectations, NULL, &narrow, &unmapped, "4.20"));
    GREATEST_ASSERT(expectations_find(&expectations, NULL, &intx, &unmapped, "4.20"));
    GREATEST_ASSERT_STR_EQ("fixed.cfg", expectations.list[0].path);
    expectations_free(&expectations);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        GREATEST_ASSERT_FALSEm(bad[i].text, load_fixed(bad[i].text, &expectations));
        GREATEST_ASSERTm(heard, strstr(heard, bad[i].said));
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

    GREATEST_ASSERT_FALSE(load_expectations(EXPECTATION("bg.gone", "*"), &expectations));
    GREATEST_ASSERT_STR_EQ(
        "expectations.cfg:2: no test is called \"bg.gone\" and none checks such a rule\n", heard);
    for (size_t i = 0; i < sizeof(bad_ranges) / sizeof(bad_ranges[0]); i++) {
        snprintf(text, sizeof(text), EXPECTATION("BG-02", "%s"), bad_ranges[i]);
        GREATEST_ASSERT_FALSEm(bad_ranges[i], load_expectations(text, &expectations));
        GREATEST_ASSERTm(heard, !strncmp(heard, "expectations.cfg:2: ", 20));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(text, sizeof(text),
                 "expectations = ({ xen = \"*\"; reason = \"r\"; upstream = \"u\";%s });",
                 bad[i].text);
        GREATEST_ASSERT_FALSEm(bad[i].text, load_expectations(text, &expectations));
        GREATEST_ASSERTm(heard, strstr(heard, bad[i].said));
    }
    GREATEST_ASSERT_FALSE(load_expectations("expectations = (", &expectations));
    listen();
    GREATEST_ASSERT_FALSE(expectations_load("nowhere.cfg", &expectations));
    hear();
    GREATEST_ASSERT_STR_EQ("nowhere.cfg: cannot read this file\n", heard);
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
    if (!mkdtemp(folder) || chdir(folder) || mkdir("suites", 0700) || mkdir("suites/bg", 0700) ||
        mkdir("suites/ecam", 0700)) {
        perror(folder);
        return EXIT_FAILURE;
    }
    GREATEST_RUN_TEST(rules_are_read_by_group);
    GREATEST_RUN_TEST(bad_rules_are_refused_by_line);
    GREATEST_RUN_TEST(a_rule_is_explained_with_its_tests);
    GREATEST_RUN_TEST(the_catalogue_wants_every_rule_and_one_test_a_name);
    GREATEST_RUN_TEST(scenarios_choose_their_tests);
    GREATEST_RUN_TEST(expectations_are_by_test_and_version);
    GREATEST_RUN_TEST(expectations_can_leave_out_what_is_fixed);
    GREATEST_RUN_TEST(bad_expectations_are_refused_by_line);
    GREATEST_RUN_TEST(versions_compare_by_number);
    unlink("suites/bg/rules.cfg");
    unlink("suites/ecam/rules.cfg");
    unlink("expectations.cfg");
    unlink("fixed.cfg");
    unlink("stderr.txt");
    if (rmdir("suites/bg") || rmdir("suites/ecam") || rmdir("suites") || rmdir(folder))
        perror(folder);
    GREATEST_MAIN_END();
}
