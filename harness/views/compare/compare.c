/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/compare/compare.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

/* Of a test that did not run, or ended in an error, as little is known as of one that is gone. */
static bool is_unknown(enum verdict verdict)
{
    return verdict == VERDICT_SKIP || verdict == VERDICT_ERROR;
}

static enum change_kind change_of(enum verdict old, enum verdict new)
{
    if (old == new)
        return CHANGE_NONE;
    if (is_unknown(new))
        return CHANGE_UNKNOWN;
    if (new > VERDICT_ERROR)
        return is_unknown(old) || new > old ? CHANGE_WORSE : CHANGE_OTHER;
    return old > VERDICT_ERROR ? CHANGE_BETTER : CHANGE_OTHER;
}

static bool is_chosen(const struct compare_options *options, const struct test_result *test)
{
    return !options->rules.count || globs_match(&options->rules, test->rule) ||
           globs_match(&options->rules, test->name);
}

static void compare_test(const struct outcome *outcome, const struct test_result *old,
                         const struct test_result *new, struct comparison *out)
{
    struct test_change change = {CHANGE_OTHER, outcome, old, new};

    if (!new)
        change.change = CHANGE_UNKNOWN;
    else if (old)
        change.change = change_of(old->verdict, new->verdict);
    out->compared += old && new;
    if (!change.change)
        return;
    heap_append(out->tests, out->test_count, change);
    out->tally.tests[change.change]++;
}

static void compare_tests(const struct outcome *old, const struct outcome *new,
                          struct comparison *out)
{
    for (size_t i = 0; i < old->test_count; i++) {
        const struct test_result *before = &old->tests[i];
        const struct test_result *now = outcome_test(new, before->name);

        if (is_chosen(&out->options, before))
            compare_test(now ? new : old, before, now, out);
    }
    for (size_t i = 0; i < new->test_count; i++)
        if (is_chosen(&out->options, &new->tests[i]) && !outcome_test(old, new->tests[i].name))
            compare_test(new, NULL, &new->tests[i], out);
}

static void add_scenario(struct comparison *out, enum change_kind change, const struct outcome *old,
                         const struct outcome *new)
{
    heap_append(out->scenarios, out->scenario_count, (struct scenario_change){change, old, new});
    out->tally.scenarios[change]++;
}

/* A crash or a garbled console may be no test's: then it is the scenario's. */
static void compare_whole(const struct outcome *old, const struct outcome *new,
                          struct comparison *out)
{
    const enum change_kind change = change_of(old->verdict, new->verdict);

    if (change >= CHANGE_UNKNOWN && !outcome_tally(new, new->verdict))
        add_scenario(out, change, old, new);
}

/* The scenario of the other run that @name is compared with: --scenario NAME=OTHER says so. */
static const char *partner(const struct compare_options *options, const char *name)
{
    const size_t length = strlen(name);

    for (size_t i = 0; i < options->scenarios.count; i++) {
        const char *pair = options->scenarios.list[i];

        if (!strncmp(pair, name, length) && pair[length] == '=')
            return pair + length + 1;
    }
    return name;
}

/* Whether anything of @outcome is chosen at all. */
static bool has_chosen(const struct compare_options *options, const struct outcome *outcome)
{
    if (options->scenarios.count && !globs_match(&options->scenarios, outcome->name) &&
        partner(options, outcome->name) == outcome->name)
        return false;
    for (size_t i = 0; i < outcome->test_count; i++)
        if (is_chosen(options, &outcome->tests[i]))
            return true;
    return !options->rules.count;
}

void compare(const struct compare_options *options, const struct run *old, const struct run *new,
             struct comparison *out)
{
    *out = (struct comparison){.old = old, .new = new, .options = *options};
    for (size_t i = 0; i < old->count; i++) {
        const struct outcome *before = old->outcomes[i];
        const struct outcome *now = run_find(new, partner(options, before->name));

        if (!has_chosen(options, before))
            continue;
        if (!now) {
            add_scenario(out, CHANGE_UNKNOWN, before, NULL);
            continue;
        }
        compare_whole(before, now, out);
        compare_tests(before, now, out);
        compare_metrics(before, now, out);
    }
    for (size_t i = 0; i < new->count; i++)
        if (has_chosen(options, new->outcomes[i]) && !run_find(old, new->outcomes[i]->name))
            add_scenario(out, CHANGE_OTHER, NULL, new->outcomes[i]);
    compare_facts(out);
}
