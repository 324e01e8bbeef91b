/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports of a run that has one of everything: complete for machines, readable for people. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite */

#include <greatest.h>

#include <cjson/cJSON.h>
#include <ctype.h>
#include <stdlib.h>

#include "harness/catalogue/rules.h"
#include "harness/views/views.h"
#include "protocol/config.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

#define OUTCOMES 6

static struct rule rule_list[] = {
    {"BG-06", "statement", "source", "look at sign_extend()", NULL},
};
static const struct rules rules = {rule_list, 1};

static struct scenario scenarios[OUTCOMES];
static struct outcome *outcomes[OUTCOMES];
static struct view view;
static struct run run = {
    .outcomes = outcomes,
    .count = OUTCOMES,
    .started = (char[]){"2026-01-31T12:00:00Z"},
    .seconds = 3.25,
    .command = (char[]){"doorbell run --rule 'BG-<*>'"},
};

/* good, an expected failure, a failure, a crash, a skip, and one cut short. */
static void make_run(void)
{
    static const char *const names[] = {"good", "known", "bad", "crash", "skip", "cut"};
    static struct console console;

    for (size_t i = 0; i < OUTCOMES; i++) {
        const struct expectations *expectations = i == 1 ? &fake_expectations : NULL;
        enum ending ending = ENDING_EOF;
        char plan[32];

        scenarios[i] = fake_scenario;
        scenarios[i].name = names[i];
        console_beta_fails(&console);
        if (i == 0)
            console_good(&console);
        if (i == 3) {
            console_cut(&console, "begin lat.delta");
            console_line(&console, "(XEN) Xen BUG at <io.c>:\x01\xff & \"more\"");
        }
        if (i == 4)
            console_delete(&console, console_find(&console, "unmapped accesses"));
        if (i == 5) {
            console.count = console_find(&console, "begin ecam.gamma");
            ending = ENDING_SILENT;
        }
        snprintf(plan, sizeof(plan), "%d 5 %s", RECORD_VERSION, names[i]);
        console_change(&console, "plan", "plan", plan);
        outcomes[i] = console_judge(&console, &scenarios[i], expectations, ending, 5);
        outcomes[i]->seconds = 0.5;
    }
    facts_set(&run.facts, "qemu", NULL);
    run_take_rules(&run, &rules);
    view.run = &run;
}

static const char *const formats[] = {"text", "tap", "junit", "json", "html"};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static char *text;

/* The report as one string in @text. */
static bool write_report(const char *format)
{
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool good = view_find(format)(out, &view);

    fclose(out);
    return good;
}

static size_t count(const char *words)
{
    size_t found = 0;

    for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
        found++;
    return found;
}

GREATEST_TEST the_run_is_as_bad_as_its_worst(void)
{
    const struct run empty = {.count = 0};

    GREATEST_ASSERT_EQ(VERDICT_CRASH, run_verdict(&run));
    GREATEST_ASSERT_EQ(VERDICT_ERROR, run_verdict(&empty));
    GREATEST_ASSERT_EQ(5 + 4 + 4 + 2 + 0 + 1, run_tally(&run, VERDICT_PASS));
    GREATEST_ASSERT_EQ(1, run_tally(&run, VERDICT_XFAIL));
    GREATEST_ASSERT_EQ(3, run_tally(&run, VERDICT_FAIL));
    GREATEST_ASSERT_EQ(5, run_tally(&run, VERDICT_SKIP));
    GREATEST_ASSERT_EQ(1, run_tally(&run, VERDICT_CRASH));
    GREATEST_ASSERT_EQ(1 + 3, run_tally(&run, VERDICT_ERROR));
    GREATEST_PASS();
}

GREATEST_TEST formats_have_names(void)
{
    GREATEST_ASSERT(view_find("tap") == view_tap);
    GREATEST_ASSERT_FALSE(view_find("xml"));
    GREATEST_ASSERT_FALSE(view_find(""));
    GREATEST_PASS();
}

/* Every line of TAP 13 is the version, the plan, a point in its turn, or a comment. */
GREATEST_TEST tap_is_well_formed(void)
{
    unsigned int planned, number = 0, good = 0, todo = 0, skipped = 0;
    char *rest;

    GREATEST_ASSERT(write_report("tap"));
    GREATEST_ASSERT(!strncmp(text, "TAP version 13\n1..", 18));
    planned = (unsigned int)strtoul(text + 18, NULL, 10);
    for (char *line = strtok_r(strchr(text, '\n'), "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        bool is_good = !strncmp(line, "ok ", 3), is_bad = !strncmp(line, "not ok ", 7);
        char *directive = strstr(line, " # ");

        if (!is_good && !is_bad) {
            GREATEST_ASSERT(line[0] == '#' || !strncmp(line, "1..", 3));
            continue;
        }
        GREATEST_ASSERT_EQ(++number, strtoul(line + (is_good ? 3 : 7), NULL, 10));
        GREATEST_ASSERT(strstr(line, " - "));
        good += is_good;
        todo += directive && !strncmp(directive, " # TODO ", 8);
        skipped += directive && !strncmp(directive, " # SKIP ", 8);
        if (strstr(line, "bg.beta"))
            GREATEST_ASSERT(strstr(line, "\\# well"));
    }
    GREATEST_ASSERT_EQ(OUTCOMES * 6, planned);
    GREATEST_ASSERT_EQ(planned, number);
    GREATEST_ASSERT_EQ(1, todo);
    GREATEST_ASSERT_EQ(5, skipped);
    GREATEST_ASSERT_EQ(16 + 5 + 4, good); /* passed, skipped, boots without trouble */
    free(text);
    GREATEST_PASS();
}

/* Enough of XML to notice what breaks a reader: markup balanced, only printable ASCII outside. */
static bool is_xml(const char *at)
{
    char *open[32];
    size_t depth = 0;

    for (; *at; at++) {
        const char *name = at + 1;
        size_t length;

        if (*at == '&' && strncmp(at, "&lt;", 4) && strncmp(at, "&gt;", 4) &&
            strncmp(at, "&amp;", 5) && strncmp(at, "&quot;", 6))
            return false;
        if (*at != '<') {
            if (*at == '>' || (!isprint((unsigned char)*at) && *at != '\n'))
                return false;
            continue;
        }
        at = strchr(at, '>');
        if (!at)
            return false;
        if (*name == '?' || at[-1] == '/')
            continue;
        if (*name == '/') {
            length = (size_t)(at - ++name);
            if (!depth || strlen(open[--depth]) != length || strncmp(open[depth], name, length))
                return false;
            free(open[depth]);
        } else {
            open[depth++] = strndup(name, strcspn(name, " >"));
        }
    }
    return !depth;
}

GREATEST_TEST junit_is_well_formed(void)
{
    GREATEST_ASSERT(write_report("junit"));
    GREATEST_ASSERT(is_xml(text));
    GREATEST_ASSERT_EQ(OUTCOMES, count("<testsuite "));
    GREATEST_ASSERT_EQ(OUTCOMES * 6, count("<testcase "));
    GREATEST_ASSERT_EQ(3, count("<failure "));
    GREATEST_ASSERT_EQ(4 + 1 + 2, count("<error ")); /* tests, the crash, boots in trouble */
    GREATEST_ASSERT_EQ(5 + 1, count("<skipped "));
    GREATEST_ASSERT(strstr(text, "tests=\"36\" failures=\"3\" errors=\"7\" skipped=\"6\""));
    GREATEST_ASSERT(strstr(text, "timestamp=\"2026-01-31T12:00:00\""));
    GREATEST_ASSERT(strstr(text, "Xen BUG at &lt;io.c&gt;:?? &amp; &quot;more&quot;"));
    free(text);
    GREATEST_PASS();
}

static const cJSON *at(const cJSON *from, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(from, key);
}

/* The histogram's buckets tile the values and hold every sample. */
static bool holds_all(const cJSON *metric)
{
    const cJSON *bucket, *sample, *buckets = at(at(metric, "histogram"), "buckets");
    double total = 0, last = -1;

    cJSON_ArrayForEach(bucket, buckets)
    {
        const double low = cJSON_GetArrayItem(bucket, 0)->valuedouble;
        const double high = cJSON_GetArrayItem(bucket, 1)->valuedouble;
        const double count = cJSON_GetArrayItem(bucket, 2)->valuedouble;
        double inside = 0;

        cJSON_ArrayForEach(sample, at(metric, "samples"))
        {
            inside += sample->valuedouble >= low && sample->valuedouble <= high;
        }
        if (low <= last || high < low || inside != count)
            return false;
        total += count;
        last = high;
    }
    return total == at(metric, "n")->valuedouble;
}

GREATEST_TEST json_is_complete(void)
{
    const cJSON *first, *metric, *known;
    cJSON *root;

    GREATEST_ASSERT(write_report("json"));
    root = cJSON_Parse(text);
    free(text);
    GREATEST_ASSERT(root);
    GREATEST_ASSERT_STR_EQ("format", root->child->string);
    GREATEST_ASSERT_STR_EQ("CRASH", at(root, "verdict")->valuestring);
    GREATEST_ASSERT_EQ(EXIT_CRASH, at(root, "exit_status")->valueint);
    GREATEST_ASSERT_STR_EQ("2026-01-31T12:00:00Z", at(root, "started")->valuestring);
    GREATEST_ASSERT_EQ(3, at(at(root, "counts"), "FAIL")->valueint);
    GREATEST_ASSERT_EQ(OUTCOMES, cJSON_GetArraySize(at(root, "scenarios")));
    first = at(root, "scenarios")->child;
    GREATEST_ASSERT_STR_EQ("unmapped", at(first, "profile")->valuestring);
    GREATEST_ASSERT_STR_EQ("4.20.3", at(at(first, "xen"), "version")->valuestring);
    GREATEST_ASSERT(cJSON_IsTrue(at(at(first, "xen"), "debug")));
    GREATEST_ASSERT(cJSON_IsNull(at(first, "reason")));
    GREATEST_ASSERT_STR_EQ("gcc (Debian) 12.2.0", at(at(first, "xen"), "compiler")->valuestring);
    GREATEST_ASSERT(cJSON_IsNull(at(at(first, "xen"), "changeset")));
    GREATEST_ASSERT_STR_EQ("icount", at(at(first, "machine"), "clock")->valuestring);
    GREATEST_ASSERT_STR_EQ("v3", at(at(first, "env"), "gic")->valuestring);
    GREATEST_ASSERT_EQ(5, cJSON_GetArraySize(at(first, "tests")));
    GREATEST_ASSERT_EQ(0, cJSON_GetArraySize(at(first, "console")));
    metric = at(first, "metrics")->child;
    GREATEST_ASSERT_EQ(31, at(metric, "overhead")->valueint);
    GREATEST_ASSERT_EQ(6, cJSON_GetArraySize(at(metric, "samples")));
    GREATEST_ASSERT_EQ(18001, at(metric, "max")->valueint);
    GREATEST_ASSERT_EQ(17947, at(metric, "p50")->valueint);
    GREATEST_ASSERT_EQ(18001, at(metric, "p999")->valueint);
    GREATEST_ASSERT_STR_EQ("IOREQ read", at(metric, "label")->valuestring);
    GREATEST_ASSERT_STR_EQ("mmio_read_user", at(metric, "kvm")->valuestring);
    GREATEST_ASSERT_STR_EQ("single", at(metric, "mode")->valuestring);
    GREATEST_ASSERT(cJSON_IsFalse(at(metric, "phased")));
    GREATEST_ASSERT_EQ(1, at(metric, "batch")->valueint);
    GREATEST_ASSERT(holds_all(metric));
    GREATEST_ASSERT_STR_EQ(
        "fail",
        at(at(cJSON_GetArrayItem(at(cJSON_GetArrayItem(at(root, "scenarios"), 2), "tests"), 1),
              "details")
               ->child->next,
           "kind")
            ->valuestring);
    GREATEST_ASSERT(
        cJSON_GetArraySize(at(cJSON_GetArrayItem(at(root, "scenarios"), 3), "console")) > 0);
    GREATEST_ASSERT_EQ(1, cJSON_GetArraySize(at(root, "rules")));
    GREATEST_ASSERT_STR_EQ("source", at(at(root, "rules")->child, "source")->valuestring);
    GREATEST_ASSERT(cJSON_IsNull(at(root, "qemu")));
    known = at(at(cJSON_GetArrayItem(at(root, "scenarios"), 1), "tests")->child->next, "known");
    GREATEST_ASSERT_STR_EQ(fake_expectations.list[0].reason, at(known, "reason")->valuestring);
    GREATEST_ASSERT_STR_EQ(fake_expectations.list[0].upstream, at(known, "upstream")->valuestring);
    GREATEST_ASSERT(cJSON_IsNull(at(at(first, "tests")->child, "known")));
    cJSON_Delete(root);
    GREATEST_PASS();
}

GREATEST_TEST text_tells_what_matters(void)
{
    GREATEST_ASSERT(write_report("text"));
    GREATEST_ASSERT(strstr(text, "FAIL     bad/bg.beta  BG-06\n"));
    GREATEST_ASSERT(strstr(text, "* beta.c:12 beta is 0, must be 1\n"));
    GREATEST_ASSERT(strstr(text, "hint: look at sign_extend()\n"));
    GREATEST_ASSERT(strstr(text, "doorbell explain BG-06\n"));
    GREATEST_ASSERT(strstr(text, "XFAIL    bg.beta  BG-06\n         in known\n"));
    GREATEST_ASSERT_EQ(1, count("trap-unmapped-accesses")); /* one reason for five tests */
    GREATEST_ASSERT_EQ(1, count("cut: 3 of 5 tests never ran"));
    GREATEST_ASSERT(strstr(text, "no console line for 5 s: after bg.beta (2 of 5)"));
    GREATEST_ASSERT_EQ(1, count("Latency in instructions"));
    GREATEST_ASSERT_EQ(0, count("\033"));
    GREATEST_ASSERT(strstr(text, "\n16 passed, 3 failed, 4 errors, 1 crashed, 1 expected failure, "
                                 "5 skipped, 2 of 6 runs in trouble in 3.2 s\n"));
    free(text);
    GREATEST_PASS();
}

GREATEST_TEST colour_is_asked_for(void)
{
    size_t plain;

    GREATEST_ASSERT(write_report("text"));
    plain = count("\n");
    free(text);
    view.colour = true;
    GREATEST_ASSERT(write_report("text"));
    GREATEST_ASSERT(count("\033[31mFAIL     \033[0m"));
    GREATEST_ASSERT_EQ(plain, count("\n"));
    free(text);
    view.colour = false;
    GREATEST_PASS();
}

/* Instructions and nanoseconds in one table would be compared by somebody. */
GREATEST_TEST units_never_share_a_table(void)
{
    struct metric *metric = &outcomes[0]->metrics[0];

    free(metric->unit);
    metric->unit = strdup("ns");
    GREATEST_ASSERT(write_report("text"));
    GREATEST_ASSERT_EQ(1, count("Latency in nanoseconds, scenario good"));
    GREATEST_ASSERT_EQ(1, count("Latency in instructions, scenario known"));
    free(text);
    GREATEST_PASS();
}

GREATEST_TEST a_spread_is_drawn(void)
{
    struct metric *metric = &outcomes[0]->metrics[0];

    metric->samples[4] = 90000;
    outcome_complete(outcomes[0]);
    GREATEST_ASSERT(write_report("text"));
    GREATEST_ASSERT(strstr(text, "17920 [")); /* the bucket of 17947 */
    GREATEST_ASSERT(strstr(text, "] 90000\n"));
    free(text);
    GREATEST_PASS();
}

/* Every report of the tree that JSON was read back into is, byte by byte, that of the live one. */
GREATEST_TEST json_holds_the_tree(void)
{
    struct run again;
    char *json;

    GREATEST_ASSERT(write_report("json"));
    json = text;
    GREATEST_ASSERT(run_parse("run.json", json, strlen(json), &again));
    free(json);
    for (size_t i = 0; i < FORMATS; i++) {
        char *live;

        GREATEST_ASSERT(write_report(formats[i]));
        live = text;
        view.run = &again;
        GREATEST_ASSERT(write_report(formats[i]));
        view.run = &run;
        GREATEST_ASSERT_STR_EQm(formats[i], live, text);
        free(live);
        free(text);
    }
    run_free(&again);
    GREATEST_PASS();
}

GREATEST_TEST a_full_disk_is_noticed(void)
{
    FILE *full = fopen("/dev/full", "w");

    if (!full)
        GREATEST_SKIPm("there is no /dev/full");
    for (size_t i = 0; i < FORMATS; i++)
        GREATEST_ASSERT_FALSEm(formats[i], view_find(formats[i])(full, &view));
    fclose(full);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    make_run();
    GREATEST_RUN_TEST(the_run_is_as_bad_as_its_worst);
    GREATEST_RUN_TEST(formats_have_names);
    GREATEST_RUN_TEST(tap_is_well_formed);
    GREATEST_RUN_TEST(junit_is_well_formed);
    GREATEST_RUN_TEST(json_is_complete);
    GREATEST_RUN_TEST(text_tells_what_matters);
    GREATEST_RUN_TEST(colour_is_asked_for);
    GREATEST_RUN_TEST(units_never_share_a_table);
    GREATEST_RUN_TEST(a_spread_is_drawn);
    GREATEST_RUN_TEST(json_holds_the_tree);
    GREATEST_RUN_TEST(a_full_disk_is_noticed);
    for (size_t i = 0; i < OUTCOMES; i++)
        outcome_free(outcomes[i]);
    rules_free(&run.rules);
    facts_free(&run.facts);
    GREATEST_MAIN_END();
}
