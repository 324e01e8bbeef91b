/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON, complete: everything the judge knows, keys always in this order. What is not known is null.
 *
 *     { "format": "doorbell", "version": 1,
 *       "verdict": "PASS", "exit_status": 0, "started": "2026-01-31T12:00:00Z", "seconds": 3.2,
 *       "command": "doorbell run",
 *       "counts": { "PASS": 20, "XFAIL": 1, "SKIP": 0, ... },        tests, by verdict
 *       "scenarios": [
 *         { "name", "title", "profile", "attach", "verdict", "reason", "seconds",
 *           "xen": { "version": "4.20.3", "debug": true },
 *           "env": { "gic": "v3", ... },                             as the guest found it
 *           "problems": [ "..." ],                                   of the run as such
 *           "tests": [ { "name", "rule", "title", "verdict", "reason",
 *                        "details": [ { "kind": "fail" or "note", "text" } ] } ],
 *           "metrics": [ { "id", "unit": "insn" or "ns", "overhead",
 *                          "n", "min", "p50", "p90", "p99", "max", "samples": [ ... ] } ],
 *           "console": [ "..." ] } ] }                               last lines, if all is not well
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "../heap.h"
#include "stats.h"

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
    cJSON *test = cJSON_CreateObject(), *details;
    char name[TEST_NAME_MAX + 1];

    cJSON_AddItemToArray(to, test);
    add_text(test, "name", test_name(result->test, name));
    add_text(test, "rule", result->test->rule);
    add_text(test, "title", result->test->title);
    add_text(test, "verdict", verdict_name(result->verdict));
    add_text(test, "reason", result->reason);
    details = cJSON_AddArrayToObject(test, "details");
    for (size_t i = 0; i < result->detail_count; i++) {
        cJSON *detail = cJSON_CreateObject();

        add_text(detail, "kind", result->details[i].is_fail ? "fail" : "note");
        add_text(detail, "text", result->details[i].text);
        cJSON_AddItemToArray(details, detail);
    }
}

static void add_metric(cJSON *to, const struct metric *metric)
{
    struct stats stats = stats_of(metric->samples, metric->count);
    cJSON *object = cJSON_CreateObject(), *samples;

    cJSON_AddItemToArray(to, object);
    add_text(object, "id", metric->id);
    add_text(object, "unit", metric->unit);
    add_number(object, "overhead", metric->overhead);
    add_number(object, "n", stats.n);
    add_number(object, "min", stats.min);
    add_number(object, "p50", stats.p50);
    add_number(object, "p90", stats.p90);
    add_number(object, "p99", stats.p99);
    add_number(object, "max", stats.max);
    samples = cJSON_AddArrayToObject(object, "samples");
    for (size_t i = 0; i < metric->count; i++)
        cJSON_AddItemToArray(samples, cJSON_CreateNumber((double)metric->samples[i]));
}

static void add_outcome(cJSON *to, const struct outcome *outcome)
{
    const struct scenario *scenario = outcome->scenario;
    cJSON *object = cJSON_CreateObject(), *xen, *tests, *metrics;

    cJSON_AddItemToArray(to, object);
    add_text(object, "name", scenario->name);
    add_text(object, "title", scenario->title);
    add_text(object, "profile", scenario_profile(scenario->profile));
    add_text(object, "attach", scenario_attach(scenario->attach));
    add_text(object, "verdict", verdict_name(outcome->verdict));
    add_text(object, "reason", outcome->reason);
    cJSON_AddNumberToObject(object, "seconds", outcome->seconds);
    add_text(object, "machine", scenario_machine(scenario));
    if (scenario->plain) {
        add_text(object, "qemu", outcome->qemu_version);
    } else {
        xen = cJSON_AddObjectToObject(object, "xen");
        add_text(xen, "version", outcome->xen_version);
        cJSON_AddBoolToObject(xen, "debug", outcome->xen_debug);
    }
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

bool report_json(FILE *out, const struct run *run)
{
    cJSON *root = cJSON_CreateObject(), *counts, *scenarios;
    char started[32] = "", *text;

    if (run->started)
        strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&run->started));
    add_text(root, "format", "doorbell");
    add_number(root, "version", 1);
    add_text(root, "verdict", verdict_name(run_verdict(run)));
    add_number(root, "exit_status", (uint64_t)verdict_exit_status(run_verdict(run)));
    add_text(root, "started", *started ? started : NULL);
    cJSON_AddNumberToObject(root, "seconds", run->seconds);
    add_text(root, "command", run->command);
    counts = cJSON_AddObjectToObject(root, "counts");
    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        add_number(counts, verdict_name(verdict), run_tally(run, verdict));
    scenarios = cJSON_AddArrayToObject(root, "scenarios");
    for (size_t i = 0; i < run->count; i++)
        add_outcome(scenarios, run->outcomes[i]);
    text = cJSON_Print(root);
    cJSON_Delete(root);
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    return report_flushed(out);
}
