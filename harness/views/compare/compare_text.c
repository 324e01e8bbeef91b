/* SPDX-License-Identifier: BSD-2-Clause */
/* A comparison for people: the machine, then verdicts, then latency, then one line for all. */
#include "harness/views/compare/comparison.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/result/outcome.h"
#include "harness/support/heap.h"
#include "harness/support/wrap.h"

#define INDENT "         "
#define LABEL  28 /* columns */

static const char *word_of(enum change_kind change)
{
    static const char *const words[CHANGES] = {"same", "CHANGED", "BETTER", "UNKNOWN", "WORSE"};

    return words[change];
}

static const char *text_or(const char *text, const char *other)
{
    return text ? text : other;
}

static void put_side(FILE *out, const char *side, const struct run *run)
{
    fprintf(out, "%s  %s: %s, %zu scenario%s%s%s\n", side, text_or(run->path, "this run"),
            run->count ? run->outcomes[0]->system : "Xen unknown", run->count,
            run->count == 1 ? "" : "s", run->started ? ", " : "", text_or(run->started, ""));
}

/* " (trap and 2 more)", or "" for what is of the whole run; to free(). */
static char *where(const struct fact_change *fact)
{
    if (!fact->scenario_count)
        return heap_copy("");
    if (fact->scenario_count == 1)
        return heap_format(" (%s)", fact->scenarios[0]);
    return heap_format(" (%s and %zu more)", fact->scenarios[0], fact->scenario_count - 1);
}

static void put_facts(FILE *out, const struct comparison *comparison)
{
    if (comparison->fact_count)
        fputs("\nThe environments differ:\n", out);
    for (size_t i = 0; i < comparison->fact_count; i++) {
        const struct fact_change *fact = &comparison->facts[i];
        char *scenarios = where(fact);
        char *label = heap_format("  %-16s ", fact->key);
        char *text = heap_format("%s -> %s%s", text_or(fact->old, "not recorded"),
                                 text_or(fact->new, "not recorded"), scenarios);

        wrap(out, label, text);
        free(text);
        free(label);
        free(scenarios);
    }
}

static void put_wholes(FILE *out, const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->scenario_count; i++) {
        const struct scenario_change *change = &comparison->scenarios[i];

        if (!change->old || !change->new)
            continue;
        fprintf(out, "\n%-8s scenario %s: %s -> %s\n", word_of(change->change), change->new->name,
                verdict_name(change->old->verdict), verdict_name(change->new->verdict));
        if (change->new->reason)
            wrap(out, INDENT, change->new->reason);
    }
}

/* The scenarios on one side only, in one line. */
static void put_scenarios(FILE *out, const struct comparison *comparison, bool gone,
                          const char *label)
{
    char *names = heap_copy("");

    for (size_t i = 0; i < comparison->scenario_count; i++) {
        const struct scenario_change *one = &comparison->scenarios[i];
        char *longer = heap_format("%s %s", names, (one->old ? one->old : one->new)->name);

        if (gone ? !one->new : !one->old) {
            free(names);
            names = longer;
        } else {
            free(longer);
        }
    }
    if (*names) {
        fputc('\n', out);
        wrap(out, label, names);
    }
    free(names);
}

/* Changes that read the same but for the test: those of a scenario that was skipped or hung. */
static bool is_alike(const struct test_change *a, const struct test_change *b)
{
    return a->change == b->change && a->outcome == b->outcome &&
           !strcmp(change_verdict(a->old), change_verdict(b->old)) &&
           !strcmp(change_verdict(a->new), change_verdict(b->new)) &&
           !strcmp(text_or(a->new ? a->new->reason : NULL, ""),
                   text_or(b->new ? b->new->reason : NULL, ""));
}

static void put_test(FILE *out, const struct test_change *change, size_t alike)
{
    const struct test_result *test = change->new ? change->new : change->old;

    fprintf(out, "\n%-8s %s/%s  %s", word_of(change->change), change->outcome->name, test->name,
            test->rule);
    if (alike)
        fprintf(out, " and %zu more", alike);
    fprintf(out, ": %s -> %s\n", change_verdict(change->old), change_verdict(change->new));
    if (test->title)
        wrap(out, INDENT, test->title);
    if (change->new &&test_reason(change->new))
        wrap(out, INDENT, test_reason(change->new));
    for (size_t i = 0; change->new &&i < change->new->detail_count; i++)
        if (change->new->details[i].kind == DETAIL_FAIL)
            wrap(out, INDENT "* ", change->new->details[i].text);
}

static void put_tests(FILE *out, const struct comparison *comparison)
{
    for (enum change_kind change = CHANGE_WORSE; change > CHANGE_NONE; change--)
        for (size_t i = 0; i < comparison->test_count;) {
            const struct test_change *first = &comparison->tests[i];
            size_t alike = 0;

            while (++i < comparison->test_count && is_alike(first, &comparison->tests[i]))
                alike++;
            if (first->change == change)
                put_test(out, first, alike);
        }
}

static void put_value(FILE *out, const struct metric *metric)
{
    if (metric)
        fprintf(out, "%9" PRIu64 " %-4s", metric->stats.p50, metric->unit);
    else
        fprintf(out, "%9s     ", "-");
}

static void put_metric(FILE *out, const struct metric_change *change)
{
    const struct metric *metric = change->new ? change->new : change->old;
    const int indent = metric->of ? 2 : 0;

    fprintf(out, "  %*s%-*s", indent, "", LABEL - indent, metric->label);
    put_value(out, change->old);
    put_value(out, change->new);
    if (change->doubt < DOUBT_UNITS && change->difference)
        fprintf(out, "%+9.0f %+7.2f %%", change->difference, change->percent);
    else
        fprintf(out, "%9s", change->doubt < DOUBT_UNITS ? "0" : "");
    fprintf(out, "%s%s\n", *change_remark(change) ? "  " : "", change_remark(change));
    if (change->doubt == DOUBT_SURE || change->doubt == DOUBT_HOST)
        fprintf(out, "  %*s%+.0f to %+.0f ns, 99.9 %% confidence\n", LABEL, "", change->low,
                change->high);
}

static void put_metrics(FILE *out, const struct comparison *comparison, bool all)
{
    const struct outcome *last = NULL;

    for (size_t i = 0; i < comparison->metric_count; i++) {
        const struct metric_change *change = &comparison->metrics[i];

        if (!all && !change_is_shown(change))
            continue;
        if (change->outcome != last) {
            fprintf(out, "\nMedian latency, scenario %s on %s\n", change->outcome->name,
                    change->outcome->system);
            fprintf(out, "  %*s%9s     %9s     %9s\n", LABEL, "", "old", "new", "change");
        }
        put_metric(out, change);
        last = change->outcome;
    }
}

static void put_limits(FILE *out, const struct comparison *comparison, const char *unit)
{
    double percent, absolute;

    for (size_t i = 0; i < comparison->metric_count; i++) {
        const struct metric_change *change = &comparison->metrics[i];

        if (change->doubt >= DOUBT_UNITS || strcmp(change->old->unit, unit))
            continue;
        comparison_limits(comparison, unit, &percent, &absolute);
        fprintf(out, "A change counts beyond %g %% and %g %s.\n", percent, absolute,
                metric_unit(unit));
        return;
    }
}

static size_t compared_metrics(const struct comparison *comparison)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->metric_count; i++)
        count += comparison->metrics[i].doubt < DOUBT_UNITS;
    return count;
}

/* What a clock's metrics that did not change for sure are to be taken for. */
static void put_doubts(FILE *out, const struct comparison *comparison)
{
    size_t noise = 0, few = 0, host = 0;

    for (size_t i = 0; i < comparison->metric_count; i++) {
        noise += comparison->metrics[i].doubt == DOUBT_NOISE;
        few += comparison->metrics[i].doubt == DOUBT_FEW;
        host += comparison->metrics[i].doubt == DOUBT_HOST;
    }
    if (noise)
        fprintf(out, "No significant change: %zu metric%s.\n", noise, noise == 1 ? "" : "s");
    if (few)
        fprintf(out, "Too few samples to tell: %zu metric%s.\n", few, few == 1 ? "" : "s");
    if (host)
        fprintf(
            out,
            "The host was busy with other things, at least in one run: %zu metric%s. Repeat it.\n",
            host, host == 1 ? "" : "s");
}

/* "2 metrics, 1 test", or "nothing" */
static void put_kind(FILE *out, const struct comparison *comparison, enum change_kind change)
{
    const struct {
        size_t count;
        const char *name;
    } parts[] = {
        {comparison->tally.scenarios[change], "scenario"},
        {comparison->tally.tests[change], "test"},
        {comparison->tally.metrics[change], "metric"},
    };
    bool any = false;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].count) {
            fprintf(out, "%s%zu %s%s", any ? ", " : "", parts[i].count, parts[i].name,
                    parts[i].count == 1 ? "" : "s");
            any = true;
        }
    if (!any)
        fputs("nothing", out);
}

bool comparison_text(FILE *out, const struct comparison *comparison, bool all)
{
    put_side(out, "old", comparison->old);
    put_side(out, "new", comparison->new);
    put_facts(out, comparison);
    put_scenarios(out, comparison, true, "UNKNOWN  scenarios gone: ");
    put_scenarios(out, comparison, false, "CHANGED  scenarios new: ");
    put_wholes(out, comparison);
    put_tests(out, comparison);
    put_metrics(out, comparison, all);
    fputc('\n', out);
    put_limits(out, comparison, "insn");
    put_limits(out, comparison, "ns");
    put_doubts(out, comparison);
    fputs("Worse: ", out);
    put_kind(out, comparison, CHANGE_WORSE);
    fputs(". Better: ", out);
    put_kind(out, comparison, CHANGE_BETTER);
    fputs(". Could not tell: ", out);
    put_kind(out, comparison, CHANGE_UNKNOWN);
    fprintf(out, ".\nCompared: %zu tests, %zu metrics%s.\n", comparison->compared,
            compared_metrics(comparison),
            comparison->compared ? "" : ": nothing that both runs have is chosen");
    return !fflush(out) && !ferror(out);
}
