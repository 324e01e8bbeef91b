/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "guest/test/emit.h"
#include "runtime/console.h"

#define FAILS_SHOWN  8 /* a check in a loop must not flood the console */
#define PLACES_SHOWN 8 /* beyond that, each other check that fails is shown once */
#define TEXT_CUT     "[...]"

/* What the running test has come to so far, and what the trial within it has. */
static struct standing {
    const struct test *test;
    enum guest_verdict verdict;
    unsigned int checks, fails, places;
    int lines[PLACES_SHOWN];    /* of the checks that failed, .places of them */
    bool hides;                 /* some failure was not shown */
    const char *about;          /* the rule of checks that name none; NULL: .test's */
    const char *rule;           /* of the first failure */
    char text[REPORT_TEXT_MAX]; /* of the first failure; else error; else skip */
} now, outside;

static unsigned int totals[GUEST_VERDICTS_END];

void report_plan(unsigned int tests, const char *scenario)
{
    emit_format(RECORD_PLAN, "%u %u %s", RECORD_VERSION, tests, scenario);
}

void report_env(const char *key, const char *format, ...)
{
    char value[RECORD_PAYLOAD_MAX + 1];
    va_list args;

    va_start(args, format);
    vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    emit_format(RECORD_ENV, "%s %s", key, value);
}

/* A text that is too long ends with a mark that says so. */
static void format_text(char text[REPORT_TEXT_MAX], const char *format, va_list args)
{
    if (vsnprintf(text, REPORT_TEXT_MAX, format, args) >= REPORT_TEXT_MAX)
        strcpy(text + REPORT_TEXT_MAX - sizeof(TEXT_CUT), TEXT_CUT);
}

void report_begin(const struct test *test)
{
    now = (struct standing){.test = test};
    emit_format(RECORD_BEGIN, "%s.%s %s", test->group, test->name, test->rule);
}

void report_end(void)
{
    if (now.verdict == GUEST_PASS && !now.checks)
        report_error("the test checked nothing");
    totals[now.verdict]++;
    emit_format(RECORD_VERDICT, "%s %s.%s", guest_verdict_words[now.verdict].verdict,
                now.test->group, now.test->name);
    now.test = NULL;
}

void report_trial_begin(const struct test *test)
{
    emit_mute(true);
    outside = now;
    now = (struct standing){.test = test};
}

struct report_trial report_trial_end(void)
{
    struct report_trial trial = {.passed = now.verdict == GUEST_PASS && now.checks,
                                 .failed = now.verdict == GUEST_FAIL,
                                 .skipped = now.verdict == GUEST_SKIP,
                                 .rule = now.rule};

    strcpy(trial.text, now.text);
    now = outside;
    emit_mute(false);
    return trial;
}

bool report_trial_blames(const struct report_trial *trial, const char *rule)
{
    return trial->failed && !strcmp(trial->rule, rule);
}

void report_note(const char *format, ...)
{
    char text[REPORT_TEXT_MAX];
    va_list args;

    va_start(args, format);
    format_text(text, format, args);
    va_end(args);
    emit_text(RECORD_NOTE, text);
}

/* Whether a failure is to be shown. The same @line of two files counts as one check. */
static bool is_shown(int line)
{
    unsigned int place = 0;

    while (place < now.places && now.lines[place] != line)
        place++;
    if (place < now.places)
        return now.fails <= FAILS_SHOWN;
    if (place < PLACES_SHOWN)
        now.lines[now.places++] = line;
    return place < PLACES_SHOWN || now.fails <= FAILS_SHOWN;
}

static void fail(const char *rule, const char *file, int line, const char *format, va_list args)
{
    char text[REPORT_TEXT_MAX], record[REPORT_TEXT_MAX + RECORD_PAYLOAD_MAX];
    const char *slash = strrchr(file, '/');

    format_text(text, format, args);
    report_checked();
    now.verdict = GUEST_FAIL;
    if (!now.fails++) {
        now.rule = rule;
        strcpy(now.text, text);
    }
    if (is_shown(line)) {
        snprintf(record, sizeof(record), "%s %s:%d %s", rule, slash ? slash + 1 : file, line, text);
        emit_text(RECORD_FAIL, record);
    } else if (!now.hides) {
        now.hides = true;
        report_note("more checks failed; not all are shown");
    }
}

void report_about(const char *rule)
{
    now.about = rule;
}

const char *report_rule(void)
{
    return now.about ? now.about : now.test->rule;
}

void report_fail(const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fail(report_rule(), file, line, format, args);
    va_end(args);
}

void report_fail_rule(const char *rule, const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fail(rule ? rule : report_rule(), file, line, format, args);
    va_end(args);
}

/* The first that makes the verdict worse gives the reason for it. */
static void give_up(enum guest_verdict verdict, enum record_kind kind, const char *format,
                    va_list args)
{
    if (now.verdict >= verdict)
        return;
    now.verdict = verdict;
    format_text(now.text, format, args);
    emit_text(kind, now.text);
}

void report_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    give_up(GUEST_ERROR, RECORD_ERROR, format, args);
    va_end(args);
}

void report_skip(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    give_up(GUEST_SKIP, RECORD_SKIP, format, args);
    va_end(args);
}

void report_checked(void)
{
    now.checks++;
}

bool report_is_decided(void)
{
    return now.verdict != GUEST_PASS;
}

void report_metric(const char *id, const char *unit, const uint32_t *samples, size_t count,
                   uint32_t overhead, unsigned int batch)
{
    char line[RECORD_PAYLOAD_MAX + 1], run[32];
    size_t used;

    emit_format(RECORD_METRIC, batch > 1 ? "%s %s %lu %u %u" : "%s %s %lu %u", id, unit, count,
                (unsigned int)overhead, batch);
    used = snprintf(line, sizeof(line), "%s", id);
    for (size_t i = 0, times; i < count; i += times) {
        size_t length;

        for (times = 1; i + times < count && samples[i + times] == samples[i]; times++)
            ;
        length = snprintf(run, sizeof(run), times > 1 ? " %ux%lu" : " %u", (unsigned int)samples[i],
                          times);
        if (used + length > RECORD_PAYLOAD_MAX) {
            emit(RECORD_SAMPLE, line);
            used = snprintf(line, sizeof(line), "%s", id);
        }
        strcpy(line + used, run);
        used += length;
    }
    if (count)
        emit(RECORD_SAMPLE, line);
}

void report_leave(unsigned int reason)
{
    report_checked();
    emit_format(RECORD_LEAVE, "%u %u", emit_count() + 1, reason);
}

void report_ask(const char *what)
{
    emit(RECORD_ASK, what);
}

void report_ask_resize(uint64_t sectors)
{
    emit_format(RECORD_ASK, "resize %lu", sectors);
}

void report_ask_type(unsigned int count)
{
    emit_format(RECORD_ASK, "type %u", count);
}

void report_says(const char *rule, unsigned int count)
{
    emit_format(RECORD_SAYS, "%s %u", rule, count);
}

void report_rig(const char *rule, const char *format, ...)
{
    char text[RECORD_PAYLOAD_MAX + 1];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text) - strlen(rule) - 1, format, args);
    va_end(args);
    emit_mute(false);
    emit_format(RECORD_RIG, "%s %s", rule, text);
}

void report_crash(const char *text)
{
    emit_mute(false);
    emit_lines(RECORD_CRASH, text);
}

int report_finish(void)
{
    enum guest_verdict worst = GUEST_VERDICTS_END;
    char line[32];
    int length;

    while (worst > 0 && !totals[worst - 1])
        worst--;
    worst = worst > 0 ? worst - 1 : GUEST_ERROR; /* ERROR if no test ran */
    emit_format(RECORD_SUMMARY, "%u %u %u %u", totals[GUEST_PASS], totals[GUEST_FAIL],
                totals[GUEST_ERROR], totals[GUEST_SKIP]);
    emit_format(RECORD_END, "%u", emit_count() + 1);
    length = snprintf(line, sizeof(line), RECORD_RESULT "%s\n", guest_verdict_words[worst].result);
    console_write(line, length);
    return guest_verdict_words[worst].status;
}

bool expect_true(const char *file, int line, bool holds, const char *text)
{
    report_checked();
    if (!holds)
        report_fail(file, line, "check failed: %s", text);
    return holds;
}

bool expect_equal(const char *file, int line, uint64_t actual, uint64_t wanted, const char *text)
{
    report_checked();
    if (actual != wanted)
        report_fail(file, line, "%s is %#lx, expected %#lx", text, actual, wanted);
    return actual == wanted;
}
