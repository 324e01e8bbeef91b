/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/saved.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

const struct saved_scenario *saved_find(const struct saved *saved, const char *name)
{
    for (size_t i = 0; i < saved->scenario_count; i++)
        if (!strcmp(saved->scenarios[i].name, name))
            return &saved->scenarios[i];
    return NULL;
}

const struct saved_test *saved_find_test(const struct saved_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->test_count; i++)
        if (!strcmp(scenario->tests[i].name, name))
            return &scenario->tests[i];
    return NULL;
}

const struct saved_metric *saved_find_metric(const struct saved_scenario *scenario, const char *id)
{
    for (size_t i = 0; i < scenario->metric_count; i++)
        if (!strcmp(scenario->metrics[i].id, id))
            return &scenario->metrics[i];
    return NULL;
}

const struct saved_rule *saved_find_rule(const struct saved *saved, const char *id)
{
    for (size_t i = 0; i < saved->rule_count; i++)
        if (!strcmp(saved->rules[i].id, id))
            return &saved->rules[i];
    return NULL;
}

const char *saved_fact(const struct saved_facts *facts, const char *key)
{
    for (size_t i = 0; i < facts->count; i++)
        if (!strcmp(facts->list[i].key, key))
            return facts->list[i].value;
    return NULL;
}

const char *saved_reason(const struct saved_test *test)
{
    for (size_t i = 0; test->reason && i < test->detail_count; i++)
        if (strstr(test->details[i].text, test->reason))
            return NULL;
    return test->reason;
}

size_t saved_scenario_tally(const struct saved_scenario *scenario, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < scenario->test_count; i++)
        count += scenario->tests[i].verdict == verdict;
    return count;
}

size_t saved_tally(const struct saved *saved, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < saved->scenario_count; i++)
        count += saved_scenario_tally(&saved->scenarios[i], verdict);
    return count;
}

char *saved_system(const struct saved_scenario *scenario)
{
    const char *qemu = saved_fact(&scenario->facts, "machine.qemu");
    const char *version = saved_fact(&scenario->facts, "xen.version");
    const char *debug = saved_fact(&scenario->facts, "xen.debug");

    if (qemu)
        return heap_format("QEMU %s", qemu);
    if (!version || !strcmp(version, "unknown"))
        return heap_copy("Xen of unknown version");
    return heap_format("Xen %s%s", version,
                       !debug                 ? ""
                       : strcmp(debug, "yes") ? " release"
                                              : " debug");
}

static void free_facts(struct saved_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free(facts->list[i].key);
        free(facts->list[i].value);
    }
    free(facts->list);
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
    free(texts);
}

static void free_test(struct saved_test *test)
{
    for (size_t i = 0; i < test->detail_count; i++)
        free(test->details[i].text);
    free(test->details);
    free(test->name);
    free(test->rule);
    free(test->title);
    free(test->reason);
    free(test->known);
    free(test->upstream);
}

static void free_scenario(struct saved_scenario *scenario)
{
    for (size_t i = 0; i < scenario->test_count; i++)
        free_test(&scenario->tests[i]);
    for (size_t i = 0; i < scenario->metric_count; i++) {
        free(scenario->metrics[i].id);
        free(scenario->metrics[i].label);
        free(scenario->metrics[i].of);
        free(scenario->metrics[i].unit);
        free(scenario->metrics[i].samples);
    }
    free_texts(scenario->problems, scenario->problem_count);
    free_texts(scenario->console, scenario->console_count);
    free_facts(&scenario->facts);
    free(scenario->tests);
    free(scenario->metrics);
    free(scenario->name);
    free(scenario->title);
    free(scenario->reason);
}

void saved_free(struct saved *saved)
{
    for (size_t i = 0; i < saved->scenario_count; i++)
        free_scenario(&saved->scenarios[i]);
    for (size_t i = 0; i < saved->rule_count; i++) {
        free(saved->rules[i].id);
        free(saved->rules[i].statement);
        free(saved->rules[i].source);
        free(saved->rules[i].hint);
    }
    free_facts(&saved->facts);
    free(saved->scenarios);
    free(saved->rules);
    free(saved->started);
    free(saved->command);
    free(saved->path);
    *saved = (struct saved){0};
}
