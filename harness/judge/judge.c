/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/judge/judge_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/support/heap.h"

#define PROBLEMS_KEPT 20
#define BACKEND       "doorbell backend: "
#define ENDING        "doorbell: ending "

static const char *const ending_words[] = {"eof",    "exit",   "timeout", "silent",
                                           "signal", "launch", "stopped"};
#define ENDINGS (sizeof(ending_words) / sizeof(ending_words[0]))

const char *outcome_name(const struct outcome *outcome)
{
    return verdict_name(outcome->verdict == VERDICT_XFAIL ? VERDICT_PASS : outcome->verdict);
}

struct judge *judge_new(const struct scenario *scenario, const char *const *select,
                        const struct expectations *expectations)
{
    struct judge *judge = heap_zero(1, sizeof(*judge));
    struct outcome *outcome = heap_zero(1, sizeof(*outcome));
    const struct test **tests = catalogue_select(scenario, select, &outcome->test_count);

    if (scenario->refusal) {
        outcome->refusal = catalogue_refusal(scenario);
        outcome->test_count = 1;
    }
    outcome->scenario = scenario;
    outcome->tests = heap_zero(outcome->test_count, sizeof(*outcome->tests));
    for (size_t i = 0; i < outcome->test_count; i++)
        outcome->tests[i].test = scenario->refusal ? outcome->refusal : tests[i];
    free(tests);

    judge->scenario = scenario;
    judge->expectations = expectations;
    judge->outcome = outcome;
    judge->progress = heap_zero(outcome->test_count, sizeof(*judge->progress));
    judge->running = NO_TEST;
    if (!outcome->test_count)
        judge_accuse(judge, VERDICT_ERROR, "the selection leaves no test for this scenario");
    return judge;
}

void judge_accuse(struct judge *judge, enum verdict verdict, const char *format, ...)
{
    struct outcome *outcome = judge->outcome;
    va_list args;
    char *text;

    va_start(args, format);
    text = heap_vformat(format, args);
    va_end(args);
    if (verdict > judge->worst) {
        judge->worst = verdict;
        free(judge->worst_reason);
        judge->worst_reason = heap_copy(text);
    }
    if (outcome->problem_count < PROBLEMS_KEPT)
        heap_append(outcome->problems, outcome->problem_count, text);
    else
        free(text);
}

void judge_decide(struct judge *judge, size_t index, enum verdict verdict, char *reason)
{
    struct test_result *result = &judge->outcome->tests[index];

    free(result->reason);
    result->reason = reason;
    result->verdict = verdict;
    judge->progress[index] = DONE;
}

static void keep_tail(struct outcome *outcome, const char *line)
{
    if (outcome->tail_count == OUTCOME_TAIL) {
        free(outcome->tail[0]);
        memmove(outcome->tail, outcome->tail + 1, (OUTCOME_TAIL - 1) * sizeof(outcome->tail[0]));
        outcome->tail_count--;
    }
    outcome->tail[outcome->tail_count++] = heap_clean(line);
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
    return judge->guest_spoke && (judge->scenario->refusal || judge_lacks(judge));
}

bool judge_line(struct judge *judge, const char *line)
{
    const char *xen, *backend, *result, *harness;

    if (take_ending(judge, line))
        return true;
    keep_tail(judge->outcome, line);
    if (strstr(line, RECORD_MARK))
        judge_record(judge, line);
    else if ((xen = judge_xen_text(line)))
        judge_xen_line(judge, xen);
    else if ((result = strstr(line, RECORD_RESULT)))
        judge_result_line(judge, result + strlen(RECORD_RESULT));
    else if ((backend = strstr(line, BACKEND "watchdog: ")))
        judge_watchdog(judge, backend + strlen(BACKEND "watchdog: "));
    else if ((backend = strstr(line, BACKEND "error: ")) ||
             (backend = strstr(line, BACKEND "panic: "))) {
        char *text = heap_clean(backend);

        judge_accuse(judge, VERDICT_ERROR, "%s", text);
        free(text);
    } else if ((backend = strstr(line, BACKEND))) {
        judge_backend_line(judge, backend + strlen(BACKEND));
    } else if ((harness = strstr(line, JUDGE_HARNESS))) {
        judge_harness_line(judge, harness + strlen(JUDGE_HARNESS));
    }
    return is_done(judge);
}

const char *judge_phase(struct judge *judge)
{
    char *const phase = judge->phase;
    const size_t size = sizeof(judge->phase);
    char name[TEST_NAME_MAX + 1];

    if (judge->running != NO_TEST)
        snprintf(phase, size, "%s (%zu of %zu)",
                 test_name(judge->outcome->tests[judge->running].test, name), judge->running + 1,
                 judge->outcome->test_count);
    else if (judge->panicking || judge->panicked)
        snprintf(phase, size, "Xen has panicked");
    else if (judge->has_result)
        snprintf(phase, size, "the guest has ended");
    else if (judge->planned && judge->next)
        snprintf(phase, size, "after %s (%zu of %zu)",
                 test_name(judge->outcome->tests[judge->next - 1].test, name), judge->next,
                 judge->outcome->test_count);
    else if (judge->planned)
        snprintf(phase, size, "waiting for the guest's first test");
    else if (judge->xen_booted || judge->scenario->plain)
        snprintf(phase, size, "waiting for the guest's plan");
    else if (judge->xen_spoke)
        snprintf(phase, size, "Xen is booting");
    else
        snprintf(phase, size, "waiting for Xen's first line");
    return phase;
}

void outcome_free(struct outcome *outcome)
{
    if (!outcome)
        return;
    for (size_t i = 0; i < outcome->test_count; i++) {
        for (size_t k = 0; k < outcome->tests[i].detail_count; k++) {
            free(outcome->tests[i].details[k].rule);
            free(outcome->tests[i].details[k].text);
        }
        free(outcome->tests[i].details);
        free(outcome->tests[i].reason);
    }
    for (size_t i = 0; i < outcome->metric_count; i++) {
        free(outcome->metrics[i].id);
        free(outcome->metrics[i].unit);
        free(outcome->metrics[i].samples);
    }
    for (size_t i = 0; i < outcome->env_count; i++)
        free(outcome->env[i]);
    for (size_t i = 0; i < outcome->problem_count; i++)
        free(outcome->problems[i]);
    for (size_t i = 0; i < outcome->tail_count; i++)
        free(outcome->tail[i]);
    catalogue_refusal_free(outcome->refusal);
    free(outcome->tests);
    free(outcome->metrics);
    free(outcome->env);
    free(outcome->problems);
    free(outcome->reason);
    free(outcome->xen_version);
    free(outcome->qemu_version);
    free(outcome->xen_changeset);
    free(outcome->xen_build_id);
    free(outcome->xen_compiler);
    free(outcome->xen_scheduler);
    free(outcome);
}
