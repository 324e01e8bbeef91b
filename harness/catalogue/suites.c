/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/metrics.h"
#include "harness/support/heap.h"

#define LINUX_PREFIX  "linux"  /* of the scenarios of domu = "linux" */
#define XENPVH_PREFIX "xenpvh" /* and of device_model = "qemu" */
#define DM_PREFIX     "dm-"    /* "doorbell-dm" */
#define XL_PREFIX     "xl"     /* but of those that xl makes the domU of */
#define VFIO_PREFIX   "vfio"   /* of those with vfio_user */

static bool is_matched(const char *glob, const struct test *const *tests)
{
    const char *const select[] = {glob, NULL};

    while (*tests && !test_selected(*tests, select))
        tests++;
    return *tests;
}

/* Whether each glob of the scenario's "tests" matches one that it can run. */
static bool globs_are_matched(const struct scenario *scenario)
{
    struct scenario whole = *scenario; /* with what it takes out */
    const struct test **runs = catalogue_select(scenario, NULL, NULL), **would_run = NULL;
    size_t count = 0;
    bool ok = true;

    for (const char *const *glob = scenario->tests; *glob; glob++)
        if (**glob != '!')
            whole.tests[count++] = *glob;
    if (whole.tests[count]) {
        whole.tests[count] = NULL;
        would_run = catalogue_select(&whole, NULL, NULL);
    }
    for (const char *const *glob = scenario->tests; *glob; glob++) {
        if (**glob == '!' ? is_matched(*glob + 1, would_run) : is_matched(*glob, runs))
            continue;
        fprintf(stderr,
                "doorbell: scenario %s: its \"tests\" has %s, which no test that it can "
                "run matches\n",
                scenario->name, *glob);
        ok = false;
    }
    free(would_run);
    free(runs);
    return ok;
}

bool suites_check(const struct suites *suites)
{
    bool ok = true;

    for (size_t i = 0; i < suites->scenarios.count; i++)
        ok &= globs_are_matched(&suites->scenarios.list[i]);
    return ok;
}

bool suites_load(const char *directory, const char *expect, struct suites *out)
{
    char *scenarios = heap_format("%s/scenarios.cfg", directory);
    char *expectations = expect ? heap_copy(expect) : heap_format("%s/expectations.cfg", directory);
    bool ok;

    *out = (struct suites){0};
    ok = scenarios_load(scenarios, &out->scenarios) && rules_load(directory, &out->rules) &&
         catalogue_check(&out->rules) && metrics_check(&out->rules) &&
         (!strcmp(expectations, "none") || expectations_load(expectations, &out->expectations));
    free(scenarios);
    free(expectations);
    if (!ok)
        suites_free(out);
    return ok;
}

void suites_free(struct suites *suites)
{
    scenarios_free(&suites->scenarios);
    rules_free(&suites->rules);
    expectations_free(&suites->expectations);
}

static bool scenario_known(const struct suites *suites, const char *glob)
{
    const struct globs one = {.list = {glob}, .count = 1};

    for (size_t i = 0; i < suites->scenarios.count; i++)
        if (globs_match(&one, suites->scenarios.list[i].name))
            return true;
    fprintf(stderr, "doorbell: --scenario %s: there are", glob);
    for (size_t i = 0; i < suites->scenarios.count; i++)
        fprintf(stderr, " %s", suites->scenarios.list[i].name);
    fputc('\n', stderr);
    return false;
}

static bool has_test(const char *rule)
{
    const struct test *test = __start_doorbell_tests;

    while (test < __stop_doorbell_tests && strcmp(test->rule, rule))
        test++;
    return test < __stop_doorbell_tests;
}

static bool rule_known(const struct suites *suites, const char *glob)
{
    const char *const select[] = {glob, NULL};

    for (size_t i = 0; i < suites->scenarios.count; i++)
        if (catalogue_has(&suites->scenarios.list[i], select))
            return true;
    fprintf(stderr, "doorbell: --rule %s: `doorbell list` shows the tests; their rules are", glob);
    for (size_t i = 0; i < suites->rules.count; i++)
        if (has_test(suites->rules.list[i].id))
            fprintf(stderr, " %s", suites->rules.list[i].id);
    fputc('\n', stderr);
    return false;
}

/* A boot that takes the host down wants to be named, not just to match, and --hazard with it. */
static bool hazard_allowed(const struct scenario *scenario, const struct choice *choice,
                           bool *refused)
{
    bool named = false;

    if (!scenario->hazard)
        return true;
    for (size_t i = 0; i < choice->scenarios.count; i++)
        named |= !strcmp(choice->scenarios.list[i], scenario->name);
    if (named && !choice->hazard) {
        fprintf(stderr, "doorbell: scenario %s takes the host down: it wants --hazard\n",
                scenario->name);
        *refused = true;
    }
    return named && choice->hazard;
}

/* Extras, which `make run` does not fetch and build, have names of their own: '*' does not mean
 * them. */
static bool is_named(const struct scenario *scenario, const struct choice *choice,
                     const char *prefix)
{
    for (size_t i = 0; i < choice->scenarios.count; i++)
        if (!strncmp(choice->scenarios.list[i], prefix, strlen(prefix)) &&
            glob_matches(choice->scenarios.list[i], scenario->name))
            return true;
    return false;
}

/* Whether there is a Xen for it, or somebody insists: then the judge says what that Xen lacks. */
static bool has_its_xen(const struct scenario *scenario, const struct choice *choice)
{
    const char *const extra = scenario_extra_xen(scenario);
    bool built;

    if (!extra || scenario_has_linux_dom0(scenario))
        return true;
    built = strcmp(extra, SCENARIO_DTBO) ? choice->vpci_built : choice->dtbo_built;
    return built || is_named(scenario, choice, extra);
}

/* Without --machine, --scenario may name any; what nobody names is on Xen. */
static bool is_wanted(const struct scenario *scenario, const struct choice *choice, bool to_boot)
{
    const char *machine = choice->machine           ? choice->machine
                          : choice->scenarios.count ? NULL
                                                    : "xen";

    if (machine && strcmp(machine, scenario_machine(scenario)))
        return false;
    if (to_boot && scenario_has_linux_dom0(scenario))
        return is_named(scenario, choice,
                        scenario->by_xl                 ? XL_PREFIX
                        : scenario->model == MODEL_QEMU ? XENPVH_PREFIX
                                                        : DM_PREFIX);
    if (to_boot && scenario->linux_guest)
        return is_named(scenario, choice, LINUX_PREFIX);
    if (to_boot && *scenario->vfio_user)
        return is_named(scenario, choice, VFIO_PREFIX);
    return choice->scenarios.count ? globs_match(&choice->scenarios, scenario->name)
                                   : scenario->in_default;
}

const struct scenario **suites_choose(const struct suites *suites, const struct choice *choice,
                                      bool to_boot)
{
    const struct scenario **chosen = heap_zero(suites->scenarios.count + 1, sizeof(*chosen));
    bool refused = false;
    size_t count = 0;

    for (size_t i = 0; i < choice->scenarios.count; i++)
        if (!scenario_known(suites, choice->scenarios.list[i]))
            goto refused;
    for (size_t i = 0; i < choice->rules.count; i++)
        if (!rule_known(suites, choice->rules.list[i]))
            goto refused;
    for (size_t i = 0; i < suites->scenarios.count; i++) {
        const struct scenario *scenario = &suites->scenarios.list[i];

        if (is_wanted(scenario, choice, to_boot) && (!to_boot || has_its_xen(scenario, choice)) &&
            (!to_boot || hazard_allowed(scenario, choice, &refused)) &&
            catalogue_has(scenario, globs_list(&choice->rules)))
            chosen[count++] = scenario;
    }
    if (refused)
        goto refused;
    if (count)
        return chosen;
    fprintf(stderr, "doorbell: %s\n",
            choice->rules.count ? "no test that --rule chooses can run in these scenarios"
            : choice->machine   ? "none of these scenarios is for that --machine"
                                : "only hazards match: they want their whole name and --hazard");
refused:
    free(chosen);
    return NULL;
}
