/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON, complete: everything the judge knows. docs/json.md describes it. */
#include "harness/views/views.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/rules.h"
#include "harness/judge/expectations.h"
#include "harness/machine/layout.h"
#include "harness/result/metric_names.h"
#include "harness/result/stats.h"
#include "harness/support/heap.h"
#include "harness/support/json.h"

static void add_text(cJSON *to, const char *key, const char *text)
{
    cJSON_AddItemToObject(to, key, text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

/* Exact up to 2^53, as every JSON number is. */
static void add_number(cJSON *to, const char *key, uint64_t number)
{
    cJSON_AddNumberToObject(to, key, (double)number);
}

static void add_texts(cJSON *to, const char *key, char *const *texts, size_t count)
{
    cJSON *array = cJSON_AddArrayToObject(to, key);

    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(array, cJSON_CreateString(texts[i]));
}

/* "key value" */
static void add_env(cJSON *to, const struct outcome *outcome)
{
    cJSON *object = cJSON_AddObjectToObject(to, "env");

    for (size_t i = 0; i < outcome->env_count; i++) {
        char *key = heap_copy(outcome->env[i]), *value = key + strcspn(key, " ");

        if (*value)
            *value++ = '\0';
        add_text(object, key, value);
        free(key);
    }
}

static void add_test(cJSON *to, const struct test_result *result)
{
    cJSON *test = cJSON_CreateObject(), *details, *known;
    char name[TEST_NAME_MAX + 1];

    cJSON_AddItemToArray(to, test);
    add_text(test, "name", test_name(result->test, name));
    add_text(test, "rule", result->test->rule);
    add_text(test, "title", result->test->title);
    add_text(test, "verdict", verdict_name(result->verdict));
    add_text(test, "reason", result->reason);
    if (result->known) {
        known = cJSON_AddObjectToObject(test, "known");
        add_text(known, "reason", result->known->reason);
        add_text(known, "upstream", result->known->upstream);
    } else {
        cJSON_AddNullToObject(test, "known");
    }
    details = cJSON_AddArrayToObject(test, "details");
    for (size_t i = 0; i < result->detail_count; i++) {
        cJSON *detail = cJSON_CreateObject();

        add_text(detail, "kind", result->details[i].is_fail ? "fail" : "note");
        add_text(detail, "text", result->details[i].text);
        cJSON_AddItemToArray(details, detail);
    }
}

static void add_numbers(cJSON *to, const char *key, const uint64_t *numbers, size_t count)
{
    cJSON *array = cJSON_AddArrayToObject(to, key);

    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(array, cJSON_CreateNumber((double)numbers[i]));
}

static void add_histogram(cJSON *to, const struct metric *metric)
{
    static struct histogram histogram; /* too large for a stack */
    cJSON *object = cJSON_AddObjectToObject(to, "histogram"), *buckets;

    histogram_of(metric->samples, metric->count, &histogram);
    add_number(object, "parts", 1u << STATS_BITS);
    buckets = cJSON_AddArrayToObject(object, "buckets");
    for (unsigned int i = 0; i < STATS_BUCKETS; i++) {
        const double bucket[] = {(double)histogram_low(i), (double)histogram_high(i),
                                 (double)histogram.count[i]};

        if (histogram.count[i])
            cJSON_AddItemToArray(buckets, cJSON_CreateDoubleArray(bucket, 3));
    }
}

static void add_metric(cJSON *to, const struct metric *metric)
{
    const struct metric_name *name = metric_name(metric->id);
    struct stats stats = stats_of(metric->samples, metric->count);
    cJSON *object = cJSON_CreateObject();

    cJSON_AddItemToArray(to, object);
    add_text(object, "id", metric->id);
    add_text(object, "label", name ? name->label : metric->id);
    add_text(object, "of", name ? name->of : NULL);
    add_text(object, "kvm", name ? name->kvm : NULL);
    cJSON_AddBoolToObject(object, "phased", name && name->phased);
    add_text(object, "unit", metric->unit);
    add_text(object, "mode", metric->batch > 1 ? "batch" : "single");
    add_number(object, "batch", metric->batch);
    add_number(object, "overhead", metric->overhead);
    add_number(object, "n", stats.n);
    add_number(object, "min", stats.min);
    add_number(object, "p50", stats.p50);
    add_number(object, "p90", stats.p90);
    add_number(object, "p99", stats.p99);
    add_number(object, "p999", stats.p999);
    add_number(object, "max", stats.max);
    add_histogram(object, metric);
    add_numbers(object, "samples", metric->samples, metric->count);
}

static void add_xen(cJSON *to, const struct outcome *outcome)
{
    cJSON *xen = cJSON_AddObjectToObject(to, "xen");

    add_text(xen, "version", outcome->xen_version);
    cJSON_AddBoolToObject(xen, "debug", outcome->xen_debug);
    add_text(xen, "changeset", outcome->xen_changeset);
    add_text(xen, "build_id", outcome->xen_build_id);
    add_text(xen, "compiler", outcome->xen_compiler);
    add_text(xen, "scheduler", outcome->xen_scheduler);
}

/* By what the guest says of its counter, "1000000000 Hz, counts instructions"; the scenario's, and
 * that of the emulated machine, if it does not. */
static void add_clock(cJSON *to, const struct outcome *outcome)
{
    unsigned long long hz = HOST_COUNTER_HZ;
    bool wall = outcome->scenario->wall;

    for (size_t i = 0; i < outcome->env_count; i++)
        if (sscanf(outcome->env[i], "counter %llu Hz", &hz) == 1)
            wall = !strstr(outcome->env[i], "counts instructions");
    add_text(to, "clock", wall ? "wall" : "icount");
    add_number(to, "counter_hz", hz);
}

static void add_machine(cJSON *to, const struct outcome *outcome)
{
    const struct scenario *scenario = outcome->scenario;
    cJSON *machine = cJSON_AddObjectToObject(to, "machine");

    add_text(machine, "name", scenario_machine(scenario));
    if (scenario->plain)
        add_text(machine, "qemu", outcome->qemu_version);
    add_text(machine, "cpu", scenario->cpu);
    add_number(machine, "gic", scenario->gic);
    add_number(machine, "pcpus", scenario->pcpus);
    add_number(machine, "vcpus", scenario->vcpus);
    add_clock(machine, outcome);
}

static void add_outcome(cJSON *to, const struct outcome *outcome)
{
    const struct scenario *scenario = outcome->scenario;
    cJSON *object = cJSON_CreateObject(), *tests, *metrics;

    cJSON_AddItemToArray(to, object);
    add_text(object, "name", scenario->name);
    add_text(object, "title", scenario->title);
    add_text(object, "profile", scenario_profile(scenario->profile));
    add_text(object, "attach", scenario_attach(scenario->attach));
    add_text(object, "verdict", verdict_name(outcome->verdict));
    add_text(object, "reason", outcome->reason);
    cJSON_AddNumberToObject(object, "seconds", outcome->seconds);
    if (!scenario->plain)
        add_xen(object, outcome);
    add_machine(object, outcome);
    add_env(object, outcome);
    add_texts(object, "problems", outcome->problems, outcome->problem_count);
    tests = cJSON_AddArrayToObject(object, "tests");
    for (size_t i = 0; i < outcome->test_count; i++)
        add_test(tests, &outcome->tests[i]);
    metrics = cJSON_AddArrayToObject(object, "metrics");
    for (size_t i = 0; i < outcome->metric_count; i++)
        add_metric(metrics, &outcome->metrics[i]);
    add_texts(object, "console", outcome->tail,
              outcome->verdict > VERDICT_SKIP ? outcome->tail_count : 0);
}

static bool is_checked(const struct run *run, const char *rule)
{
    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < run->outcomes[i]->test_count; k++)
            if (!strcmp(run->outcomes[i]->tests[k].test->rule, rule))
                return true;
    return false;
}

static void add_rules(cJSON *to, const struct run *run)
{
    cJSON *array = cJSON_AddArrayToObject(to, "rules");

    for (size_t i = 0; run->rules && i < run->rules->count; i++) {
        const struct rule *rule = &run->rules->list[i];
        cJSON *object;

        if (!is_checked(run, rule->id))
            continue;
        object = cJSON_CreateObject();
        cJSON_AddItemToArray(array, object);
        add_text(object, "id", rule->id);
        add_text(object, "statement", rule->statement);
        add_text(object, "source", rule->source);
        add_text(object, "hint", rule->hint);
    }
}

bool report_json(FILE *out, const struct run *run)
{
    cJSON *root = cJSON_CreateObject(), *counts, *scenarios;
    char started[32] = "";

    if (run->started)
        strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&run->started));
    add_text(root, "format", "doorbell");
    add_number(root, "version", 1);
    add_text(root, "verdict", verdict_name(run_verdict(run)));
    add_number(root, "exit_status", (uint64_t)verdict_exit_status(run_verdict(run)));
    add_text(root, "started", *started ? started : NULL);
    cJSON_AddNumberToObject(root, "seconds", run->seconds);
    add_text(root, "command", run->command);
    add_text(root, "qemu", run->qemu);
    counts = cJSON_AddObjectToObject(root, "counts");
    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        add_number(counts, verdict_name(verdict), run_tally(run, verdict));
    add_rules(root, run);
    scenarios = cJSON_AddArrayToObject(root, "scenarios");
    for (size_t i = 0; i < run->count; i++)
        add_outcome(scenarios, run->outcomes[i]);
    return json_write(root, out);
}
