/* SPDX-License-Identifier: BSD-2-Clause */
/* The end: what all that was seen, and what was not, comes to. */
#include "harness/judge/judge.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/expectations.h"
#include "harness/judge/judge_state.h"
#include "harness/judge/judge_twin.h"
#include "harness/support/heap.h"

/* Makes the whole run one verdict for one reason (heap), whatever was seen. */
static void settle_whole(struct judge *judge, enum verdict verdict, char *reason)
{
    struct outcome *outcome = judge->outcome;

    for (size_t i = 0; i < outcome->test_count; i++)
        judge_decide(judge, i, verdict, heap_copy(reason));
    for (size_t i = 0; i < outcome->problem_count; i++)
        free(outcome->problems[i]);
    outcome->problem_count = 0;
    judge->worst = VERDICT_PASS;
    outcome->verdict = verdict;
    outcome->reason = reason;
}

/* The last line that is not of a process beside QEMU. */
static const char *last_words(const struct outcome *outcome)
{
    size_t i = outcome->console_count;

    while (i && !strncmp(outcome->console[i - 1], JUDGE_SERVER, strlen(JUDGE_SERVER)))
        i--;
    return i ? outcome->console[i - 1] : NULL;
}

/* The run did not come to its orderly end. */
static void report_ending(struct judge *judge, enum ending ending, int status)
{
    const char *phase = judge_phase(judge);
    const char *last = last_words(judge->outcome);

    switch (ending) {
    case ENDING_EOF:
        judge_problem(judge, VERDICT_ERROR, "the log ends early: %s (cut, or the machine hung)",
                      phase);
        break;
    case ENDING_EXIT:
        if (judge->scenario->bare && !judge->guest_seen) /* it refuses its arguments */
            judge_problem(judge, VERDICT_ERROR,
                          "QEMU ended before the guest ran, exit status %d%s%s", status,
                          last ? ": " : "", last ? last : "");
        else
            judge_problem(judge, VERDICT_CRASH, "QEMU ended early, exit status %d: %s", status,
                          phase);
        break;
    case ENDING_TIMEOUT:
        judge_problem(judge, VERDICT_TIMEOUT, "not done after %d s: %s", status, phase);
        break;
    case ENDING_SILENT:
        judge_problem(judge, VERDICT_TIMEOUT, "no console line for %d s: %s", status, phase);
        break;
    case ENDING_SIGNAL:
        judge_problem(judge, VERDICT_CRASH, "QEMU died of signal %d (%s): %s", status,
                      strsignal(status), phase);
        break;
    case ENDING_LAUNCH:
        judge_problem(judge, VERDICT_ERROR, "QEMU could not be started: %s", strerror(status));
        break;
    case ENDING_STOPPED:
        judge_problem(judge, VERDICT_ERROR, "ended from outside, and without a reason: %s", phase);
        break;
    }
}

static enum guest_verdict worst_of(const struct judge *judge)
{
    for (enum guest_verdict verdict = GUEST_VERDICTS_END; verdict-- > 0;)
        if (judge->verdicts[verdict])
            return verdict;
    return GUEST_ERROR; /* no test ran */
}

/* The guest's result line against its verdicts; QEMU's exit status as a second witness. */
static void check_result(struct judge *judge, enum ending ending, int status)
{
    const struct guest_verdict_words *claimed = &guest_verdict_words[judge->result];

    if (judge->result != worst_of(judge))
        judge_problem(judge, VERDICT_ERROR, "the result line says %s, the verdicts come to %s",
                      claimed->result, guest_verdict_words[worst_of(judge)].result);
    if (ending == ENDING_EXIT) {
        /* A domain that powers off is status 0, whatever it found. */
        if (status != (scenario_ends_by_xen(judge->scenario) ? 0 : claimed->status))
            judge_problem(judge, VERDICT_ERROR, "the result line says %s, QEMU's exit status is %d",
                          claimed->result, status);
    } else if (ending != ENDING_EOF) {
        judge_problem(judge, VERDICT_ERROR, "the guest has ended, but QEMU did not by itself");
    }
}

/* The tests that have no verdict get one. */
static void settle_missing(struct judge *judge, enum ending ending)
{
    enum verdict verdict = VERDICT_ERROR;

    if (judge->worst == VERDICT_CRASH)
        verdict = VERDICT_CRASH;
    else if (ending == ENDING_TIMEOUT || ending == ENDING_SILENT)
        verdict = VERDICT_TIMEOUT;
    for (size_t i = 0; i < judge->outcome->test_count; i++) {
        if (judge->turns[i] == RUNNING)
            judge_decide(
                judge, i, verdict,
                heap_copy(judge->worst_reason ? judge->worst_reason : "it never gave a verdict"));
        else if (judge->turns[i] == WAITING)
            judge_decide(judge, i, VERDICT_ERROR, heap_copy(NEVER_RAN));
    }
}

/* Whether all that went wrong in @result is what @expected says. */
static bool is_known(const struct expectation *expected, const struct test_result *result)
{
    size_t failed = 0, known = 0;

    if (result->verdict == VERDICT_ERROR)
        return result->reason && expectation_has_symptom(expected, result->reason);
    for (size_t i = 0; i < result->detail_count; i++) {
        const struct detail *detail = &result->details[i];
        const char *text = detail->text, *blank = strchr(text, ' ');

        if (detail->kind != DETAIL_FAIL)
            continue;
        failed++;
        if (blank && memchr(text, ':', (size_t)(blank - text))) /* "file:line what" */
            text = blank + 1;
        known += expectation_has_symptom(expected, text);
    }
    if (!failed && result->reason)
        return expectation_has_symptom(expected, result->reason);
    return failed && known == failed;
}

static void add_note(struct test_result *result, char *text)
{
    heap_append(result->details, result->detail_count,
                (struct detail){.kind = DETAIL_NOTE, .text = text});
}

static void apply_expectations(struct judge *judge)
{
    struct outcome *outcome = judge->outcome;
    const struct scenario *scenario = judge->scenario;
    const char *version =
        scenario->linux_guest ? fact_known(&outcome->facts, "env.linux") : judge_version(judge);
    const char *device_model = fact_known(&outcome->facts, "machine.device_model");

    if (!judge->expectations || !version)
        return;
    for (size_t i = 0; i < outcome->test_count; i++) {
        struct test_result *result = &outcome->tests[i];
        const struct expectation *expected = NULL, *other = NULL;

        if (result->verdict != VERDICT_FAIL && result->verdict != VERDICT_ERROR &&
            result->verdict != VERDICT_PASS)
            continue;
        while ((expected = expectations_find_with(judge->expectations, expected, judge->tests[i],
                                                  judge->scenario, version, device_model)) &&
               result->verdict != VERDICT_PASS && !is_known(expected, result))
            other = expected;
        if (!expected && other && result->verdict == VERDICT_FAIL)
            add_note(result, heap_format("known to fail, but not like this: %s:%u", other->path,
                                         other->line));
        if (!expected)
            continue;
        result->known = heap_clean(expected->reason);
        result->upstream = heap_clean(expected->upstream);
        if (result->verdict == VERDICT_PASS)
            judge_decide(judge, i, VERDICT_XPASS,
                         heap_format("expected to fail on %s %s, but passed: if that is a fix, "
                                     "narrow or delete %s:%u",
                                     expectation_system(expected),
                                     scenario->model == MODEL_QEMU && expected->device_model
                                         ? device_model
                                         : version,
                                     expected->path, expected->line));
        else
            judge_decide(judge, i, VERDICT_XFAIL,
                         heap_format("%s (%s)", expected->reason, expected->upstream));
    }
}

/* A skip does not count beside other tests: the run is skipped only if all are. */
static int badness(const struct test_result *result)
{
    return result->verdict == VERDICT_SKIP ? -1 : (int)result->verdict;
}

/* The worst of tests and problems, and its reason. */
static void conclude(struct judge *judge)
{
    struct outcome *outcome = judge->outcome;
    const struct test_result *worst = NULL;
    size_t alike = 0;

    for (size_t i = 0; i < outcome->test_count; i++)
        if (!worst || badness(&outcome->tests[i]) > badness(worst))
            worst = &outcome->tests[i];
    for (size_t i = 0; i < outcome->test_count; i++)
        alike += outcome->tests[i].verdict == worst->verdict;

    outcome->verdict = worst ? worst->verdict : VERDICT_ERROR;
    if (judge->worst_reason && judge->worst >= outcome->verdict) {
        outcome->verdict = judge->worst;
        outcome->reason = heap_copy(judge->worst_reason);
    } else if (outcome->verdict > VERDICT_XFAIL) {
        outcome->reason =
            heap_format("%zu of %zu tests %s, first %s: %s", alike, outcome->test_count,
                        verdict_name(outcome->verdict), worst->name,
                        worst->reason ? worst->reason : "no reason given");
    }
}

static void finish_run(struct judge *judge, enum ending ending, int status)
{
    if (judge->stopped || ending == ENDING_LAUNCH)
        ; /* the reason is known */
    else if (judge->scenario->bare && judge->guest_seen && !judge_version(judge))
        judge_problem(judge, VERDICT_ERROR, "QEMU's version is not known: no env record names it");
    else if (!judge->scenario->bare && !judge_version(judge))
        judge_problem(judge, VERDICT_ERROR,
                      "Xen's version is not known: the console has no line \"Xen version\"");
    if (judge->panicking)
        judge_problem(judge, VERDICT_CRASH, "Xen panicked: %s",
                      judge->panic ? judge->panic : "(the console ends before the reason)");
    if (judge->left && judge->guest_ended)
        judge_settle_leave(judge, ending, status);
    else if (judge->ended && judge->has_result)
        check_result(judge, ending, status);
    else if (!judge->crashed && !judge->panicked && !judge->panicking && !judge->stopped &&
             !((judge->watchdog || judge->dom0_gave_up) && ending == ENDING_EXIT && !status))
        report_ending(judge, ending, status);
    settle_missing(judge, ending);
    apply_expectations(judge);
    conclude(judge);
}

/* A boot that Xen, or Linux as the guest, must refuse: pass only if it panicked, for that reason,
 * before the guest reported. */
static void finish_refusal(struct judge *judge, enum ending ending, int status)
{
    const char *refusal = judge->scenario->refusal, *who = judge_refuser(judge);
    char *reason = NULL;
    enum verdict verdict;

    if (judge->panicked && !judge->guest_seen && judge->panic &&
        judge->xen_trouble == !judge->scenario->linux_guest &&
        glob_matches(refusal, judge->panic)) {
        verdict = judge->worst;
        reason = judge->worst_reason ? heap_copy(judge->worst_reason) : NULL;
    } else if (judge->panicked) {
        verdict = VERDICT_CRASH;
        reason = heap_format("%s panicked, but not as it refuses this (\"%s\"): %s",
                             judge->xen_trouble ? "Xen" : who, refusal,
                             judge->panic ? judge->panic : "(no reason given)");
    } else if (judge->guest_seen) {
        verdict = VERDICT_FAIL;
        reason = heap_format("%s accepted what it must refuse: the guest runs, no panic \"%s\"",
                             who, refusal);
    } else {
        report_ending(judge, ending, status);
        verdict = judge->worst;
        reason = heap_copy(judge->worst_reason);
    }
    if (verdict == VERDICT_PASS && !judge_version(judge)) {
        verdict = VERDICT_ERROR;
        reason = heap_copy("Xen refused, but which Xen is not known");
    }
    judge_decide(judge, 0, verdict, reason);
    apply_expectations(judge);
    judge->outcome->verdict = judge->outcome->tests[0].verdict;
    reason = judge->outcome->tests[0].reason;
    judge->outcome->reason =
        reason && judge->outcome->verdict != VERDICT_XFAIL ? heap_copy(reason) : NULL;
}

static struct outcome *finish(struct judge *judge, enum ending ending, int status)
{
    struct outcome *outcome = judge->outcome;

    if (ending == ENDING_EOF && judge->has_ending) {
        ending = judge->ending;
        status = judge->ending_status;
    }
    judge_guess_version(judge);
    outcome->lacks = ((judge->guest_seen || scenario_is_made_late(judge->scenario)) &&
                      !judge->xen_trouble && judge_lacks(judge)) ||
                     (judge_version(judge) && judge_lacks_static_memory(judge));
    if (outcome->lacks)
        settle_whole(judge, VERDICT_SKIP, judge_lacking(judge));
    else if (judge->refused)
        settle_whole(judge, VERDICT_ERROR, judge->refused);
    else if (judge->scenario->refusal)
        finish_refusal(judge, ending, status);
    else
        finish_run(judge, ending, status);
    judge_forget_running(judge);
    judge_sort_metrics(outcome);
    outcome_complete(outcome);
    catalogue_refusal_free(judge->refusal);
    free(judge->tests);
    free(judge->turns);
    free(judge->worst_reason);
    free(judge->panic);
    free(judge->lacking);
    free(judge->toolstack);
    free(judge->said.rule);
    free(judge);
    return outcome;
}

struct outcome *judge_finish(struct judge *judge, enum ending ending, int status)
{
    struct judge *const twin = judge->twin;
    struct outcome *const outcome = finish(judge, ending, status);

    if (twin)
        twin_merge(outcome, finish(twin, ending, status));
    return outcome;
}
