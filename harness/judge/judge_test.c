/* SPDX-License-Identifier: BSD-2-Clause */
/* One test from begin to verdict, and the crash that may come instead. */
#include "harness/judge/judge_state.h"

#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"

static size_t find_test(const struct judge *judge, const char *name)
{
    char known[TEST_NAME_MAX + 1];

    for (size_t i = 0; i < judge->outcome->test_count; i++)
        if (!strcmp(name, test_name(judge->outcome->tests[i].test, known)))
            return i;
    return NO_TEST;
}

static void add_detail(struct judge *judge, bool is_fail, const char *text)
{
    struct test_result *result = &judge->outcome->tests[judge->running];

    heap_append(result->details, result->detail_count,
                (struct detail){.is_fail = is_fail, .text = heap_clean(text)});
}

void judge_on_begin(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *name = word_take(&rest);
    size_t index = find_test(judge, name);
    char before[TEST_NAME_MAX + 1];

    if (judge->running != NO_TEST) {
        judge_accuse(judge, VERDICT_ERROR, "%s began while %s had no verdict yet", name,
                     test_name(judge->outcome->tests[judge->running].test, before));
        judge_decide(judge, judge->running, VERDICT_ERROR, heap_copy("it never gave a verdict"));
        judge->running = NO_TEST;
    }
    if (index == NO_TEST) {
        judge_accuse(judge, VERDICT_ERROR, "%s began, which is no test of this scenario", name);
        return;
    }
    if (judge->progress[index] != WAITING) {
        judge_accuse(judge, VERDICT_ERROR, "%s began twice", name);
        judge_decide(judge, index, VERDICT_ERROR, heap_copy("it began twice"));
        return;
    }
    if (index != judge->next)
        judge_accuse(judge, VERDICT_ERROR, "%s began out of turn", name);
    if (strcmp(rest, judge->outcome->tests[index].test->rule))
        judge_accuse(judge, VERDICT_ERROR, "%s says that it checks \"%s\", the catalogue says %s",
                     name, rest, judge->outcome->tests[index].test->rule);
    judge->progress[index] = RUNNING;
    judge->running = index;
    judge->next = index + 1;
    judge->fails = judge->metrics = 0;
}

void judge_on_note(struct judge *judge, struct record *record)
{
    add_detail(judge, false, record->payload);
}

void judge_on_fail(struct judge *judge, struct record *record)
{
    judge->fails++;
    add_detail(judge, true, record->payload);
}

static const char *first_fail(const struct test_result *result)
{
    for (size_t i = 0; i < result->detail_count; i++)
        if (result->details[i].is_fail)
            return result->details[i].text;
    return "";
}

/* What the running test's verdict is worth, given what else it said. */
static void settle(struct judge *judge, enum said said, const char *reason)
{
    const struct test_result *result = &judge->outcome->tests[judge->running];
    enum verdict verdict = said_words[said].means;
    const char *objection = NULL;

    if (said == SAID_FAIL && !judge->fails)
        objection = "it failed without saying which check";
    else if (said != SAID_FAIL && judge->fails)
        objection = "a check failed, yet its verdict is another";
    else if (said != SAID_FAIL && judge->returned)
        objection = "it came back from the domain's end, yet does not say that it failed";
    else if (said == SAID_PASS && result->test->ends)
        objection = "its verdict is not the guest's to give";
    else if (said == SAID_PASS && !strcmp(result->test->group, "lat") && !judge->metrics)
        objection = "it passed without a measurement";
    if (objection) {
        verdict = VERDICT_ERROR;
        reason = objection;
    } else if (said == SAID_FAIL && !*reason) {
        reason = first_fail(result);
    }
    judge_decide(judge, judge->running, verdict, *reason ? heap_clean(reason) : NULL);
}

void judge_on_verdict(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *word = word_take(&rest), *name = word_take(&rest);
    size_t index = find_test(judge, name);
    enum said said = SAID_PASS;

    while (said < SAIDS && strcmp(word, said_words[said].verdict))
        said++;
    if (said == SAIDS) {
        judge_malformed(judge, record);
        return;
    }
    judge->said[said]++;
    if (index == NO_TEST) {
        judge_accuse(judge, VERDICT_ERROR, "a verdict for %s, which is no test of this scenario",
                     name);
    } else if (index != judge->running) {
        const char *fault = judge->progress[index] == DONE ? "a second verdict" : "a verdict";

        judge_accuse(judge, VERDICT_ERROR, "%s for %s, which is not running", fault, name);
        judge_decide(judge, index, VERDICT_ERROR,
                     heap_format("%s while it was not running", fault));
    } else {
        judge_check_samples(judge);
        settle(judge, said, rest);
        judge->running = NO_TEST;
    }
}

void judge_on_crash(struct judge *judge, struct record *record)
{
    if (!judge->crashed)
        judge_accuse(judge, VERDICT_CRASH, "the guest crashed: %s", record->payload);
    judge->crashed = true;
    if (judge->running != NO_TEST)
        add_detail(judge, false, record->payload);
}

void judge_watchdog(struct judge *judge, const char *text)
{
    judge->watchdog = true;
    if (judge->running == NO_TEST) {
        judge_accuse(judge, VERDICT_ERROR, "the backend's watchdog, but no test runs: %s", text);
        return;
    }
    add_detail(judge, true, text);
    judge_decide(judge, judge->running, VERDICT_FAIL, heap_clean(text));
    judge->running = NO_TEST;
}
