/* SPDX-License-Identifier: BSD-2-Clause */
/* A test that ends the domain: the guest's record has when, the backend's line whether and why
 * (XABI-09). */
#include "harness/judge/judge_state.h"

#include <stdio.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"

#define TEXT_ENDED "the guest has ended, reason "

void judge_on_leave(struct judge *judge, struct record *record)
{
    char *rest = record->payload;
    uint64_t count;

    if (!word_take_number(&rest, &count) || !word_number(rest, &judge->leave_reason)) {
        judge_malformed(judge, record);
        return;
    }
    if (!judge->tests[judge->running]->ends)
        judge_problem(judge, VERDICT_ERROR, "record %04x: leaves in a test that ends nothing",
                      record->seq);
    if (count != judge->records)
        judge_problem(judge, VERDICT_ERROR, "the leave record counts %llu records, %zu arrived",
                      (unsigned long long)count, judge->records);
    judge->left = true;
}

void judge_backend_line(struct judge *judge, const char *text)
{
    unsigned long long reason;

    if (sscanf(text, TEXT_ENDED "%llu", &reason) != 1)
        return;
    judge->guest_ended = true;
    judge->end_reason = reason;
}

void judge_settle_leave(struct judge *judge, enum ending ending, int status)
{
    const size_t test = judge->running;

    if (judge->next < judge->outcome->test_count)
        judge_problem(judge, VERDICT_ERROR, "the domain has ended before its last test");
    if (ending == ENDING_EXIT && status)
        judge_problem(judge, VERDICT_ERROR, "the domain has ended, QEMU's exit status is %d",
                      status);
    else if (ending != ENDING_EXIT && ending != ENDING_EOF)
        judge_problem(judge, VERDICT_ERROR, "the domain has ended, but QEMU did not by itself");
    if (judge->fails)
        judge_decide(judge, test, VERDICT_FAIL, heap_copy("a check failed before the end"));
    else if (judge->end_reason == judge->leave_reason)
        judge_decide(judge, test, VERDICT_PASS, NULL);
    else
        judge_decide(judge, test, VERDICT_FAIL,
                     heap_format("the domain ended for reason %llu, not %llu",
                                 (unsigned long long)judge->end_reason,
                                 (unsigned long long)judge->leave_reason));
    judge_forget_running(judge);
}
