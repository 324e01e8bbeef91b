/* SPDX-License-Identifier: BSD-2-Clause */
/* A comparison as JSON. docs/json.md describes it. */
#include "harness/views/compare/comparison.h"

#include <string.h>

#include "harness/support/json.h"

static void add_number(cJSON *to, const char *key, bool known, double number)
{
    cJSON_AddItemToObject(to, key, known ? cJSON_CreateNumber(number) : cJSON_CreateNull());
}

static cJSON *add_object(cJSON *to)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddItemToArray(to, object);
    return object;
}

static void add_side(cJSON *to, const char *key, const struct run *run)
{
    cJSON *object = cJSON_AddObjectToObject(to, key);

    json_add_text(object, "path", run->path);
    json_add_text(object, "started", run->started);
}

static void add_fact(cJSON *to, const struct fact_change *change)
{
    cJSON *object = add_object(to), *scenarios;

    json_add_text(object, "key", change->key);
    json_add_text(object, "old", change->old);
    json_add_text(object, "new", change->new);
    scenarios = cJSON_AddArrayToObject(object, "scenarios");
    for (size_t i = 0; i < change->scenario_count; i++)
        cJSON_AddItemToArray(scenarios, cJSON_CreateString(change->scenarios[i]));
}

static void add_scenario(cJSON *to, const struct scenario_change *change)
{
    cJSON *object = add_object(to);

    json_add_text(object, "name", (change->old ? change->old : change->new)->name);
    json_add_text(object, "change", change_name(change->change));
    json_add_text(object, "old", change->old ? verdict_name(change->old->verdict) : NULL);
    json_add_text(object, "new", change->new ? verdict_name(change->new->verdict) : NULL);
}

static void add_test(cJSON *to, const struct test_change *change)
{
    const struct test_result *test = change->new ? change->new : change->old;
    cJSON *object = add_object(to);

    json_add_text(object, "scenario", change->outcome->name);
    json_add_text(object, "name", test->name);
    json_add_text(object, "rule", test->rule);
    json_add_text(object, "change", change_name(change->change));
    json_add_text(object, "old", change->old ? verdict_name(change->old->verdict) : NULL);
    json_add_text(object, "new", change->new ? verdict_name(change->new->verdict) : NULL);
    json_add_text(object, "reason", change->new ? change->new->reason : NULL);
}

static const char *remark(enum doubt doubt)
{
    static const char *const remarks[] = {
        [DOUBT_NONE] = "exact",
        [DOUBT_SURE] = "significant",
        [DOUBT_NOISE] = "not significant",
        [DOUBT_FEW] = "too few samples",
        [DOUBT_HOST] = "host too noisy",
        [DOUBT_UNITS] = "not comparable",
        [DOUBT_SIDE] = "on one side only",
    };

    return remarks[doubt];
}

static void add_metric(cJSON *to, const struct metric_change *change)
{
    const struct metric *metric = change->new ? change->new : change->old;
    const bool comparable = change->doubt < DOUBT_UNITS;
    const bool estimated =
        change->doubt == DOUBT_SURE || change->doubt == DOUBT_NOISE || change->doubt == DOUBT_HOST;
    cJSON *object = add_object(to);

    json_add_text(object, "scenario", change->outcome->name);
    json_add_text(object, "id", metric->id);
    json_add_text(object, "change", change_name(change->change));
    json_add_text(object, "remark", remark(change->doubt));
    json_add_text(object, "unit", change->doubt == DOUBT_UNITS ? NULL : metric->unit);
    add_number(object, "old", change->old, change->old ? (double)change->old->stats.p50 : 0);
    add_number(object, "new", change->new, change->new ? (double)change->new->stats.p50 : 0);
    add_number(object, "difference", comparable, change->difference);
    add_number(object, "percent", comparable, change->percent);
    add_number(object, "low", estimated, change->low);
    add_number(object, "high", estimated, change->high);
}

bool comparison_json(FILE *out, const struct comparison *comparison)
{
    cJSON *root = cJSON_CreateObject(), *list;

    json_add_text(root, "format", "doorbell-compare");
    add_number(root, "version", true, 1);
    json_add_text(root, "change", change_name(comparison_worst(comparison)));
    add_number(root, "exit_status", true, comparison_status(comparison));
    add_side(root, "old", comparison->old);
    add_side(root, "new", comparison->new);
    list = cJSON_AddArrayToObject(root, "facts");
    for (size_t i = 0; i < comparison->fact_count; i++)
        add_fact(list, &comparison->facts[i]);
    list = cJSON_AddArrayToObject(root, "scenarios");
    for (size_t i = 0; i < comparison->scenario_count; i++)
        add_scenario(list, &comparison->scenarios[i]);
    list = cJSON_AddArrayToObject(root, "tests");
    for (size_t i = 0; i < comparison->test_count; i++)
        add_test(list, &comparison->tests[i]);
    list = cJSON_AddArrayToObject(root, "metrics");
    for (size_t i = 0; i < comparison->metric_count; i++)
        add_metric(list, &comparison->metrics[i]);
    return json_write(root, out);
}
