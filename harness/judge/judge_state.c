/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/judge/judge_state.h"

#include <stdlib.h>

#include "harness/support/heap.h"

#define PROBLEMS_KEPT 20

const char *judge_version(const struct judge *judge)
{
    return fact_known(&judge->outcome->facts,
                      judge->scenario->bare ? "machine.qemu" : "xen.version");
}

void judge_problem(struct judge *judge, enum verdict verdict, const char *format, ...)
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
    judge->turns[index] = DONE;
}

void judge_malformed(struct judge *judge, const struct record *record)
{
    judge_problem(judge, VERDICT_ERROR, "record %04x: cannot read its %s", record->seq,
                  record->kind);
}

void judge_forget_running(struct judge *judge)
{
    for (size_t i = 0; i < GUEST_VERDICTS_END; i++) {
        free(judge->why[i]);
        judge->why[i] = NULL;
    }
    judge->fails = judge->metrics = judge->unsaid = 0;
    judge->continued = NULL;
    judge->running = NO_TEST;
}
