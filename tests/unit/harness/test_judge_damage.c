/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What real boots printed (tests/logs/, without most of Xen's own messages), cut at every byte and
 * with every byte changed: damage to a record is never a success, damage elsewhere changes no
 * verdict, and the sanitizers see the rest.
 */
#define DOORBELL_CATALOGUE
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
#include <greatest.h>

#include "harness/boot/lines.h"
#include "harness/judge/judge.h"
#include "harness/support/read_file.h"
#include "protocol/config.h"
#include "protocol/metric.h"
#include "protocol/record.h"
#include "protocol/test.h"

TEST(xabi, entry_is_where_the_public_header_says, .rule = "XABI-02", .profiles = TRAP)
{
}
TEST(ecam, eight_bytes_are_two_dwords, .rule = "ECAM-06", .profiles = UNMAPPED)
{
}

/* A program with a catalogue has at least one. */
METRIC(ioreq_read, "LAT-4", "IOREQ read");

#define MACHINE .xen = "debug", .cpu = "cortex-a57", .gic = 3, .vcpus = 1, .attach = ON_REQUEST
static const struct scenario trap = {.name = "trap", .title = "t", .profile = TRAP, MACHINE};
static const struct scenario bus = {.name = "bus", .title = "b", .profile = UNMAPPED, MACHINE};

#define REFUSES "entry 1 has size zero"
static const struct scenario refuse_zero = {.name = "refuse-zero",
                                            .title = "r",
                                            .profile = WINDOWS,
                                            .refusal = "*" REFUSES,
                                            .rule = "BG-29",
                                            MACHINE};

#define LOG_MAX 4096

/* What a byte of a log is part of. */
enum part {
    OTHER,  /* nothing that the judge reads */
    SOME,   /* an end of a line, or a line of Xen's, the backend's or the launcher's */
    NEEDED, /* a record or the result line, or the reason of a refusal */
};

static const struct scenario *scenario;
static char *text;
static size_t size, tried;
static enum part parts[LOG_MAX];
static enum verdict verdict; /* of the whole log */

static void take_line(void *judge, const char *line)
{
    judge_line(judge, line);
}

static enum verdict judged(const char *bytes, size_t count)
{
    struct judge *judge = judge_new(scenario, NULL, NULL);
    struct lines lines = {0};
    struct outcome *outcome;
    enum verdict result;

    lines_feed(&lines, bytes, count, take_line, judge);
    lines_end(&lines, take_line, judge);
    outcome = judge_finish(judge, ENDING_EOF, 0);
    result = outcome->verdict;
    outcome_free(outcome);
    tried++;
    return result;
}

static bool succeeds(enum verdict result)
{
    return verdict_exit_status(result) == EXIT_OK;
}

static void mark(const char *from, const char *to, enum part part)
{
    for (; from < to; from++)
        parts[from - text] = part;
}

static void find_parts(const char *needed)
{
    const char *end = text + size, *next;

    mark(text, end, OTHER);
    for (const char *line = text; line < end; line = next) {
        const char *stop = memchr(line, '\n', (size_t)(end - line)), *at;

        next = stop ? stop + 1 : end;
        stop = line + strcspn(line, "\r\n");
        if (!strncmp(line, "(XEN)", 5) || !strncmp(line, "doorbell", 8))
            mark(line, stop, SOME);
        mark(stop, next, SOME);
        for (size_t i = 0; i < 3; i++) {
            at = strstr(line, (const char *[]){RECORD_MARK, RECORD_RESULT, needed}[i]);
            if (at && at < stop)
                mark(at, stop, NEEDED);
        }
    }
}

static bool load(const char *name, const struct scenario *of, const char *needed)
{
    char path[64];

    scenario = of;
    snprintf(path, sizeof(path), "tests/logs/%s.log", name);
    if (!read_file(path, &text, &size) || size > LOG_MAX)
        return false;
    find_parts(needed);
    verdict = judged(text, size);
    return true;
}

/* Cut anywhere before the last byte that is needed. */
static bool cuts_are_seen(void)
{
    size_t last = size;

    while (parts[last - 1] != NEEDED)
        last--;
    for (size_t count = 0; count < last; count++)
        if (succeeds(judged(text, count))) {
            printf("cut after %zu bytes it succeeds\n", count);
            return false;
        }
    return true;
}

static bool is_right(enum part part, enum verdict result)
{
    switch (part) {
    case OTHER:
        return result == verdict;
    case SOME:
        return !succeeds(result) || succeeds(verdict);
    default:
        return !succeeds(result);
    }
}

static bool changes_are_seen(void)
{
    for (size_t i = 0; i < size; i++) {
        const char was = text[i];

        for (unsigned int by = 1; by < 256; by++) {
            enum verdict result;

            text[i] = (char)(was ^ by);
            result = judged(text, size);
            /* What starts an escape sequence takes the next byte with it. */
            if (!is_right(parts[i] == OTHER && text[i] == '\x1b' ? SOME : parts[i], result)) {
                printf("with byte %zu changed from %#x to %#x it is %s\n", i, (unsigned char)was,
                       (unsigned char)text[i], verdict_name(result));
                return false;
            }
        }
        text[i] = was;
    }
    return true;
}

GREATEST_TEST a_success(void)
{
    GREATEST_ASSERT(load("success", &trap, "DB!"));
    GREATEST_ASSERT_EQ(VERDICT_PASS, verdict);
    GREATEST_ASSERT(cuts_are_seen());
    GREATEST_ASSERT(changes_are_seen());
    free(text);
    GREATEST_PASS();
}

GREATEST_TEST a_failure(void)
{
    GREATEST_ASSERT(load("failure", &bus, "DB!"));
    GREATEST_ASSERT_EQ(VERDICT_FAIL, verdict);
    GREATEST_ASSERT(cuts_are_seen());
    GREATEST_ASSERT(changes_are_seen());
    free(text);
    GREATEST_PASS();
}

GREATEST_TEST a_refusal(void)
{
    GREATEST_ASSERT(load("refusal", &refuse_zero, REFUSES));
    GREATEST_ASSERT_EQ(VERDICT_PASS, verdict);
    GREATEST_ASSERT(cuts_are_seen());
    GREATEST_ASSERT(changes_are_seen());
    free(text);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(a_success);
    GREATEST_RUN_TEST(a_failure);
    GREATEST_RUN_TEST(a_refusal);
    printf("%zu damaged logs\n", tried);
    GREATEST_MAIN_END();
}
