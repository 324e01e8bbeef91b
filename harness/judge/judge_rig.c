/* SPDX-License-Identifier: BSD-2-Clause */
/* What does not work that the harness itself leans on: by a record of the guest or a line of the
 * backend. It makes the run a failure, and names the rule beside whatever else comes of it. */
#include "harness/judge/judge_state.h"

#include "harness/support/heap.h"
#include "harness/support/words.h"

#define RIGS_KEPT 20

void judge_rig(struct judge *judge, const char *rule, const char *text)
{
    struct outcome *outcome = judge->outcome;

    if (outcome->rig_count == RIGS_KEPT)
        return;
    heap_append(
        outcome->rig, outcome->rig_count,
        (struct detail){.kind = DETAIL_FAIL, .rule = heap_clean(rule), .text = heap_clean(text)});
    judge_problem(judge, VERDICT_FAIL, "%s: %s", outcome->rig[outcome->rig_count - 1].rule,
                  outcome->rig[outcome->rig_count - 1].text);
}

void judge_on_rig(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *rule = word_take(&rest);

    if (!*rule || !*rest)
        judge_malformed(judge, record);
    else
        judge_rig(judge, rule, rest);
}
