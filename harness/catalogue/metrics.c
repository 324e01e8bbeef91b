/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/rules.h"

#define RULE_MAX 15

const struct declared_metric *metrics_find(const char *id)
{
    for (const struct declared_metric *at = __start_doorbell_metrics; at < __stop_doorbell_metrics;
         at++)
        if (!strcmp(at->id, id))
            return at;
    return NULL;
}

/* "LAT-4" of "LAT-4.ioreq_read". */
static void rule_of(const char *id, char rule[RULE_MAX + 1])
{
    snprintf(rule, RULE_MAX + 1, "%.*s", (int)strcspn(id, "."), id);
}

static int compare_rules(const char *a, const char *b)
{
    const size_t length = strcspn(a, "-");
    const bool a_lat = !strncmp(a, "LAT-", 4), b_lat = !strncmp(b, "LAT-", 4);
    const int groups = strncmp(a, b, length + 1);

    if (a_lat != b_lat)
        return a_lat ? -1 : 1;
    return groups ? groups : atoi(a + length + 1) - atoi(b + length + 1);
}

int metrics_order(const char *a, const char *b)
{
    const struct declared_metric *left = metrics_find(a), *right = metrics_find(b);
    int rules;

    if (!left || !right)
        return left ? -1 : right ? 1 : strcmp(a, b);
    rules = compare_rules(a, b);
    return rules ? rules : (left > right) - (left < right);
}

/* What is wrong with @metric, or NULL. */
static const char *fault_of(const struct declared_metric *metric, const struct rules *rules)
{
    const size_t indent = metric->of ? 2 : 0, kvm = metric->kvm ? strlen(metric->kvm) + 3 : 0;
    const struct declared_metric *whole = metric;
    char rule[RULE_MAX + 1];

    rule_of(metric->id, rule);
    if (!rules_find(rules, rule))
        return "no suites/*/rules.cfg has its rule";
    if (metrics_find(metric->id) != metric)
        return "there are two of that name";
    if (indent + strlen(metric->label) + kvm > METRIC_LABEL_MAX)
        return "its label is too long";
    while (whole > __start_doorbell_metrics && whole->of == metric->of)
        whole--;
    if (metric->of &&
        (strcmp(whole->id, metric->of) || whole->of || compare_rules(whole->id, rule)))
        return "it does not stand directly behind the metric that it is a part of";
    return NULL;
}

bool metrics_check(const struct rules *rules)
{
    bool good = true;

    for (const struct declared_metric *at = __start_doorbell_metrics; at < __stop_doorbell_metrics;
         at++) {
        const char *fault = fault_of(at, rules);

        if (fault)
            fprintf(stderr, "metric %s: %s\n", at->id, fault);
        good &= !fault;
    }
    return good;
}
