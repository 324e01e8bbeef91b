/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/reported_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/rules.h"
#include "protocol/record.h"
#include "tests/fakes/fake_suite.h"

static struct rule rule_list[] = {
    {"BG-06", "statement", "source", "look at sign_extend()", NULL},
};
static const struct rules rules = {rule_list, 1};

static struct scenario scenarios[REPORTED_OUTCOMES];
static struct outcome *outcomes[REPORTED_OUTCOMES];
struct view reported_view;
struct run reported_run = {
    .outcomes = outcomes,
    .count = REPORTED_OUTCOMES,
    .started = (char[]){"2026-01-31T12:00:00Z"},
    .seconds = 3.25,
    .command = (char[]){"doorbell run --rule 'BG-<*>'"},
};

void reported_run_make(void)
{
    static const char *const names[] = {"good", "known", "bad", "crash", "skip", "cut"};
    static struct console console;

    for (size_t i = 0; i < REPORTED_OUTCOMES; i++) {
        const struct expectations *expectations = i == 1 ? &fake_expectations : NULL;
        enum ending ending = ENDING_EOF;
        char plan[32];

        scenarios[i] = fake_scenario;
        scenarios[i].name = names[i];
        console_beta_fails(&console);
        if (i == 0)
            console_good(&console);
        if (i == 3) {
            console_cut(&console, "begin lat.delta");
            console_line(&console, "(XEN) Xen BUG at <io.c>:\x01\xff & \"more\"");
        }
        if (i == 4)
            console_delete(&console, console_find(&console, "unmapped accesses"));
        if (i == 5) {
            console.count = console_find(&console, "begin ecam.gamma");
            ending = ENDING_SILENT;
        }
        snprintf(plan, sizeof(plan), "%d 5 %s", RECORD_VERSION, names[i]);
        console_change(&console, "plan", "plan", plan);
        outcomes[i] = console_judge(&console, &scenarios[i], expectations, ending, 5);
        outcomes[i]->seconds = 0.5;
    }
    facts_set(&reported_run.facts, "qemu", NULL);
    run_take_rules(&reported_run, &rules);
    reported_view.run = &reported_run;
}

void reported_run_free(void)
{
    for (size_t i = 0; i < REPORTED_OUTCOMES; i++)
        outcome_free(outcomes[i]);
    rules_free(&reported_run.rules);
    facts_free(&reported_run.facts);
}

void reported_run_use_clock(void)
{
    struct metric *metric = &outcomes[0]->metrics[0];

    free(metric->unit);
    metric->unit = strdup("ns");
}

void reported_run_spread(void)
{
    outcomes[0]->metrics[0].samples[4] = 90000;
    outcome_complete(outcomes[0]);
}

char *report_of(const char *format)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const bool good = view_find(format)(out, &reported_view);

    fclose(out);
    if (good)
        return text;
    free(text);
    return NULL;
}

size_t count_in(const char *text, const char *words)
{
    size_t found = 0;

    for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
        found++;
    return found;
}
