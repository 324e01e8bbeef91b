/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell list: the scenarios, and the tests with the scenarios that run them; --coverage: the
 * rules. */
#include "harness/command/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/bare_fault.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/scenario_docs.h"
#include "harness/support/heap.h"
#include "harness/support/json.h"
#include "harness/support/wrap.h"
#include "harness/views/coverage/coverage.h"
#include "protocol/fault.h"

struct entry {
    const struct test *test;
    const struct scenario **scenarios; /* those of the list that run it; ends with NULL */
};

struct list {
    const struct scenario **scenarios; /* ends with NULL */
    struct entry *entries;
    size_t count;
};

static void collect(struct list *list, const struct options *options)
{
    const struct test **tests = catalogue_all(NULL);

    for (const struct test **at = tests; *at; at++) {
        const struct entry entry = {.test = *at,
                                    .scenarios = scenarios_running(list->scenarios, *at)};

        /* One that no scenario runs at all is a mistake that a full list must show. */
        if (test_selected(*at, globs_list(&options->choice.rules)) &&
            (entry.scenarios[0] || !options->choice.scenarios.count))
            heap_append(list->entries, list->count, entry);
        else
            free(entry.scenarios);
    }
    free(tests);
}

static bool list_text(const struct list *list, FILE *out)
{
    char name[TEST_NAME_MAX + 1];

    fputs("Scenarios\n", out);
    for (const struct scenario **at = list->scenarios; *at; at++) {
        char *label = heap_format("  %-16s  ", (*at)->name);
        char *title =
            heap_format("%s%s%s%s", (*at)->title, (*at)->refusal ? "; must be refused: " : "",
                        (*at)->refusal ? (*at)->rule : "",
                        (*at)->hazard       ? " (only by --scenario with --hazard)"
                        : (*at)->bare       ? " (only by --machine qemu)"
                        : (*at)->in_default ? ""
                                            : " (only by --scenario)");

        wrap(out, label, title);
        free(label);
        free(title);
    }
    fputs("\nTests\n", out);
    for (size_t i = 0; i < list->count; i++) {
        const struct entry *entry = &list->entries[i];

        fprintf(out, "  %s, %s\n", test_name(entry->test, name), entry->test->rule);
        wrap(out, "      ", entry->test->title);
        fputs("      in", out);
        for (const struct scenario **at = entry->scenarios; *at; at++)
            fprintf(out, " %s", (*at)->name);
        fputs(entry->scenarios[0] ? "\n" : " no scenario\n", out);
    }
    return !ferror(out);
}

static cJSON *json_scenario(const struct scenario *scenario)
{
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "name", scenario->name);
    cJSON_AddStringToObject(json, "title", scenario->title);
    cJSON_AddStringToObject(json, "machine", scenario_machine(scenario));
    cJSON_AddStringToObject(json, "profile", scenario_profile(scenario->profile));
    cJSON_AddStringToObject(json, "attach", scenario_attach(scenario->attach));
    if (!scenario->bare)
        cJSON_AddStringToObject(json, "xen", scenario->xen);
    cJSON_AddNumberToObject(json, "gic", scenario->gic);
    cJSON_AddNumberToObject(json, "pcpus", scenario->pcpus);
    cJSON_AddStringToObject(json, "clock", scenario->wall ? "wall" : "icount");
    if (scenario->samples)
        cJSON_AddNumberToObject(json, "samples", scenario->samples);
    cJSON_AddNumberToObject(json, "vcpus", scenario->vcpus);
    cJSON_AddBoolToObject(json, "default", scenario->in_default);
    if (scenario->hazard)
        cJSON_AddStringToObject(json, "hazard", scenario->hazard);
    if (scenario->refusal)
        cJSON_AddStringToObject(json, "refused_by", scenario->rule);
    return json;
}

static cJSON *json_test(const struct entry *entry)
{
    char name[TEST_NAME_MAX + 1];
    cJSON *json = cJSON_CreateObject();
    cJSON *scenarios;

    cJSON_AddStringToObject(json, "name", test_name(entry->test, name));
    cJSON_AddStringToObject(json, "rule", entry->test->rule);
    cJSON_AddStringToObject(json, "title", entry->test->title);
    scenarios = cJSON_AddArrayToObject(json, "scenarios");
    for (const struct scenario **at = entry->scenarios; *at; at++)
        cJSON_AddItemToArray(scenarios, cJSON_CreateString((*at)->name));
    return json;
}

static bool list_json(const struct list *list, FILE *out)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *scenarios = cJSON_AddArrayToObject(json, "scenarios");
    cJSON *tests = cJSON_AddArrayToObject(json, "tests");

    for (const struct scenario **at = list->scenarios; *at; at++)
        cJSON_AddItemToArray(scenarios, json_scenario(*at));
    for (size_t i = 0; i < list->count; i++)
        cJSON_AddItemToArray(tests, json_test(&list->entries[i]));
    return json_write(json, out);
}

static bool list_faults(const struct options *options, FILE *out)
{
    const bool bare = options->choice.machine && !strcmp(options->choice.machine, MACHINE_QEMU);

#define FAULT_LINE(constant, name, rule, text) fprintf(out, "%-20s %-8s %s\n", name, rule, text);
#define BARE_LINE(constant, name, rule, scenario, text) \
    fprintf(out, "%-20s %-8s %-13s %s\n", name, rule, scenario, text);
    if (bare) {
        BARE_FAULTS(BARE_LINE)
    } else {
        FAULTS(FAULT_LINE)
    }
    return !ferror(out);
}

/* A rule need have no test for its coverage to be asked for. */
static bool rules_known(const struct options *options, const struct suites *suites)
{
    for (size_t i = 0; i < options->choice.rules.count; i++) {
        size_t k = 0;

        while (k < suites->rules.count &&
               !glob_matches(options->choice.rules.list[i], suites->rules.list[k].id))
            k++;
        if (k == suites->rules.count) {
            fprintf(stderr, "doorbell: --rule %s: no suites/*/rules.cfg has such a rule\n",
                    options->choice.rules.list[i]);
            return false;
        }
    }
    return true;
}

static int list_coverage(const struct options *options, const struct suites *suites,
                         const struct scenario **scenarios)
{
    /* Not those that only measure. */
    static const char *const checked[] = {"*", "!LAT-*", NULL};
    struct coverage coverage;
    struct proofs proofs;
    bool good = true;
    FILE *out;

    if (!rules_known(options, suites))
        return EXIT_USAGE;
    if (!proofs_load(options->suites, suites, &proofs))
        return EXIT_ERROR;
    out = output_open(options);
    if (out) {
        coverage_collect(suites, scenarios, &proofs,
                         options->choice.rules.count ? options->choice.rules.list : checked,
                         &coverage);
        if (!strcmp(options->format, "json"))
            good = coverage_json(&coverage, out);
        else if (!strcmp(options->format, "markdown"))
            coverage_markdown(&coverage, out);
        else
            coverage_text(&coverage, out);
        coverage_free(&coverage);
        good = good && !ferror(out);
        good = output_close(options, out) && good;
    }
    proofs_free(&proofs);
    return !out ? EXIT_USAGE : good ? EXIT_OK : EXIT_ERROR;
}

static int list_tests(const struct options *options, const struct scenario **scenarios)
{
    struct list list = {.scenarios = scenarios};
    FILE *out = output_open(options);
    bool ok;

    if (out) {
        collect(&list, options);
        if (options->faults) {
            ok = list_faults(options, out);
        } else if (options->scenario_keys) {
            scenario_docs(out);
            ok = true;
        } else {
            ok = strcmp(options->format, "json") ? list_text(&list, out) : list_json(&list, out);
        }
        ok = output_close(options, out) && ok;
    }
    for (size_t i = 0; i < list.count; i++)
        free(list.entries[i].scenarios);
    free(list.entries);
    return !out ? EXIT_USAGE : ok ? EXIT_OK : EXIT_ERROR;
}

int command_list(const struct options *options, const struct suites *suites)
{
    struct choice choice = options->choice;
    const struct scenario **scenarios;
    int status;

    if (!choice.scenarios.count)
        choice.scenarios = (struct globs){.list = {"*"}, .count = 1};
    if (options->coverage)
        choice.rules.count = 0; /* a rule without a test chooses no scenario */
    scenarios = suites_choose(suites, &choice, false);
    if (!scenarios)
        return EXIT_USAGE;
    status = options->coverage ? list_coverage(options, suites, scenarios)
                               : list_tests(options, scenarios);
    free(scenarios);
    return status;
}
