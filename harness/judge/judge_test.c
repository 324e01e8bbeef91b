/* SPDX-License-Identifier: BSD-2-Clause */
/* One test from begin to verdict, and the crash that may come instead. */
#include "harness/judge/judge_state.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"

static size_t find_test(const struct judge *judge, const char *name)
{
    for (size_t i = 0; i < judge->outcome->test_count; i++)
        if (!strcmp(name, judge->outcome->tests[i].name))
            return i;
    return NO_TEST;
}

/* Adds to the running test; @rule as in struct detail. Returns the new detail's text. */
static char **add_detail(struct judge *judge, enum detail_kind kind, const char *rule,
                         const char *text)
{
    struct test_result *result = &judge->outcome->tests[judge->running];

    heap_append(result->details, result->detail_count,
                (struct detail){.kind = kind,
                                .rule = rule ? heap_clean(rule) : NULL,
                                .text = heap_clean(text)});
    return &result->details[result->detail_count - 1].text;
}

void judge_on_begin(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *name = word_take(&rest);
    size_t index = find_test(judge, name);

    if (judge->running != NO_TEST) {
        judge_problem(judge, VERDICT_ERROR, "%s began while %s had no verdict yet", name,
                      judge->outcome->tests[judge->running].name);
        judge_decide(judge, judge->running, VERDICT_ERROR, heap_copy("it never gave a verdict"));
    }
    judge_forget_running(judge);
    if (index == NO_TEST) {
        judge_problem(judge, VERDICT_ERROR, "%s began, which is no test of this scenario", name);
        return;
    }
    if (judge->turns[index] != WAITING) {
        judge_problem(judge, VERDICT_ERROR, "%s began twice", name);
        judge_decide(judge, index, VERDICT_ERROR, heap_copy("it began twice"));
        return;
    }
    if (index != judge->next)
        judge_problem(judge, VERDICT_ERROR, "%s began out of turn", name);
    if (strcmp(rest, judge->outcome->tests[index].rule))
        judge_problem(judge, VERDICT_ERROR, "%s names rule \"%s\", the catalogue has %s", name,
                      rest, judge->outcome->tests[index].rule);
    judge->turns[index] = RUNNING;
    judge->running = index;
    judge->next = index + 1;
}

void judge_on_note(struct judge *judge, struct record *record)
{
    judge->continued = add_detail(judge, DETAIL_NOTE, NULL, record->payload);
}

void judge_on_fail(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *rule = word_take(&rest);

    if (!*rule || !strchr(rest, ' ')) {
        judge_malformed(judge, record);
        return;
    }
    judge->fails++;
    judge->continued =
        add_detail(judge, DETAIL_FAIL, strcmp(rule, RECORD_NO_RULE) ? rule : NULL, rest);
}

void judge_unsaid(struct judge *judge, const char *rule, const char *text)
{
    if (judge->running == NO_TEST)
        return;
    judge->unsaid++;
    add_detail(judge, DETAIL_FAIL, rule, text);
}

static void on_why(struct judge *judge, enum guest_verdict verdict, struct record *record)
{
    if (judge->why[verdict] || !*record->payload) {
        judge_malformed(judge, record);
        return;
    }
    judge->why[verdict] = heap_clean(record->payload);
    judge->continued = &judge->why[verdict];
}

void judge_on_error(struct judge *judge, struct record *record)
{
    on_why(judge, GUEST_ERROR, record);
}

void judge_on_skip(struct judge *judge, struct record *record)
{
    on_why(judge, GUEST_SKIP, record);
}

void judge_on_more(struct judge *judge, struct record *record)
{
    char *joined;

    if (!judge->continued) {
        judge_problem(judge, VERDICT_ERROR, "record %04x: more of a text, but none before it",
                      record->seq);
        return;
    }
    joined = heap_format("%s%s", *judge->continued, record->payload);
    free(*judge->continued);
    *judge->continued = joined;
}

/* The first failed check of the running test, without "file:line ". */
static const char *first_fail(const struct judge *judge)
{
    const struct test_result *result = &judge->outcome->tests[judge->running];

    for (size_t i = 0; i < result->detail_count; i++)
        if (result->details[i].kind == DETAIL_FAIL)
            return strchr(result->details[i].text, ' ') + 1;
    return NULL;
}

/* What the running test's verdict is worth, given what came before it. */
static void settle(struct judge *judge, enum guest_verdict claimed)
{
    static const enum verdict means[] = {
#define MEANS(word, result, status) [GUEST_##word] = VERDICT_##word,
        GUEST_VERDICTS(MEANS)};
    const struct test *test = judge->tests[judge->running];
    const enum guest_verdict worst = judge->fails              ? GUEST_FAIL
                                     : judge->why[GUEST_ERROR] ? GUEST_ERROR
                                     : judge->why[GUEST_SKIP]  ? GUEST_SKIP
                                                               : GUEST_PASS;
    const char *objection = NULL, *reason;

    if (claimed > worst)
        objection = claimed == GUEST_FAIL ? "it failed without naming a check"
                                          : "its verdict comes without a reason";
    else if (claimed != GUEST_FAIL && judge->fails)
        objection = "a check failed, yet its verdict is another";
    else if (claimed < worst)
        objection = "it gave a reason for another verdict";
    else if (claimed != GUEST_FAIL && judge->returned)
        objection = "it returned from the domain's end, yet its verdict is no failure";
    else if (claimed == GUEST_PASS && test->ends)
        objection = "its verdict is not the guest's to give";
    else if (claimed == GUEST_PASS && !strcmp(test->group, "lat") && !judge->metrics)
        objection = "it passed without a measurement";
    if (!objection && judge->unsaid)
        claimed = GUEST_FAIL;
    reason = objection               ? objection
             : claimed == GUEST_FAIL ? first_fail(judge)
                                     : judge->why[claimed];
    judge_decide(judge, judge->running, objection ? VERDICT_ERROR : means[claimed],
                 reason ? heap_copy(reason) : NULL);
}

void judge_on_verdict(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *word = word_take(&rest), *name = word_take(&rest);
    size_t index = find_test(judge, name);
    enum guest_verdict claimed = 0;

    while (claimed < GUEST_VERDICTS_END && strcmp(word, guest_verdict_words[claimed].verdict))
        claimed++;
    if (claimed == GUEST_VERDICTS_END || *rest) {
        judge_malformed(judge, record);
        return;
    }
    judge->verdicts[claimed]++;
    if (index == NO_TEST) {
        judge_problem(judge, VERDICT_ERROR, "a verdict for %s, which is no test of this scenario",
                      name);
    } else if (index != judge->running) {
        const char *fault = judge->turns[index] == DONE ? "a second verdict" : "a verdict";

        judge_problem(judge, VERDICT_ERROR, "%s for %s, which is not running", fault, name);
        judge_decide(judge, index, VERDICT_ERROR,
                     heap_format("%s while it was not running", fault));
    } else {
        judge_check_samples(judge);
        settle(judge, claimed);
        judge_forget_running(judge);
    }
}

void judge_on_crash(struct judge *judge, struct record *record)
{
    if (!judge->crashed)
        judge_problem(judge, VERDICT_CRASH, "the guest crashed: %s", record->payload);
    judge->crashed = true;
    if (judge->running != NO_TEST)
        add_detail(judge, DETAIL_NOTE, NULL, record->payload);
}

void judge_watchdog(struct judge *judge, const char *text)
{
    judge->watchdog = true;
    if (judge->running == NO_TEST) {
        judge_problem(judge, VERDICT_ERROR, "the backend's watchdog, but no test runs: %s", text);
        return;
    }
    add_detail(judge, DETAIL_FAIL, NULL, text);
    judge_decide(judge, judge->running, VERDICT_FAIL, heap_clean(text));
    judge_forget_running(judge);
}
