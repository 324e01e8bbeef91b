/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

bool outcome_has_no_xen(const struct outcome *outcome)
{
    return fact_value(&outcome->facts, "machine.qemu") != NULL;
}

/* The outcome's .system; to free(). */
static char *name_system(const struct facts *facts)
{
    const char *qemu = fact_value(facts, "machine.qemu");
    const char *version = fact_known(facts, "xen.version");
    const char *debug = fact_known(facts, "xen.debug");

    if (qemu)
        return heap_format("QEMU %s",
                           fact_known(facts, "machine.qemu") ? qemu : "of unknown version");
    if (!version)
        return heap_copy("Xen of unknown version");
    if (!debug)
        return heap_format("Xen %s", version);
    return heap_format("Xen %s %s", version, strcmp(debug, "yes") ? "release" : "debug");
}

void outcome_complete(struct outcome *outcome)
{
    free(outcome->system);
    outcome->system = name_system(&outcome->facts);
    for (size_t i = 0; i < outcome->metric_count; i++)
        outcome->metrics[i].stats =
            stats_of(outcome->metrics[i].samples, outcome->metrics[i].count);
}

static bool is_checked(const struct run *run, const char *rule)
{
    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < run->outcomes[i]->test_count; k++)
            if (!strcmp(run->outcomes[i]->tests[k].rule, rule))
                return true;
    return false;
}

void run_take_rules(struct run *run, const struct rules *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->list[i];

        if (is_checked(run, rule->id))
            heap_append(run->rules.list, run->rules.count,
                        (struct rule){.id = heap_clean(rule->id),
                                      .statement = heap_clean(rule->statement),
                                      .source = heap_clean(rule->source),
                                      .hint = heap_clean(rule->hint)});
    }
}

void outcome_require(struct outcome *outcome)
{
    char *reason;

    if (outcome->verdict != VERDICT_SKIP)
        return;
    reason = heap_format("required, but skipped: %s", outcome->reason);
    free(outcome->reason);
    outcome->reason = reason;
    outcome->verdict = VERDICT_ERROR;
    heap_append(outcome->problems, outcome->problem_count, heap_copy(reason));
}

const struct outcome *run_find(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->count; i++)
        if (!strcmp(run->outcomes[i]->name, name))
            return run->outcomes[i];
    return NULL;
}

const struct test_result *outcome_test(const struct outcome *outcome, const char *name)
{
    for (size_t i = 0; i < outcome->test_count; i++)
        if (!strcmp(outcome->tests[i].name, name))
            return &outcome->tests[i];
    return NULL;
}

const struct metric *outcome_metric(const struct outcome *outcome, const char *id)
{
    for (size_t i = 0; i < outcome->metric_count; i++)
        if (!strcmp(outcome->metrics[i].id, id))
            return &outcome->metrics[i];
    return NULL;
}

enum verdict run_verdict(const struct run *run)
{
    enum verdict worst = run->count ? VERDICT_PASS : VERDICT_ERROR;

    for (size_t i = 0; i < run->count; i++)
        if (run->outcomes[i]->verdict > worst)
            worst = run->outcomes[i]->verdict;
    return worst;
}

size_t outcome_tally(const struct outcome *outcome, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->test_count; i++)
        count += outcome->tests[i].verdict == verdict;
    return count;
}

size_t run_tally(const struct run *run, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++)
        count += outcome_tally(run->outcomes[i], verdict);
    return count;
}

const char *outcome_verdict_name(const struct outcome *outcome)
{
    return verdict_name(outcome->verdict == VERDICT_XFAIL ? VERDICT_PASS : outcome->verdict);
}

bool test_never_ran(const struct test_result *test)
{
    return test->reason && !strcmp(test->reason, NEVER_RAN);
}

const char *test_reason(const struct test_result *test)
{
    for (size_t i = 0; test->reason && i < test->detail_count; i++)
        if (strstr(test->details[i].text, test->reason))
            return NULL;
    return test->reason;
}

const char *metric_unit(const char *unit)
{
    return strcmp(unit, "insn") ? "nanoseconds" : "instructions";
}

bool metric_is_rung(const char *id)
{
    return !strncmp(id, "LAT-", 4) && id[4] >= '1' && id[4] <= '6' && id[5] == '.';
}

const struct metric **outcome_metrics(const struct outcome *outcome, const char *unit)
{
    const struct metric **list = NULL;
    size_t count = 0;

    for (size_t i = 0; i < outcome->metric_count; i++)
        if (!strcmp(outcome->metrics[i].unit, unit))
            heap_append(list, count, &outcome->metrics[i]);
    heap_append(list, count, NULL);
    return list;
}

static size_t count_metrics(const struct outcome *outcome, const char *unit)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->metric_count; i++)
        count += !strcmp(outcome->metrics[i].unit, unit);
    return count;
}

bool outcome_has_ladder(const struct run *run, const struct outcome *outcome, const char *unit)
{
    const size_t count = count_metrics(outcome, unit);
    bool before = true;

    for (size_t i = 0; i < run->count && !outcome_has_no_xen(outcome); i++) {
        const struct outcome *other = run->outcomes[i];
        const size_t more = count_metrics(other, unit);

        before = before && other != outcome;
        if (!strcmp(other->system, outcome->system) && (more > count || (more == count && before)))
            return false;
    }
    return count;
}
