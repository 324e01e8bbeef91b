/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of a run as JSON, both ways: docs/json.md and docs/run.schema.json describe it. */
#include "harness/result/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/json.h"
#include "harness/support/read_file.h"

#define FORMAT  "doorbell"
#define VERSION 1

#define FIELD(struct_, kind_, name) \
    .key = #name, .kind = JSON_##kind_, .offset = offsetof(struct struct_, name)
#define LIST(struct_, kind_, name, count_) \
    FIELD(struct_, kind_, name), .count = offsetof(struct struct_, count_)
#define DERIVED(name, add_) .key = name, .kind = JSON_DERIVED, .add = add_
#define VERDICT(struct_)    FIELD(struct_, WORD, verdict), .word = name_of_verdict, .words = VERDICTS

static const char *name_of_verdict(unsigned int verdict)
{
    return verdict_name((enum verdict)verdict);
}

static const char *name_of_kind(unsigned int kind)
{
    static const char *const names[DETAIL_KINDS] = {"note", "fail"};

    return names[kind];
}

/* A rule; a test with its details. */

static const struct json_type rule_type = {
    .size = sizeof(struct rule),
    .fields = (const struct json_field[]){{FIELD(rule, TEXT, id)},
                                          {FIELD(rule, TEXT, statement)},
                                          {FIELD(rule, TEXT, source)},
                                          {FIELD(rule, TEXT, hint)},
                                          {0}},
};

static const struct json_type detail_type = {
    .size = sizeof(struct detail),
    .fields = (const struct json_field[]){{FIELD(detail, WORD, kind), .word = name_of_kind,
                                           .words = DETAIL_KINDS},
                                          {FIELD(detail, OPTIONAL, rule)},
                                          {FIELD(detail, TEXT, text)},
                                          {0}},
};

static const struct json_type known_type = {
    .size = sizeof(struct test_result),
    .fields =
        (const struct json_field[]){
            {.key = "reason", .kind = JSON_TEXT, .offset = offsetof(struct test_result, known)},
            {FIELD(test_result, OPTIONAL, upstream)},
            {0}},
};

static const struct json_type test_type = {
    .size = sizeof(struct test_result),
    .unique = true,
    .fields = (const struct json_field[]){{FIELD(test_result, TEXT, name)},
                                          {FIELD(test_result, TEXT, rule)},
                                          {FIELD(test_result, OPTIONAL, title)},
                                          {VERDICT(test_result)},
                                          {FIELD(test_result, OPTIONAL, reason)},
                                          {.key = "known", .kind = JSON_INNER, .type = &known_type},
                                          {LIST(test_result, OBJECTS, details, detail_count),
                                           .type = &detail_type},
                                          {0}},
};

/* A metric. */

static void add_mode(cJSON *to, const void *object)
{
    const struct metric *metric = object;

    json_add_text(to, "mode", metric->batch > 1 ? "batch" : "single");
}

static void add_histogram(cJSON *to, const struct metric *metric)
{
    static struct histogram histogram; /* too large for a stack */
    cJSON *object = cJSON_AddObjectToObject(to, "histogram"), *buckets;

    histogram_of(metric->samples, metric->count, &histogram);
    cJSON_AddNumberToObject(object, "parts", 1u << STATS_BITS);
    buckets = cJSON_AddArrayToObject(object, "buckets");
    for (unsigned int i = 0; i < STATS_BUCKETS; i++) {
        const double bucket[] = {(double)histogram_low(i), (double)histogram_high(i),
                                 (double)histogram.count[i]};

        if (histogram.count[i])
            cJSON_AddItemToArray(buckets, cJSON_CreateDoubleArray(bucket, 3));
    }
}

static void add_stats(cJSON *to, const void *object)
{
    const struct metric *metric = object;
    const struct stats *stats = &metric->stats;

    cJSON_AddNumberToObject(to, "n", (double)stats->n);
    cJSON_AddNumberToObject(to, "min", (double)stats->min);
    cJSON_AddNumberToObject(to, "p50", (double)stats->p50);
    cJSON_AddNumberToObject(to, "p90", (double)stats->p90);
    cJSON_AddNumberToObject(to, "p99", (double)stats->p99);
    cJSON_AddNumberToObject(to, "p999", (double)stats->p999);
    cJSON_AddNumberToObject(to, "max", (double)stats->max);
    add_histogram(to, metric);
}

static void complete_metric(struct json_reader *reader, const cJSON *from, void *object)
{
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(from, "n");
    struct metric *metric = object;

    if (!metric->label)
        metric->label = heap_copy(metric->id);
    if (!metric->batch)
        metric->batch = 1;
    if (strcmp(metric->unit, "insn") && strcmp(metric->unit, "ns"))
        json_refuse(reader, "no unit is called \"%.40s\"", metric->unit);
    if (!cJSON_IsNumber(n) || n->valuedouble != (double)metric->count || !metric->count)
        json_refuse(reader, "\"n\" is not the number of samples, or there are none");
}

static const struct json_type metric_type = {
    .size = sizeof(struct metric),
    .unique = true,
    .complete = complete_metric,
    .fields = (const struct json_field[]){{FIELD(metric, TEXT, id)},
                                          {FIELD(metric, OPTIONAL, label)},
                                          {FIELD(metric, OPTIONAL, of)},
                                          {FIELD(metric, OPTIONAL, kvm)},
                                          {FIELD(metric, FLAG, phased)},
                                          {FIELD(metric, TEXT, unit)},
                                          {DERIVED("mode", add_mode)},
                                          {FIELD(metric, NUMBER, batch)},
                                          {FIELD(metric, NUMBER, overhead)},
                                          {DERIVED("n", add_stats)},
                                          {LIST(metric, NUMBERS, samples, count)},
                                          {0}},
};

/* A scenario's outcome. */

/* Members of @from that @type does not have. */
static void read_facts(const struct json_type *type, const cJSON *from, struct facts *facts)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, from)
    {
        if (!json_has_field(type, item->string))
            facts_read(facts, item->string, item);
    }
}

static void add_single_facts(cJSON *to, const void *object)
{
    facts_add_single(to, &((const struct outcome *)object)->facts);
}

static void add_fact_groups(cJSON *to, const void *object)
{
    facts_add_groups(to, &((const struct outcome *)object)->facts);
    if (!cJSON_HasObjectItem(to, "env"))
        cJSON_AddObjectToObject(to, "env");
}

/* The console matters only where something went wrong. */
static void drop_console(cJSON *to, const void *object)
{
    if (((const struct outcome *)object)->verdict <= VERDICT_SKIP)
        cJSON_ReplaceItemInObjectCaseSensitive(to, "console", cJSON_CreateArray());
}

static void complete_outcome(struct json_reader *reader, const cJSON *from, void *object);
static void release_outcome(void *object);

static const struct json_type outcome_type = {
    .size = sizeof(struct outcome),
    .unique = true,
    .complete = complete_outcome,
    .release = release_outcome,
    .fields =
        (const struct json_field[]){
            {FIELD(outcome, TEXT, name)},
            {FIELD(outcome, OPTIONAL, title)},
            {DERIVED(NULL, add_single_facts)},
            {VERDICT(outcome)},
            {FIELD(outcome, OPTIONAL, reason)},
            {FIELD(outcome, SECONDS, seconds)},
            {FIELD(outcome, SECONDS, waited)},
            {DERIVED(NULL, add_fact_groups)},
            {LIST(outcome, TEXTS, problems, problem_count)},
            {LIST(outcome, OBJECTS, rig, rig_count), .type = &detail_type, .may_lack = true},
            {LIST(outcome, OBJECTS, tests, test_count), .type = &test_type},
            {LIST(outcome, OBJECTS, metrics, metric_count), .type = &metric_type},
            {LIST(outcome, TEXTS, console, console_count)},
            {DERIVED(NULL, drop_console)},
            {0}},
};

static void complete_outcome(struct json_reader *reader, const cJSON *from, void *object)
{
    struct outcome *outcome = object;

    (void)reader;
    read_facts(&outcome_type, from, &outcome->facts);
    outcome_complete(outcome);
}

static void release_outcome(void *object)
{
    struct outcome *outcome = object;

    facts_free(&outcome->facts);
    free(outcome->system);
}

void outcome_free(struct outcome *outcome)
{
    if (outcome)
        json_release(&outcome_type, outcome);
    free(outcome);
}

/* The run. */

static void add_head(cJSON *to, const void *object)
{
    const enum verdict verdict = run_verdict(object);

    json_add_text(to, "format", FORMAT);
    cJSON_AddNumberToObject(to, "version", VERSION);
    json_add_text(to, "verdict", verdict_name(verdict));
    cJSON_AddNumberToObject(to, "exit_status", verdict_exit_status(verdict));
}

static void add_counts(cJSON *to, const void *object)
{
    const struct run *run = object;
    cJSON *counts;

    facts_add_single(to, &run->facts);
    facts_add_groups(to, &run->facts);
    counts = cJSON_AddObjectToObject(to, "counts");
    for (enum verdict verdict = VERDICT_PASS; verdict < VERDICTS; verdict++)
        cJSON_AddNumberToObject(counts, verdict_name(verdict), (double)run_tally(run, verdict));
}

static void complete_run(struct json_reader *reader, const cJSON *from, void *object);

static void release_run(void *object)
{
    struct run *run = object;

    facts_free(&run->facts);
    free(run->path);
}

static const struct json_type run_type = {
    .size = sizeof(struct run),
    .complete = complete_run,
    .release = release_run,
    .fields = (const struct json_field[]){{DERIVED("format", add_head)},
                                          {DERIVED("version", NULL)},
                                          {DERIVED("verdict", NULL)},
                                          {DERIVED("exit_status", NULL)},
                                          {FIELD(run, OPTIONAL, started)},
                                          {FIELD(run, SECONDS, seconds)},
                                          {FIELD(run, OPTIONAL, command)},
                                          {DERIVED("counts", add_counts)},
                                          {.key = "rules",
                                           .kind = JSON_OBJECTS,
                                           .offset = offsetof(struct run, rules.list),
                                           .count = offsetof(struct run, rules.count),
                                           .type = &rule_type,
                                           .may_lack = true},
                                          {.key = "scenarios",
                                           .kind = JSON_POINTERS,
                                           .offset = offsetof(struct run, outcomes),
                                           .count = offsetof(struct run, count),
                                           .type = &outcome_type},
                                          {0}},
};

static void complete_run(struct json_reader *reader, const cJSON *from, void *object)
{
    const cJSON *verdict = cJSON_GetObjectItemCaseSensitive(from, "verdict");
    struct run *run = object;

    read_facts(&run_type, from, &run->facts);
    if (!cJSON_IsString(verdict) || strcmp(verdict->valuestring, verdict_name(run_verdict(run))))
        json_refuse(reader, "its \"verdict\" is not the worst of its scenarios', %s",
                    verdict_name(run_verdict(run)));
}

bool run_write(FILE *out, const struct run *run)
{
    return json_write(json_object(&run_type, run), out);
}

void run_free(struct run *run)
{
    json_release(&run_type, run);
}

/* Whose file it is, before anything in it is believed. */
static bool is_ours(struct json_reader *reader, const cJSON *root)
{
    const cJSON *format = cJSON_GetObjectItemCaseSensitive(root, "format");
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "version");

    if (!cJSON_IsString(format) || strcmp(format->valuestring, FORMAT))
        json_refuse(reader, "not written by `doorbell run --format json`");
    else if (!cJSON_IsNumber(version))
        json_refuse(reader, "its \"version\" is missing");
    else if (version->valuedouble != VERSION)
        json_refuse(reader, "version %.15g of the format; this doorbell reads version %d",
                    version->valuedouble, VERSION);
    return !reader->failed;
}

bool run_parse(const char *path, const char *text, size_t size, struct run *out)
{
    struct json_reader reader = {.path = path};
    cJSON *root = json_parse(&reader, text, size);

    *out = (struct run){.path = heap_copy(path)};
    if (root && is_ours(&reader, root))
        json_read(&reader, &run_type, root, out);
    cJSON_Delete(root);
    if (reader.failed)
        run_free(out);
    return !reader.failed;
}

bool run_read(const char *path, struct run *out)
{
    char *text;
    size_t size;
    const bool good = read_file(path, &text, &size) && run_parse(path, text, size, out);

    free(text);
    return good;
}
