/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a JSON report back: all of it, and nothing that is not one. */
/* FAKES: capture */

#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "harness/result/outcome.h"
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

static struct run run;
static const char *said;

static bool parse(const char *json)
{
    bool good;

    capture_start(2);
    good = run_parse("run.json", json, strlen(json), &run);
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
    const struct outcome *outcome;

    ASSERT(parse(whole));
    ASSERT_STR_EQ("", said);
    ASSERT_EQ(VERDICT_FAIL, run_verdict(&run));
    ASSERT_STR_EQ("2026-01-31T12:00:00Z", run.started);
    ASSERT_EQ(NULL, run.command);
    ASSERT_STR_EQ("h", rules_find(&run.rules, "BG-01")->hint);
    ASSERT_EQ(NULL, rules_find(&run.rules, "BG-02"));
    ASSERT_EQ(1, run.count);
    ASSERT_EQ(NULL, run_find(&run, "windows"));
    outcome = run_find(&run, "unmapped");
    ASSERT_STR_EQ("because?[31m", outcome->reason); /* a terminal would obey the original */
    ASSERT_STR_EQ("p", outcome->problems[0]);
    ASSERT_EQ(2, outcome->test_count);
    ASSERT_STR_EQ("f", outcome->tests[0].details[0].text);
    ASSERT_EQ(DETAIL_FAIL, outcome->tests[0].details[0].kind);
    ASSERT_EQ(NULL, outcome->tests[0].known);
    ASSERT_STR_EQ("r", test_reason(&outcome->tests[0]));
    outcome->tests[0].details[0].text[0] = 'r'; /* was "f" */
    ASSERT_EQ(NULL, test_reason(&outcome->tests[0]));
    outcome->tests[0].details[0].text[0] = 'f';
    ASSERT_EQ(NULL, outcome->tests[1].title);
    ASSERT_STR_EQ("k", outcome_test(outcome, "bg.b")->known);
    ASSERT_STR_EQ("u", outcome_test(outcome, "bg.b")->upstream);
    ASSERT_EQ(20, outcome_metric(outcome, "LAT-1.x")->stats.p50);
    ASSERT_EQ(30, outcome->metrics[0].samples[0]);
    ASSERT_EQ(1, run_tally(&run, VERDICT_XFAIL));
    ASSERT_EQ(0, run_tally(&run, VERDICT_PASS));
    run_free(&run);
    PASS();
}

/* Whatever a later doorbell says of the machine is a fact, without this one knowing its name. */
TEST facts_are_what_is_left(void)
{
    const struct facts *facts;

    ASSERT(parse(whole));
    facts = &run.outcomes[0]->facts;
    ASSERT_STR_EQ("QEMU 7.2", fact_value(&run.facts, "qemu"));
    ASSERT_EQ(1, run.facts.count);
    ASSERT_STR_EQ("v3", fact_value(facts, "env.gic"));
    ASSERT_STR_EQ("yes", fact_value(facts, "xen.debug"));
    ASSERT_STR_EQ("100", fact_value(facts, "xen.config.HZ"));
    ASSERT_STR_EQ("unknown", fact_value(facts, "xen.config.x"));
    ASSERT_STR_EQ("unmapped", fact_value(facts, "profile"));
    ASSERT_EQ(6, facts->count);
    ASSERT_STR_EQ("Xen 4.20.3 debug", run.outcomes[0]->system);
    run_free(&run);
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
        {"\"verdict\": \"FAIL\", \"exit", "\"verdict\": \"PASS\", \"exit",
         "its \"verdict\" is not the worst of its scenarios', FAIL"},
        {"\"verdict\": \"XFAIL\"", "\"verdict\": \"FINE\"", "no verdict is called \"FINE\""},
        {"\"scenarios\": [{", "\"scenarios\": [[{\"name\": 1}], {", "scenarios[0]: not an object"},
        {"\"scenarios\"", "\"scene\"", "\"scenarios\": missing"},
        {"\"rule\": \"BG-02\", ", "", "scenarios[0].tests[1]: \"rule\": missing"},
        {"\"kind\": \"fail\"", "\"kind\": \"maybe\"", "no kind is called \"maybe\""},
        {"\"name\": \"unmapped\"", "\"name\": 3", "\"name\": not a string"},
        {"\"bg.b\"", "\"bg.a\"", "bg.a is there twice"},
        {"\"insn\"", "\"miles\"", "scenarios[0].metrics[0]: no unit is called \"miles\""},
        {"\"n\": 3", "\"n\": 4", "\"n\" is not the number of samples"},
        {"[30, 10, 20]", "[]", "\"n\" is not the number of samples"},
        {"[30, 10, 20]", "[30, -1, 20]", "\"samples\": not a whole number"},
        {"[30, 10, 20]", "[30, 1.5, 20]", "\"samples\": not a whole number"},
        {"[30, 10, 20]", "[30, 1e300, 20]", "\"samples\": not a whole number"},
        {"[30, 10, 20]", "[30, \"10\", 20]", "\"samples\": not a whole number"},
        {"[\"p\"]", "[null]", "\"problems\": not a list of strings"},
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
    ASSERT_FALSE(run_read("/nowhere/run.json", &run));
    ASSERT_STR_EQ("doorbell: /nowhere/run.json: No such file or directory\n", capture_end());
    capture_start(2);
    ASSERT_FALSE(run_read("/", &run));
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
