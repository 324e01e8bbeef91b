/* SPDX-License-Identifier: BSD-2-Clause */
/* From a file to struct saved, and nothing that is not as report_json.c writes it. */
#include "harness/result/saved.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "harness/support/heap.h"
#include "harness/support/read_file.h"

#define FORMAT    "doorbell"
#define VERSION   1
#define EXACT_MAX 9007199254740992.0 /* 2^53: above it JSON numbers are not exact */

/* Where the reader is, and whether something was wrong: only the first offence is told. */
struct reader {
    const char *path;
    char where[160];
    bool failed;
};

static void __attribute__((format(printf, 2, 3)))
refuse(struct reader *reader, const char *format, ...)
{
    va_list args;

    if (reader->failed)
        return;
    reader->failed = true;
    fprintf(stderr, "doorbell: %s: %s%s", reader->path, reader->where, *reader->where ? ": " : "");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static void __attribute__((format(printf, 2, 3)))
enter(struct reader *reader, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(reader->where, sizeof(reader->where), format, args);
    va_end(args);
}

static const cJSON *member(const cJSON *of, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(of, key);
}

/* A copy of the string @key, or NULL if it is null or not there. */
static char *optional_text(struct reader *reader, const cJSON *of, const char *key)
{
    const cJSON *item = member(of, key);

    if (!item || cJSON_IsNull(item))
        return NULL;
    if (cJSON_IsString(item))
        return heap_clean(item->valuestring);
    refuse(reader, "\"%s\" is no string", key);
    return NULL;
}

static char *text(struct reader *reader, const cJSON *of, const char *key)
{
    char *copy = optional_text(reader, of, key);

    if (copy)
        return copy;
    refuse(reader, "\"%s\" is missing", key);
    return heap_copy("");
}

static enum verdict read_verdict(struct reader *reader, const cJSON *of)
{
    char *name = text(reader, of, "verdict");
    enum verdict verdict;

    if (!verdict_find(name, &verdict)) {
        refuse(reader, "no verdict is called \"%s\"", name);
        verdict = VERDICT_ERROR;
    }
    free(name);
    return verdict;
}

/* The array @key; its absence is an offence. */
static const cJSON *array(struct reader *reader, const cJSON *of, const char *key)
{
    const cJSON *item = member(of, key);

    if (!cJSON_IsArray(item))
        refuse(reader, "\"%s\" is no list", key);
    return cJSON_IsArray(item) ? item : NULL;
}

static char **read_texts(struct reader *reader, const cJSON *of, const char *key, size_t *count)
{
    const cJSON *list = array(reader, of, key), *item;
    char **texts = NULL;

    *count = 0;
    cJSON_ArrayForEach(item, list)
    {
        if (cJSON_IsString(item))
            heap_append(texts, *count, heap_clean(item->valuestring));
        else
            refuse(reader, "\"%s\" holds something else than strings", key);
    }
    return texts;
}

static double seconds(const cJSON *of)
{
    const cJSON *item = member(of, "seconds");

    return cJSON_IsNumber(item) && item->valuedouble > 0 ? item->valuedouble : 0;
}

/* Adds what is known under @prefix: @item, or what it holds. Lists are no facts. */
static void add_facts(struct saved_facts *facts, const char *prefix, const cJSON *item)
{
    const cJSON *inner;
    char *value = NULL;

    if (cJSON_IsObject(item)) {
        cJSON_ArrayForEach(inner, item)
        {
            char *key = heap_format("%s.%s", prefix, inner->string);

            add_facts(facts, key, inner);
            free(key);
        }
    } else if (cJSON_IsString(item)) {
        value = heap_clean(item->valuestring);
    } else if (cJSON_IsBool(item)) {
        value = heap_copy(cJSON_IsTrue(item) ? "yes" : "no");
    } else if (cJSON_IsNumber(item)) {
        value = heap_format("%.15g", item->valuedouble);
    } else if (cJSON_IsNull(item)) {
        value = heap_copy("unknown");
    }
    if (value)
        heap_append(facts->list, facts->count,
                    (struct saved_fact){.key = heap_clean(prefix), .value = value});
}

/* All members of @of but those in @known (ends with NULL), which are no facts. */
static struct saved_facts read_facts(const cJSON *of, const char *const *known)
{
    struct saved_facts facts = {0};
    const cJSON *item;

    if (!cJSON_IsObject(of))
        return facts;
    cJSON_ArrayForEach(item, of)
    {
        size_t i = 0;

        while (known[i] && strcmp(known[i], item->string))
            i++;
        if (!known[i])
            add_facts(&facts, item->string, item);
    }
    return facts;
}

static void read_test(struct reader *reader, const cJSON *from, struct saved_test *out)
{
    const cJSON *known = member(from, "known"), *item;
    const cJSON *details = array(reader, from, "details");

    *out = (struct saved_test){
        .name = text(reader, from, "name"),
        .rule = text(reader, from, "rule"),
        .title = optional_text(reader, from, "title"),
        .verdict = read_verdict(reader, from),
        .reason = optional_text(reader, from, "reason"),
        .known = optional_text(reader, known, "reason"),
        .upstream = optional_text(reader, known, "upstream"),
    };
    if (!out->title)
        out->title = heap_copy("");
    cJSON_ArrayForEach(item, details)
    {
        char *kind = text(reader, item, "kind");

        heap_append(out->details, out->detail_count,
                    (struct saved_detail){.is_fail = !strcmp(kind, "fail"),
                                          .text = text(reader, item, "text")});
        free(kind);
    }
}

static void read_metric(struct reader *reader, const cJSON *from, struct saved_metric *out)
{
    const cJSON *samples = array(reader, from, "samples"), *n = member(from, "n"), *item;
    size_t count = 0;

    *out = (struct saved_metric){.id = text(reader, from, "id"),
                                 .unit = text(reader, from, "unit"),
                                 .label = optional_text(reader, from, "label"),
                                 .of = optional_text(reader, from, "of")};
    if (!out->label)
        out->label = heap_copy(out->id);
    if (strcmp(out->unit, "insn") && strcmp(out->unit, "ns"))
        refuse(reader, "no unit is called \"%s\"", out->unit);
    cJSON_ArrayForEach(item, samples)
    {
        const double value = item->valuedouble;

        if (!cJSON_IsNumber(item) || value < 0 || value > EXACT_MAX || value != (uint64_t)value) {
            refuse(reader, "a sample is no whole number from 0 to 2^53");
            break;
        }
        heap_append(out->samples, count, (uint64_t)value);
    }
    if (!cJSON_IsNumber(n) || n->valuedouble != (double)count || !count)
        refuse(reader, "\"n\" is not the number of samples, or there are none");
    out->stats = stats_of(out->samples, count);
}

static void read_scenario(struct reader *reader, const cJSON *from, struct saved_scenario *out)
{
    static const char *const known[] = {"name",     "title", "verdict", "reason",  "seconds",
                                        "problems", "tests", "metrics", "console", NULL};
    const cJSON *tests, *metrics, *item;

    enter(reader, "a scenario");
    *out = (struct saved_scenario){
        .name = text(reader, from, "name"),
        .title = optional_text(reader, from, "title"),
        .verdict = read_verdict(reader, from),
        .reason = optional_text(reader, from, "reason"),
        .seconds = seconds(from),
        .facts = read_facts(from, known),
    };
    if (!out->title)
        out->title = heap_copy("");
    enter(reader, "scenario %s", out->name);
    out->problems = read_texts(reader, from, "problems", &out->problem_count);
    out->console = read_texts(reader, from, "console", &out->console_count);
    tests = array(reader, from, "tests");
    cJSON_ArrayForEach(item, tests)
    {
        struct saved_test test;

        enter(reader, "scenario %s, test %zu", out->name, out->test_count);
        read_test(reader, item, &test);
        if (saved_find_test(out, test.name))
            refuse(reader, "%s is there twice", test.name);
        heap_append(out->tests, out->test_count, test);
    }
    enter(reader, "scenario %s", out->name);
    metrics = array(reader, from, "metrics");
    cJSON_ArrayForEach(item, metrics)
    {
        struct saved_metric metric;

        enter(reader, "scenario %s, metric %zu", out->name, out->metric_count);
        read_metric(reader, item, &metric);
        if (saved_find_metric(out, metric.id))
            refuse(reader, "%s is there twice", metric.id);
        heap_append(out->metrics, out->metric_count, metric);
    }
    enter(reader, "%s", "");
}

static void read_root(struct reader *reader, const cJSON *root, struct saved *out)
{
    static const char *const known[] = {"format",  "version",   "verdict", "exit_status",
                                        "started", "seconds",   "command", "counts",
                                        "rules",   "scenarios", NULL};
    const cJSON *scenarios = array(reader, root, "scenarios"), *item;

    out->verdict = read_verdict(reader, root);
    out->started = optional_text(reader, root, "started");
    out->seconds = seconds(root);
    out->command = optional_text(reader, root, "command");
    out->facts = read_facts(root, known);
    cJSON_ArrayForEach(item, member(root, "rules"))
    {
        struct saved_rule rule = {
            .id = text(reader, item, "id"),
            .statement = text(reader, item, "statement"),
            .source = text(reader, item, "source"),
            .hint = text(reader, item, "hint"),
        };

        heap_append(out->rules, out->rule_count, rule);
    }
    cJSON_ArrayForEach(item, scenarios)
    {
        struct saved_scenario scenario;

        read_scenario(reader, item, &scenario);
        if (saved_find(out, scenario.name))
            refuse(reader, "scenario %s is there twice", scenario.name);
        heap_append(out->scenarios, out->scenario_count, scenario);
    }
}

/* Whose file it is, before anything in it is believed. */
static bool is_ours(struct reader *reader, const cJSON *root)
{
    const cJSON *format = member(root, "format"), *version = member(root, "version");

    if (!cJSON_IsString(format) || strcmp(format->valuestring, FORMAT))
        refuse(reader, "not written by `doorbell run --format json`");
    else if (!cJSON_IsNumber(version))
        refuse(reader, "its \"version\" is missing");
    else if (version->valuedouble != VERSION)
        refuse(reader, "version %.15g of the format; this doorbell reads version %d",
               version->valuedouble, VERSION);
    return !reader->failed;
}

bool saved_parse(const char *path, const char *json, size_t size, struct saved *out)
{
    struct reader reader = {.path = path};
    const char *end = json;
    cJSON *root = cJSON_ParseWithLengthOpts(json, size + 1, &end, true);

    *out = (struct saved){.path = heap_copy(path)};
    if (!root) {
        unsigned int line = 1;

        for (const char *at = json; at < end; at++)
            line += *at == '\n';
        refuse(&reader, "line %u: not JSON, or cut off", line);
    } else if (is_ours(&reader, root)) {
        read_root(&reader, root, out);
    }
    cJSON_Delete(root);
    if (reader.failed)
        saved_free(out);
    return !reader.failed;
}

bool saved_read(const char *path, struct saved *out)
{
    size_t size;
    char *json;
    const bool ok = read_file(path, &json, &size) && saved_parse(path, json, size, out);

    free(json);
    return ok;
}
