/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a JSON report back: all of it, and nothing that is not one. */
/* FAKES: capture */

#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "harness/result/saved.h"
#include "harness/support/heap.h"
#include "tests/fakes/capture.h"

static const char whole[] =
    "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"FAIL\", \"exit_status\": 5,\n"
    " \"started\": \"2026-01-31T12:00:00Z\", \"seconds\": 3.25, \"command\": null,\n"
    " \"qemu\": \"QEMU 7.2\", \"counts\": {\"PASS\": 1},\n"
    " \"rules\": [{\"id\": \"BG-01\", \"statement\": \"s\", \"source\": \"o\", \"hint\": \"h\"}],\n"
    " \"scenarios\": [{\"name\": \"unmapped\", \"title\": \"t\", \"profile\": \"unmapped\",\n"
    "  \"verdict\": \"FAIL\", \"reason\": \"because\\u001b[31m\", \"seconds\": 0.5,\n"
    "  \"xen\": {\"version\": \"4.20.3\", \"debug\": true, \"config\": {\"HZ\": 100, \"x\": "
    "null}},\n"
    "  \"env\": {\"gic\": \"v3\"}, \"later\": [1], \"problems\": [\"p\"],\n"
    "  \"tests\": [{\"name\": \"bg.a\", \"rule\": \"BG-01\", \"title\": \"ta\", \"verdict\": "
    "\"FAIL\",\n"
    "    \"reason\": \"r\", \"details\": [{\"kind\": \"fail\", \"text\": \"f\"}]},\n"
    "   {\"name\": \"bg.b\", \"rule\": \"BG-02\", \"title\": null, \"verdict\": \"XFAIL\",\n"
    "    \"reason\": null, \"known\": {\"reason\": \"k\", \"upstream\": \"u\"}, \"details\": "
    "[]}],\n"
    "  \"metrics\": [{\"id\": \"LAT-1.x\", \"unit\": \"insn\", \"overhead\": 3, \"n\": 3,\n"
    "    \"samples\": [30, 10, 20]}],\n"
    "  \"console\": []}]}\n";

static struct saved saved;
static const char *said;

static bool parse(const char *json)
{
    bool good;

    capture_start(2);
    good = saved_parse("run.json", json, strlen(json), &saved);
    said = capture_end();
    return good;
}

/* @whole with @old, which must be in it, replaced by @new. */
static char *changed(const char *old, const char *new)
{
    const char *at = strstr(whole, old);

    if (!at)
        abort();
    return heap_format("%.*s%s%s", (int)(at - whole), whole, new, at + strlen(old));
}

TEST all_of_it_arrives(void)
{
    const struct saved_scenario *scenario;

    ASSERT(parse(whole));
    ASSERT_STR_EQ("", said);
    ASSERT_EQ(VERDICT_FAIL, saved.verdict);
    ASSERT_STR_EQ("2026-01-31T12:00:00Z", saved.started);
    ASSERT_EQ(NULL, saved.command);
    ASSERT_STR_EQ("h", saved_find_rule(&saved, "BG-01")->hint);
    ASSERT_EQ(NULL, saved_find_rule(&saved, "BG-02"));
    ASSERT_EQ(1, saved.scenario_count);
    ASSERT_EQ(NULL, saved_find(&saved, "windows"));
    scenario = saved_find(&saved, "unmapped");
    ASSERT_STR_EQ("because?[31m", scenario->reason); /* a terminal would obey the original */
    ASSERT_STR_EQ("p", scenario->problems[0]);
    ASSERT_EQ(2, scenario->test_count);
    ASSERT_STR_EQ("f", scenario->tests[0].details[0].text);
    ASSERT(scenario->tests[0].details[0].is_fail);
    ASSERT_EQ(NULL, scenario->tests[0].known);
    ASSERT_STR_EQ("r", saved_reason(&scenario->tests[0]));
    scenario->tests[0].details[0].text[0] = 'r'; /* was "f" */
    ASSERT_EQ(NULL, saved_reason(&scenario->tests[0]));
    scenario->tests[0].details[0].text[0] = 'f';
    ASSERT_STR_EQ("", scenario->tests[1].title);
    ASSERT_STR_EQ("k", saved_find_test(scenario, "bg.b")->known);
    ASSERT_STR_EQ("u", saved_find_test(scenario, "bg.b")->upstream);
    ASSERT_EQ(20, saved_find_metric(scenario, "LAT-1.x")->stats.p50);
    ASSERT_EQ(30, scenario->metrics[0].samples[0]);
    ASSERT_EQ(1, saved_tally(&saved, VERDICT_XFAIL));
    ASSERT_EQ(0, saved_tally(&saved, VERDICT_PASS));
    saved_free(&saved);
    PASS();
}

/* Whatever a later doorbell says of the machine is a fact, without this one knowing its name. */
TEST facts_are_what_is_left(void)
{
    const struct saved_facts *facts;
    char *xen;

    ASSERT(parse(whole));
    facts = &saved.scenarios[0].facts;
    ASSERT_STR_EQ("QEMU 7.2", saved_fact(&saved.facts, "qemu"));
    ASSERT_EQ(1, saved.facts.count);
    ASSERT_STR_EQ("v3", saved_fact(facts, "env.gic"));
    ASSERT_STR_EQ("yes", saved_fact(facts, "xen.debug"));
    ASSERT_STR_EQ("100", saved_fact(facts, "xen.config.HZ"));
    ASSERT_STR_EQ("unknown", saved_fact(facts, "xen.config.x"));
    ASSERT_STR_EQ("unmapped", saved_fact(facts, "profile"));
    ASSERT_EQ(6, facts->count);
    xen = saved_system(&saved.scenarios[0]);
    ASSERT_STR_EQ("Xen 4.20.3 debug", xen);
    free(xen);
    saved_free(&saved);
    PASS();
}

TEST other_files_are_refused_in_one_line(void)
{
    static const struct {
        const char *old, *new, *says;
    } cases[] = {
        {"\"doorbell\"", "\"doorbell-compare\"", "not written by `doorbell run"},
        {"\"format\": \"doorbell\", ", "", "not written by `doorbell run"},
        {"\"version\": 1", "\"version\": 2",
         "version 2 of the format; this doorbell reads version 1"},
        {"\"version\": 1", "\"version\": \"1\"", "\"version\" is missing"},
        {"\"verdict\": \"FAIL\", \"exit", "\"verdict\": \"FINE\", \"exit", "no verdict is called"},
        {"\"scenarios\": [{", "\"scenarios\": [[{\"name\": 1}], {", "a scenario: "},
        {"\"scenarios\"", "\"scene\"", "\"scenarios\" is no list"},
        {"\"rule\": \"BG-02\", ", "", "scenario unmapped, test 1: \"rule\" is missing"},
        {"\"bg.b\"", "\"bg.a\"", "bg.a is there twice"},
        {"\"insn\"", "\"miles\"", "metric 0: no unit is called \"miles\""},
        {"\"n\": 3", "\"n\": 4", "\"n\" is not the number of samples"},
        {"[30, 10, 20]", "[]", "\"n\" is not the number of samples"},
        {"[30, 10, 20]", "[30, -1, 20]", "a sample is no whole number"},
        {"[30, 10, 20]", "[30, 1.5, 20]", "a sample is no whole number"},
        {"[30, 10, 20]", "[30, 1e300, 20]", "a sample is no whole number"},
        {"[30, 10, 20]", "[30, \"10\", 20]", "a sample is no whole number"},
        {"[\"p\"]", "[null]", "something else than strings"},
        {"\"seconds\": 3.25", "\"seconds\" 3.25", "line 2: not JSON, or cut off"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *json = changed(cases[i].old, cases[i].new);
        const bool good = parse(json);

        free(json);
        ASSERT_FALSEm(cases[i].says, good);
        ASSERTm(said, strstr(said, cases[i].says));
        ASSERT_EQm(said, said + strlen(said) - 1, strchr(said, '\n'));
        ASSERT_EQm(said, said, strstr(said, "doorbell: run.json: "));
    }
    PASS();
}

/* A file cut anywhere, or with something behind it, is refused, and nothing is read past its end.
 */
TEST no_part_of_a_report_is_one(void)
{
    for (size_t length = 0; length + 2 < sizeof(whole); length++) {
        char *part = heap_format("%.*s", (int)length, whole);
        const bool good = parse(part);

        free(part);
        ASSERT_FALSE(good);
    }
    ASSERT_FALSE(parse("{} {}"));
    ASSERT_FALSE(parse("[]"));
    ASSERT_FALSE(parse("null"));
    PASS();
}

TEST a_file_that_is_not_there_is_named(void)
{
    capture_start(2);
    ASSERT_FALSE(saved_read("/nowhere/run.json", &saved));
    ASSERT_STR_EQ("doorbell: /nowhere/run.json: No such file or directory\n", capture_end());
    capture_start(2);
    ASSERT_FALSE(saved_read("/", &saved));
    ASSERT_STR_EQ("doorbell: /: Is a directory\n", capture_end());
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(all_of_it_arrives);
    RUN_TEST(facts_are_what_is_left);
    RUN_TEST(other_files_are_refused_in_one_line);
    RUN_TEST(no_part_of_a_report_is_one);
    RUN_TEST(a_file_that_is_not_there_is_named);
    GREATEST_MAIN_END();
}
