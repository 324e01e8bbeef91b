/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "protocol/config.h"
#include "protocol/record.h"
#include "runtime/console.h"

#define FAILS_SHOWN 8 /* a check in a loop must not flood the console */

enum {
    PASS,
    SKIP,
    ERROR,
    FAIL,
    VERDICTS
};
static const char *const verdicts[] = {"PASS", "SKIP", "ERROR", "FAIL"};

static const struct test *running;
static unsigned int verdict, checks, fails;
static char reason[RECORD_PAYLOAD_MAX + 1];
static unsigned int totals[VERDICTS];
static uint16_t next_seq;

/* What a trial must not touch: the verdict of the test that makes it. */
static struct {
    bool on;
    unsigned int verdict, checks, fails;
    char reason[RECORD_PAYLOAD_MAX + 1];
} outside;

static void emit(const char *kind, const char *payload)
{
    char line[RECORD_MAX + 2];
    size_t length;

    if (outside.on)
        return;
    length = record_format(line, next_seq, kind, payload);

    if (!length) /* cannot happen for what this file emits; the judge sees the gap */
        length = record_format(line, next_seq, "note", "a record did not fit");
    next_seq++;
    line[length++] = '\n';
    console_write(line, length);
}

/* @text as records of @kind, each at most @room characters, cut at newlines; junk becomes '?'. */
static void emit_text(const char *kind, const char *text)
{
    char payload[RECORD_PAYLOAD_MAX + 1];

    do {
        size_t length = 0;

        while (length < RECORD_PAYLOAD_MAX && text[length] && text[length] != '\n') {
            payload[length] = text[length] < ' ' || text[length] > '~' ? '?' : text[length];
            length++;
        }
        payload[length] = '\0';
        emit(kind, payload);
        text += length;
        if (*text == '\n')
            text++;
    } while (*text);
}

/* Formats into a payload, cut to what one record holds. */
static void emit_cut(const char *kind, const char *format, ...)
{
    char payload[RECORD_PAYLOAD_MAX + 1];
    va_list args;

    va_start(args, format);
    vsnprintf(payload, sizeof(payload), format, args);
    va_end(args);
    emit_text(kind, payload);
}

void report_plan(unsigned int tests, const char *scenario)
{
    emit_cut("plan", "%u %u %s", RECORD_VERSION, tests, scenario);
}

void report_env(const char *key, const char *format, ...)
{
    char value[RECORD_PAYLOAD_MAX + 1];
    va_list args;

    va_start(args, format);
    vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    emit_cut("env", "%s %s", key, value);
}

void report_begin(const struct test *test)
{
    running = test;
    verdict = PASS;
    checks = fails = 0;
    reason[0] = '\0';
    emit_cut("begin", "%s.%s %s", test->group, test->name, test->rule);
}

static void decide(unsigned int to, const char *format, va_list args)
{
    if (to <= verdict)
        return;
    verdict = to;
    vsnprintf(reason, sizeof(reason), format, args);
}

static void decide_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    decide(ERROR, format, args);
    va_end(args);
}

void report_end(void)
{
    if (verdict == PASS && !checks)
        decide_error("the test checked nothing");
    totals[verdict]++;
    emit_cut("verdict", "%s %s.%s%s%s", verdicts[verdict], running->group, running->name,
             *reason ? " " : "", reason);
    running = NULL;
}

void report_trial_begin(void)
{
    outside.on = true;
    outside.verdict = verdict;
    outside.checks = checks;
    outside.fails = fails;
    strcpy(outside.reason, reason);
    verdict = PASS;
    checks = fails = 0;
    reason[0] = '\0';
}

struct report_trial report_trial_end(void)
{
    struct report_trial trial = {
        .passed = verdict == PASS && checks, .failed = verdict == FAIL, .skipped = verdict == SKIP};

    strcpy(trial.reason, reason);
    outside.on = false;
    verdict = outside.verdict;
    checks = outside.checks;
    fails = outside.fails;
    strcpy(reason, outside.reason);
    return trial;
}

void report_note(const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    emit_text("note", text);
}

void report_fail(const char *file, int line, const char *format, ...)
{
    char text[RECORD_PAYLOAD_MAX + 1];
    const char *slash = strrchr(file, '/');
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    checks++;
    verdict = FAIL;
    if (!fails++)
        strcpy(reason, text);
    if (fails <= FAILS_SHOWN)
        emit_cut("fail", "%s:%d %s", slash ? slash + 1 : file, line, text);
    else if (fails == FAILS_SHOWN + 1)
        emit_cut("note", "more checks failed; only %u are shown", FAILS_SHOWN);
}

void report_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    decide(ERROR, format, args);
    va_end(args);
}

void report_skip(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    decide(SKIP, format, args);
    va_end(args);
}

void report_checked(void)
{
    checks++;
}

bool report_is_decided(void)
{
    return verdict != PASS;
}

void report_metric(const char *id, const char *unit, const uint32_t *samples, size_t count,
                   uint32_t overhead, unsigned int batch)
{
    char line[RECORD_PAYLOAD_MAX + 1], run[32];
    size_t used;

    emit_cut("metric", batch > 1 ? "%s %s %lu %u %u" : "%s %s %lu %u", id, unit, count,
             (unsigned int)overhead, batch);
    used = snprintf(line, sizeof(line), "%s", id);
    for (size_t i = 0, times; i < count; i += times) {
        size_t length;

        for (times = 1; i + times < count && samples[i + times] == samples[i]; times++)
            ;
        length = snprintf(run, sizeof(run), times > 1 ? " %ux%lu" : " %u", (unsigned int)samples[i],
                          times);
        if (used + length > RECORD_PAYLOAD_MAX) {
            emit("sample", line);
            used = snprintf(line, sizeof(line), "%s", id);
        }
        strcpy(line + used, run);
        used += length;
    }
    if (count)
        emit("sample", line);
}

void report_leave(unsigned int reason)
{
    report_checked();
    emit_cut("leave", "%u %u", next_seq + 1u, reason);
}

void report_ask(const char *what)
{
    emit("ask", what);
}

void report_ask_resize(uint64_t sectors)
{
    emit_cut("ask", "resize %lu", sectors);
}

void report_crash(const char *text)
{
    outside.on = false;
    emit_text("crash", text);
}

int report_finish(void)
{
    static const char *const results[] = {"SUCCESS", "SKIP", "ERROR", "FAILURE"};
    static const int statuses[] = {EXIT_OK, EXIT_SKIP, EXIT_ERROR, EXIT_FAIL};
    unsigned int result = VERDICTS;
    char line[32];
    int length;

    while (result-- > PASS)
        if (totals[result])
            break;
    if (result >= VERDICTS) /* no test ran */
        result = ERROR;
    emit_cut("summary", "%u %u %u %u", totals[PASS], totals[FAIL], totals[ERROR], totals[SKIP]);
    emit_cut("end", "%u", next_seq + 1u);
    length = snprintf(line, sizeof(line), RECORD_RESULT "%s\n", results[result]);
    console_write(line, length);
    return statuses[result];
}

bool expect_true(const char *file, int line, bool holds, const char *text)
{
    report_checked();
    if (!holds)
        report_fail(file, line, "not so: %s", text);
    return holds;
}

bool expect_equal(const char *file, int line, uint64_t actual, uint64_t wanted, const char *text)
{
    report_checked();
    if (actual != wanted)
        report_fail(file, line, "%s is %#lx, must be %#lx", text, actual, wanted);
    return actual == wanted;
}
