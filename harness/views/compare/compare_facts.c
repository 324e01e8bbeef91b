/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the two runs were on the same machine: every fact that one or both of them have. */
#include "harness/views/compare/comparison.h"

#include <string.h>

#include "harness/support/heap.h"

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* Adds a difference; @scenario, if not NULL, is one more where it shows. */
static void add(struct comparison *out, const char *key, const char *old, const char *new,
                const char *scenario)
{
    struct fact_change *known = NULL;

    for (size_t i = 0; i < out->fact_count && !known; i++)
        if (!strcmp(out->facts[i].key, key) && is_same(out->facts[i].old, old) &&
            is_same(out->facts[i].new, new) && !scenario == !out->facts[i].scenario_count)
            known = &out->facts[i];
    if (!known) {
        heap_append(out->facts, out->fact_count, (struct fact_change){key, old, new, NULL, 0});
        known = &out->facts[out->fact_count - 1];
    }
    if (scenario)
        heap_append(known->scenarios, known->scenario_count, scenario);
}

static void compare_lists(const struct facts *old, const struct facts *new, const char *scenario,
                          struct comparison *out)
{
    for (size_t i = 0; i < old->count; i++) {
        const char *now = fact_value(new, old->list[i].key);

        if (!is_same(old->list[i].value, now))
            add(out, old->list[i].key, old->list[i].value, now, scenario);
    }
    for (size_t i = 0; i < new->count; i++)
        if (!fact_value(old, new->list[i].key))
            add(out, new->list[i].key, NULL, new->list[i].value, scenario);
}

void compare_facts(struct comparison *out)
{
    const struct globs *chosen = &out->options.scenarios;

    compare_lists(&out->old->facts, &out->new->facts, NULL, out);
    for (size_t i = 0; i < out->old->count; i++) {
        const struct outcome *old = out->old->outcomes[i], *new = run_find(out->new, old->name);

        if (new && (!chosen->count || globs_match(chosen, old->name)))
            compare_lists(&old->facts, &new->facts, old->name, out);
    }
}
