/* SPDX-License-Identifier: BSD-2-Clause */
/* For people: a line for each scenario, then what needs reading, then latency, then the totals. */
#include "harness/views/view.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/rules.h"
#include "harness/support/heap.h"
#include "harness/support/wrap.h"
#include "harness/views/text/ladder.h"

#define INDENT      "         "
#define DETAILS_MAX 16 /* notes among as many details; failures all */

#define GREEN  "32"
#define YELLOW "33"
#define RED    "31"
#define DIM    "2"

static void paint(FILE *out, const struct view *view, const char *colour, const char *text)
{
    if (view->colour)
        fprintf(out, "\033[%sm%s\033[0m", colour, text);
    else
        fputs(text, out);
}

static const char *colour_of(enum verdict verdict)
{
    return verdict_is_bad(verdict) ? RED : verdict == VERDICT_SKIP ? YELLOW : GREEN;
}

/* A verdict in its column. */
static void put_word(FILE *out, const struct view *view, enum verdict verdict, const char *word)
{
    char text[16];

    snprintf(text, sizeof(text), "%-9s", word);
    paint(out, view, colour_of(verdict), text);
}

static void put_verdict(FILE *out, const struct view *view, enum verdict verdict)
{
    put_word(out, view, verdict, verdict_name(verdict));
}

/* How to count each verdict; the first two are shown even if there are none. */
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
        if (strlen(run->outcomes[i]->name) > longest)
            longest = strlen(run->outcomes[i]->name);
    return (int)longest;
}

static void put_headline(FILE *out, const struct view *view, const struct outcome *outcome)
{
    size_t tally[VERDICTS];

    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        tally[verdict] = outcome_tally(outcome, verdict);
    put_word(out, view, outcome->verdict, outcome_verdict_name(outcome));
    fprintf(out, "%-*s ", longest_name(view->run), outcome->name);
    if (outcome->seconds > 0)
        fprintf(out, "%5.2f s  ", outcome->seconds);
    fprintf(out, "%s: ", outcome->system);
    put_counts(out, tally, 0);
    fputc('\n', out);
}

static void put_hint(FILE *out, const struct view *view, const char *id)
{
    const struct rule *rule = rules_find(&view->run->rules, id);
    char *more = heap_format(INDENT "read on: doorbell explain %s", id);

    if (rule)
        wrap(out, INDENT "hint: ", rule->hint);
    paint(out, view, DIM, more);
    fputc('\n', out);
    free(more);
}

static void put_bad_test(FILE *out, const struct view *view, const struct outcome *outcome,
                         const struct test_result *result)
{
    size_t shown = 0;

    fputc('\n', out);
    put_verdict(out, view, result->verdict);
    fprintf(out, "%s/%s  %s\n", outcome->name, result->name, result->rule);
    wrap(out, INDENT, result->title ? result->title : "");
    if (result->reason && result->verdict != VERDICT_FAIL) /* a FAIL shows its checks below */
        wrap(out, INDENT, result->reason);
    for (size_t i = 0; i < result->detail_count; i++) {
        const bool fail = result->details[i].kind == DETAIL_FAIL;

        if (!fail && i >= DETAILS_MAX)
            continue;
        fprintf(out, INDENT "%s %s\n", fail ? "*" : " ", result->details[i].text);
        shown++;
    }
    if (result->detail_count > shown)
        fprintf(out, INDENT "  (%zu more in the json report)\n", result->detail_count - shown);
    if (result->verdict == VERDICT_FAIL)
        put_hint(out, view, result->rule);
}

/* What is wrong with the boot as such, and the console's last lines. */
static void put_problems(FILE *out, const struct view *view, const struct outcome *outcome)
{
    fputc('\n', out);
    put_verdict(out, view, outcome->verdict);
    fprintf(out, "%s\n", outcome->name);
    for (size_t i = 0; i < outcome->problem_count; i++)
        wrap(out, INDENT, outcome->problems[i]);
    if (outcome->console_count)
        fputs(INDENT "the console's last lines:\n", out);
    for (size_t i = 0; i < outcome->console_count; i++)
        fprintf(out, INDENT "| %s\n", outcome->console[i]);
}

static void put_bad(FILE *out, const struct view *view, const struct outcome *outcome)
{
    size_t no_turn = 0;

    if (outcome->problem_count)
        put_problems(out, view, outcome);
    for (size_t i = 0; i < outcome->test_count; i++)
        if (test_never_ran(&outcome->tests[i]))
            no_turn++;
        else if (verdict_is_bad(outcome->tests[i].verdict))
            put_bad_test(out, view, outcome, &outcome->tests[i]);
    if (no_turn)
        fprintf(out, "\n" INDENT "%s: %zu of %zu tests never ran\n", outcome->name, no_turn,
                outcome->test_count);
}

/* One reason of a quiet verdict (XFAIL, SKIP), shared by tests of one or several scenarios. */
struct quiet {
    const struct test_result *result; /* the first that has it */
    char *who;
};

static bool is_same(enum verdict verdict, const struct test_result *a, const struct test_result *b)
{
    const char *left = a->reason ? a->reason : "", *right = b->reason ? b->reason : "";

    return !strcmp(left, right) && (verdict == VERDICT_SKIP || !strcmp(a->name, b->name));
}

static struct quiet *find_quiet(struct quiet *list, size_t count, enum verdict verdict,
                                const struct test_result *result)
{
    for (size_t i = 0; i < count; i++)
        if (is_same(verdict, list[i].result, result))
            return &list[i];
    return NULL;
}

/* Where @result is: the scenario for an expected failure or a scenario skipped whole, else the
 * scenario's test. */
static char *name_quiet(const struct outcome *outcome, const struct test_result *result)
{
    bool whole = outcome_tally(outcome, VERDICT_SKIP) == outcome->test_count;

    if (result->verdict == VERDICT_XFAIL || whole)
        return heap_copy(outcome->name);
    return heap_format("%s/%s", outcome->name, result->name);
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

static void put_quiet(FILE *out, const struct view *view, enum verdict verdict)
{
    struct quiet *list = NULL;
    size_t count = 0;

    for (size_t i = 0; i < view->run->count; i++)
        for (size_t k = 0; k < view->run->outcomes[i]->test_count; k++) {
            const struct test_result *result = &view->run->outcomes[i]->tests[k];
            struct quiet *known;
            char *name;

            if (result->verdict != verdict)
                continue;
            name = name_quiet(view->run->outcomes[i], result);
            known = find_quiet(list, count, verdict, result);
            if (known)
                known->who = join(known->who, name);
            else
                heap_append(list, count, (struct quiet){.result = result, .who = name});
        }
    for (size_t i = 0; i < count; i++) {
        const struct test_result *test = list[i].result;
        const char *reason = test->reason ? test->reason : "no reason given";

        fputc('\n', out);
        put_verdict(out, view, verdict);
        if (verdict == VERDICT_XFAIL) {
            fprintf(out, "%s  %s\n", test->name, test->rule);
            wrap(out, INDENT "in ", list[i].who);
        } else {
            wrap(out, "", list[i].who);
        }
        wrap(out, INDENT, reason);
        free(list[i].who);
    }
    free(list);
}

bool view_text(FILE *out, const struct view *view)
{
    size_t tally[VERDICTS], broken = 0;

    for (size_t i = 0; i < view->run->count; i++) {
        put_headline(out, view, view->run->outcomes[i]);
        broken += view->run->outcomes[i]->problem_count > 0;
    }
    for (size_t i = 0; i < view->run->count; i++)
        put_bad(out, view, view->run->outcomes[i]);
    put_quiet(out, view, VERDICT_XFAIL);
    put_quiet(out, view, VERDICT_SKIP);
    text_ladders(out, view->run);

    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        tally[verdict] = run_tally(view->run, verdict);
    fputc('\n', out);
    if (!view->run->count)
        fputs("no scenario ran: ", out);
    put_counts(out, tally, 2);
    if (broken)
        fprintf(out, ", %zu of %zu runs in trouble", broken, view->run->count);
    if (view->run->seconds > 0)
        fprintf(out, " in %.1f s", view->run->seconds);
    fputc('\n', out);
    return !fflush(out) && !ferror(out);
}
