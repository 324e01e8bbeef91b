/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/judge/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/judge/judge_state.h"
#include "harness/judge/judge_twin.h"
#include "harness/support/heap.h"
#include "harness/support/words.h"

#define BACKEND "doorbell backend: "
#define ENDING  "doorbell: ending "

/* kernel/panic.c */
#define LINUX_PANIC "Kernel panic - not syncing: "

static const char *const ending_words[] = {"eof",    "exit",   "timeout", "silent",
                                           "signal", "launch", "stopped"};
#define ENDINGS (sizeof(ending_words) / sizeof(ending_words[0]))

static struct judge *new_judge(const struct scenario *scenario, const char *const *select,
                               const struct expectations *expectations)
{
    struct judge *judge = heap_zero(1, sizeof(*judge));
    struct outcome *outcome = heap_zero(1, sizeof(*outcome));

    judge->scenario = scenario;
    judge->expectations = expectations;
    judge->outcome = outcome;
    judge->running = NO_TEST;
    outcome->name = heap_clean(scenario->name);
    outcome->title = heap_clean(scenario->title);
    judge_set_facts(judge);
    if (scenario->refusal) {
        judge->refusal = catalogue_refusal(scenario);
        judge->tests = heap_zero(1, sizeof(*judge->tests));
        judge->tests[0] = judge->refusal;
        outcome->test_count = 1;
    } else {
        judge->tests = catalogue_select(scenario, select, &outcome->test_count);
    }
    judge->turns = heap_zero(outcome->test_count, sizeof(*judge->turns));
    outcome->tests = heap_zero(outcome->test_count, sizeof(*outcome->tests));
    for (size_t i = 0; i < outcome->test_count; i++) {
        const struct test *test = judge->tests[i];
        char name[TEST_NAME_MAX + 1];

        outcome->tests[i].name = heap_copy(test_name(test, name));
        outcome->tests[i].rule = heap_clean(test->rule);
        outcome->tests[i].title = test->title ? heap_clean(test->title) : NULL;
    }
    if (!outcome->test_count)
        judge_problem(judge, VERDICT_ERROR, "the selection leaves no test for this scenario");
    return judge;
}

struct judge *judge_new(const struct scenario *scenario, const char *const *select,
                        const struct expectations *expectations)
{
    struct judge *judge = new_judge(scenario, select, expectations);

    if (scenario->domus > 1)
        judge->twin = new_judge(scenario, select, expectations);
    return judge;
}

enum ask judge_asked(const struct judge *judge, uint64_t *number)
{
    if (judge->asked >= ASK_RESIZE)
        *number = judge->asked_number;
    return judge->asked;
}

static void keep_line(struct outcome *outcome, const char *line)
{
    if (outcome->console_count < JUDGE_CONSOLE) {
        heap_append(outcome->console, outcome->console_count, heap_clean(line));
        return;
    }
    free(outcome->console[0]);
    memmove(outcome->console, outcome->console + 1,
            (JUDGE_CONSOLE - 1) * sizeof(outcome->console[0]));
    outcome->console[JUDGE_CONSOLE - 1] = heap_clean(line);
}

void judge_ending_line(char *line, size_t size, enum ending ending, int status)
{
    snprintf(line, size, ENDING "%s %d", ending_words[ending], status);
}

static bool take_ending(struct judge *judge, const char *line)
{
    char word[16];
    int status;

    if (sscanf(line, ENDING "%15s %d", word, &status) != 2)
        return false;
    for (size_t i = 0; i < ENDINGS; i++)
        if (!strcmp(word, ending_words[i])) {
            judge->has_ending = true;
            judge->ending = (enum ending)i;
            judge->ending_status = status;
            return true;
        }
    return false;
}

/* Nothing more can follow that the verdict needs. */
static bool is_done(const struct judge *judge)
{
    if (judge->panicked || judge->has_result || judge->has_ending || judge->watchdog ||
        judge->stopped || judge->refused || (judge->left && judge->guest_ended))
        return true;
    if (scenario_is_made_late(judge->scenario) && judge_lacks(judge)) /* its domU may be dumb */
        return true;
    return judge->guest_seen && (judge->scenario->refusal || judge_lacks(judge));
}

/* "RULE TEXT" */
static void take_rig(struct judge *judge, const char *text)
{
    char *copy = heap_copy(text), *rest = copy, *rule = word_take(&rest);

    judge_rig(judge, rule, rest);
    free(copy);
}

static bool take_line(struct judge *judge, const char *line)
{
    const char *xen, *backend, *result, *harness, *panic;

    if (take_ending(judge, line))
        return true;
    keep_line(judge->outcome, line);
    judge->asked = ASK_NOTHING;
    if (strstr(line, RECORD_MARK))
        judge_record(judge, line);
    else if (judge_said_line(judge, line))
        ;                                            /* taken */
    else if ((result = strstr(line, RECORD_RESULT))) /* a vpl011 with the input has Xen's prefix */
        judge_result_line(judge, result + strlen(RECORD_RESULT));
    else if ((xen = judge_xen_text(line)))
        judge_xen_line(judge, xen);
    else if ((backend = strstr(line, BACKEND "watchdog: ")))
        judge_watchdog(judge, backend + strlen(BACKEND "watchdog: "));
    else if ((backend = strstr(line, BACKEND "error: ")) ||
             (backend = strstr(line, BACKEND "panic: "))) {
        char *text = heap_clean(backend);

        judge_problem(judge, VERDICT_ERROR, "%s", text);
        free(text);
    } else if (judge_dom0_line(judge, line)) {
        ; /* taken */
    } else if ((backend = strstr(line, BACKEND "rig "))) {
        take_rig(judge, backend + strlen(BACKEND "rig "));
    } else if (!judge->lacking && (backend = strstr(line, BACKEND "lacks "))) {
        judge->lacking = heap_clean(backend + strlen(BACKEND "lacks "));
    } else if ((backend = strstr(line, BACKEND))) {
        judge_backend_line(judge, backend + strlen(BACKEND));
    } else if ((harness = strstr(line, JUDGE_HARNESS))) {
        judge_harness_line(judge, harness + strlen(JUDGE_HARNESS));
    } else if (judge->scenario->linux_guest && (panic = strstr(line, LINUX_PANIC))) {
        judge_panicked(judge, panic + strlen(LINUX_PANIC));
    }
    return is_done(judge);
}

bool judge_line(struct judge *judge, const char *line)
{
    const unsigned int domain = judge->twin ? twin_of(line) : 0;

    if (!judge->twin)
        return take_line(judge, line);
    if (domain != TWIN_FIRST + 1)
        judge->done |= take_line(judge, line);
    else
        keep_line(judge->outcome, line);
    if (domain != TWIN_FIRST)
        judge->twin->done |= take_line(judge->twin, line);
    return judge->done && judge->twin->done;
}

const char *judge_phase(struct judge *judge)
{
    char *const phase = judge->phase;
    const size_t size = sizeof(judge->phase);

    if (judge->twin && judge->done) /* it waits for the other */
        return judge_phase(judge->twin);

    if (judge->running != NO_TEST)
        snprintf(phase, size, "%s (%zu of %zu)", judge->outcome->tests[judge->running].name,
                 judge->running + 1, judge->outcome->test_count);
    else if (judge->panicking || judge->panicked)
        snprintf(phase, size, "Xen has panicked");
    else if (judge->has_result)
        snprintf(phase, size, "the guest has ended");
    else if (judge->planned && judge->next)
        snprintf(phase, size, "after %s (%zu of %zu)", judge->outcome->tests[judge->next - 1].name,
                 judge->next, judge->outcome->test_count);
    else if (judge->planned)
        snprintf(phase, size, "waiting for the guest's first test");
    else if (judge->xen_booted || judge->scenario->bare)
        snprintf(phase, size, "waiting for the guest's plan");
    else if (judge->xen_seen)
        snprintf(phase, size, "Xen is booting");
    else
        snprintf(phase, size, "waiting for Xen's first line");
    return phase;
}
