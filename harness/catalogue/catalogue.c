/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/catalogue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/rules.h"
#include "harness/support/heap.h"

/* The tests of @scope, or all if it is NULL, in run order. */
static const struct test **choose(const struct test_scope *scope, size_t *count)
{
    size_t total = (size_t)(__stop_doorbell_tests - __start_doorbell_tests), chosen = 0;
    const struct test **tests = heap_zero(total + 1, sizeof(*tests));

    for (size_t i = 0; i < total; i++)
        if (!scope || test_applies(&__start_doorbell_tests[i], scope))
            tests[chosen++] = &__start_doorbell_tests[i];
    qsort(tests, chosen, sizeof(*tests), test_order);
    if (count)
        *count = chosen;
    return tests;
}

const struct test **catalogue_all(size_t *count)
{
    return choose(NULL, count);
}

/* HYPERVISOR and the like. */
static unsigned int has_what(const struct scenario *scenario)
{
    const unsigned int virtio = scenario->over_mmio ? MMIO : OVER_PCI;

    if (scenario->bare)
        return virtio | (scenario->late ? HOTPLUG : 0) | (scenario->resizes ? RESIZE : 0);
    if (scenario->linux_guest)
        return LINUX;
    return virtio | HYPERVISOR | (scenario_has_control(scenario) ? CONTROL_PAGE | RESIZE : 0) |
           (scenario->model == MODEL_BACKEND ? BARE_DOM0 : 0) | (scenario->mmio_slots ? MMIO : 0) |
           (scenario_is_made_late(scenario) ? AT_RUN_TIME : 0) |
           (scenario->by_domctl ? BY_DOMCTL : 0) | (scenario->late_bridge ? LATE_BRIDGE : 0) |
           (scenario->hotplug || scenario->late ? HOTPLUG : 0) | (scenario->grants ? GRANTS : 0);
}

static struct test_scope scope_of(const struct scenario *scenario, const char *const *select)
{
    return (struct test_scope){
        .profile = scenario->profile,
        /* A refusal's guest never runs: no attach mode, no tests. */
        .attach = scenario->refusal ? 0 : scenario->attach,
        .has = has_what(scenario),
        .rrs = scenario->has_rrs,
        .vcpus = scenario->vcpus,
        .enhanced = scenario->enhanced,
        .vpl011 = scenario->vpl011,
        .gic = scenario->gic,
        .ends = scenario->ends,
        .tests = *scenario->tests ? scenario->tests : NULL,
        .select = select,
    };
}

const struct test **catalogue_select(const struct scenario *scenario, const char *const *select,
                                     size_t *count)
{
    const struct test_scope scope = scope_of(scenario, select);

    return choose(&scope, count);
}

bool catalogue_runs(const struct scenario *scenario, const struct test *test)
{
    const struct test_scope scope = scope_of(scenario, NULL);

    return test_applies(test, &scope);
}

bool catalogue_has(const struct scenario *scenario, const char *const *select)
{
    const struct test_scope scope = scope_of(scenario, select);
    const struct test *test = __start_doorbell_tests;

    if (scenario->refusal) {
        struct test *refusal = catalogue_refusal(scenario);
        const bool has = test_selected(refusal, select);

        catalogue_refusal_free(refusal);
        return has;
    }
    while (test < __stop_doorbell_tests && !test_applies(test, &scope))
        test++;
    return test < __stop_doorbell_tests;
}

struct test *catalogue_refusal(const struct scenario *scenario)
{
    struct test *test = heap_zero(1, sizeof(*test));
    char *group = heap_copy(scenario->rule);

    group[strcspn(group, "-")] = '\0'; /* "BG-29": group bg */
    for (char *at = group; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    *test = (struct test){.group = group,
                          .name = "refusal",
                          .rule = scenario->rule,
                          .title = scenario->title,
                          .profiles = scenario->profile};
    return test;
}

void catalogue_refusal_free(struct test *test)
{
    if (!test)
        return;
    free((char *)test->group);
    free(test);
}

static int by_name(const void *a, const void *b)
{
    const struct test *left = *(const struct test *const *)a;
    const struct test *right = *(const struct test *const *)b;
    const int order = strcmp(left->group, right->group);

    return order ? order : strcmp(left->name, right->name);
}

bool catalogue_check(const struct rules *rules)
{
    size_t count;
    const struct test **tests = catalogue_all(&count);
    char name[TEST_NAME_MAX + 1];
    bool good = true;

    qsort(tests, count, sizeof(*tests), by_name);

    for (size_t i = 0; i < count; i++) {
        const struct test *test = tests[i];

        test_name(test, name);
        if (strlen(test->group) + 1 + strlen(test->name) > TEST_NAME_MAX) {
            fprintf(stderr, "test %s...: its name is longer than %d characters\n", name,
                    TEST_NAME_MAX);
            good = false;
        }
        if (!rules_find(rules, test->rule)) {
            fprintf(stderr, "test %s: no suites/*/rules.cfg has its rule %s\n", name, test->rule);
            good = false;
        }
        if (i && !by_name(&tests[i - 1], &tests[i])) {
            fprintf(stderr, "test %s: there are two of that name\n", name);
            good = false;
        }
    }
    free(tests);
    return good;
}
