/* SPDX-License-Identifier: BSD-2-Clause */
/* For people: a line for each scenario, then what needs reading, then latency, then the totals. */
#include "harness/views/views.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/rules.h"
#include "harness/support/heap.h"
#include "harness/views/report_ladder.h"
#include "harness/views/wrap.h"

#define INDENT      "         "
#define DETAILS_MAX 16

#define GREEN  "32"
#define YELLOW "33"
#define RED    "31"
#define DIM    "2"

static void paint(FILE *out, const struct run *run, const char *colour, const char *text)
{
    if (run->colour)
        fprintf(out, "\033[%sm%s\033[0m", colour, text);
    else
        fputs(text, out);
}

static bool is_bad(enum verdict verdict)
{
    return verdict > VERDICT_SKIP;
}

static const char *colour_of(enum verdict verdict)
{
    return is_bad(verdict) ? RED : verdict == VERDICT_SKIP ? YELLOW : GREEN;
}

/* A verdict in its column. */
static void put_word(FILE *out, const struct run *run, enum verdict verdict, const char *word)
{
    char text[16];

    snprintf(text, sizeof(text), "%-9s", word);
    paint(out, run, colour_of(verdict), text);
}

static void put_verdict(FILE *out, const struct run *run, enum verdict verdict)
{
    put_word(out, run, verdict, verdict_name(verdict));
}

/* How to count each verdict; the first two are told even if there are none. */
static const struct {
    enum verdict verdict;
    const char *one, *many;
} counted[] = {
    {VERDICT_PASS, "passed", "passed"},
    {VERDICT_FAIL, "failed", "failed"},
    {VERDICT_XPASS, "passed unexpectedly", "passed unexpectedly"},
    {VERDICT_ERROR, "error", "errors"},
    {VERDICT_TIMEOUT, "timed out", "timed out"},
    {VERDICT_CRASH, "crashed", "crashed"},
    {VERDICT_XFAIL, "expected failure", "expected failures"},
    {VERDICT_SKIP, "skipped", "skipped"},
};

static void put_counts(FILE *out, const size_t tally[VERDICTS], size_t always)
{
    const char *comma = "";

    for (size_t i = 0; i < VERDICTS; i++) {
        size_t count = tally[counted[i].verdict];

        if (!count && i >= always)
            continue;
        fprintf(out, "%s%zu %s", comma, count, count == 1 ? counted[i].one : counted[i].many);
        comma = ", ";
    }
}

static int longest_name(const struct run *run)
{
    size_t longest = 0;

    for (size_t i = 0; i < run->count; i++)
        if (strlen(run->outcomes[i]->scenario->name) > longest)
            longest = strlen(run->outcomes[i]->scenario->name);
    return (int)longest;
}

static void put_headline(FILE *out, const struct run *run, const struct outcome *outcome)
{
    size_t tally[VERDICTS];

    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        tally[verdict] = outcome_tally(outcome, verdict);
    put_word(out, run, outcome->verdict, outcome_name(outcome));
    fprintf(out, "%-*s ", longest_name(run), outcome->scenario->name);
    if (outcome->seconds > 0)
        fprintf(out, "%5.2f s  ", outcome->seconds);
    fprintf(out, "%s: ", outcome_system(outcome));
    put_counts(out, tally, 0);
    fputc('\n', out);
}

static void put_hint(FILE *out, const struct run *run, const struct test *test)
{
    const struct rule *rule = run->rules ? rules_find(run->rules, test->rule) : NULL;

    if (rule)
        wrap(out, INDENT "hint: ", rule->hint);
    if (run->colour)
        fputs("\033[" DIM "m", out);
    fprintf(out, INDENT "read on: doorbell explain %s", test->rule);
    fprintf(out, "%s\n", run->colour ? "\033[0m" : "");
}

static void put_bad_test(FILE *out, const struct run *run, const struct outcome *outcome,
                         const struct test_result *result)
{
    char name[TEST_NAME_MAX + 1];

    fputc('\n', out);
    put_verdict(out, run, result->verdict);
    fprintf(out, "%s/%s  %s\n", outcome->scenario->name, test_name(result->test, name),
            result->test->rule);
    wrap(out, INDENT, result->test->title ? result->test->title : "");
    if (result->reason && result->verdict != VERDICT_FAIL) /* a FAIL shows its checks below */
        wrap(out, INDENT, result->reason);
    for (size_t i = 0; i < result->detail_count && i < DETAILS_MAX; i++)
        fprintf(out, INDENT "%s %s\n", result->details[i].is_fail ? "*" : " ",
                result->details[i].text);
    if (result->detail_count > DETAILS_MAX)
        fprintf(out, INDENT "  (%zu more in the json report)\n",
                result->detail_count - DETAILS_MAX);
    if (result->verdict == VERDICT_FAIL)
        put_hint(out, run, result->test);
}

/* What is wrong with the run as such, and the console's last words. */
static void put_problems(FILE *out, const struct run *run, const struct outcome *outcome)
{
    fputc('\n', out);
    put_verdict(out, run, outcome->verdict);
    fprintf(out, "%s\n", outcome->scenario->name);
    for (size_t i = 0; i < outcome->problem_count; i++)
        wrap(out, INDENT, outcome->problems[i]);
    if (outcome->tail_count)
        fputs(INDENT "the console's last lines:\n", out);
    for (size_t i = 0; i < outcome->tail_count; i++)
        fprintf(out, INDENT "| %s\n", outcome->tail[i]);
}

static bool had_no_turn(const struct test_result *result)
{
    return result->reason && !strcmp(result->reason, NEVER_RAN);
}

static void put_bad(FILE *out, const struct run *run, const struct outcome *outcome)
{
    size_t no_turn = 0;

    if (outcome->problem_count)
        put_problems(out, run, outcome);
    for (size_t i = 0; i < outcome->test_count; i++)
        if (had_no_turn(&outcome->tests[i]))
            no_turn++;
        else if (is_bad(outcome->tests[i].verdict))
            put_bad_test(out, run, outcome, &outcome->tests[i]);
    if (no_turn)
        fprintf(out, "\n" INDENT "%s: %zu of %zu tests never ran\n", outcome->scenario->name,
                no_turn, outcome->test_count);
}

/* One reason of a quiet verdict (XFAIL, SKIP), shared by tests of one or several scenarios. */
struct quiet {
    const struct test_result *result; /* the first that has it */
    char *who;
};

static bool is_same(enum verdict verdict, const struct test_result *a, const struct test_result *b)
{
    const char *left = a->reason ? a->reason : "", *right = b->reason ? b->reason : "";

    return !strcmp(left, right) && (verdict == VERDICT_SKIP || a->test == b->test);
}

static struct quiet *find_quiet(struct quiet *list, size_t count, enum verdict verdict,
                                const struct test_result *result)
{
    for (size_t i = 0; i < count; i++)
        if (is_same(verdict, list[i].result, result))
            return &list[i];
    return NULL;
}

/* Who has @result: the scenario for an expected failure or a scenario skipped whole, else the
 * scenario's test. */
static char *name_quiet(const struct outcome *outcome, const struct test_result *result)
{
    bool whole = outcome_tally(outcome, VERDICT_SKIP) == outcome->test_count;
    char name[TEST_NAME_MAX + 1];

    if (result->verdict == VERDICT_XFAIL || whole)
        return heap_copy(outcome->scenario->name);
    return heap_format("%s/%s", outcome->scenario->name, test_name(result->test, name));
}

/* Adds @name to the list of names in @who unless it is its last one already. */
static char *join(char *who, char *name)
{
    const char *last = strrchr(who, ' ');
    char *joined;

    if (!strcmp(last ? last + 1 : who, name)) {
        free(name);
        return who;
    }
    joined = heap_format("%s, %s", who, name);
    free(who);
    free(name);
    return joined;
}

static void put_quiet(FILE *out, const struct run *run, enum verdict verdict)
{
    struct quiet *list = NULL;
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < run->outcomes[i]->test_count; k++) {
            const struct test_result *result = &run->outcomes[i]->tests[k];
            struct quiet *known;
            char *name;

            if (result->verdict != verdict)
                continue;
            name = name_quiet(run->outcomes[i], result);
            known = find_quiet(list, count, verdict, result);
            if (known)
                known->who = join(known->who, name);
            else
                heap_append(list, count, (struct quiet){.result = result, .who = name});
        }
    for (size_t i = 0; i < count; i++) {
        const struct test *test = list[i].result->test;
        const char *reason = list[i].result->reason ? list[i].result->reason : "no reason given";
        char name[TEST_NAME_MAX + 1];

        fputc('\n', out);
        put_verdict(out, run, verdict);
        if (verdict == VERDICT_XFAIL) {
            fprintf(out, "%s  %s\n", test_name(test, name), test->rule);
            wrap(out, INDENT "in ", list[i].who);
        } else {
            wrap(out, "", list[i].who);
        }
        wrap(out, INDENT, reason);
        free(list[i].who);
    }
    free(list);
}

bool report_text(FILE *out, const struct run *run)
{
    size_t tally[VERDICTS], broken = 0;

    for (size_t i = 0; i < run->count; i++) {
        put_headline(out, run, run->outcomes[i]);
        broken += run->outcomes[i]->problem_count > 0;
    }
    for (size_t i = 0; i < run->count; i++)
        put_bad(out, run, run->outcomes[i]);
    put_quiet(out, run, VERDICT_XFAIL);
    put_quiet(out, run, VERDICT_SKIP);
    report_ladders(out, run);

    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        tally[verdict] = run_tally(run, verdict);
    fputc('\n', out);
    if (!run->count)
        fputs("no scenario ran: ", out);
    put_counts(out, tally, 2);
    if (broken)
        fprintf(out, ", %zu of %zu runs in trouble", broken, run->count);
    if (run->seconds > 0)
        fprintf(out, " in %.1f s", run->seconds);
    fputc('\n', out);
    return report_flushed(out);
}
