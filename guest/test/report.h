/* SPDX-License-Identifier: BSD-2-Clause */
/* The records of protocol/record.h, and what a test says about itself. */
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/record.h"
#include "protocol/test.h"
#include "runtime/time/timeout.h"

void report_plan(unsigned int tests, const char *scenario);
void report_env(const char *key, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Around one test. report_end() emits the verdict from what the test said in between. */
void report_begin(const struct test *test);
void report_end(void);

/*
 * Texts are at most REPORT_TEXT_MAX - 1 characters; the end of a longer one is replaced by "[...]".
 * Characters that are not printable ASCII are emitted as '?'.
 */
#define REPORT_TEXT_MAX 512

/* A detail. */
void report_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A check failed: the system under test broke the running test's rule. The test may go on. */
void report_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same for a check of another @rule, which must live on: driver_error_rule(error), say. NULL is
 * the running test's rule; RECORD_NO_RULE is for what may be about any.
 */
void report_fail_rule(const char *rule, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * From here on, until the test ends or the next call, checks that name no rule are about @rule,
 * which must live on; NULL: about the test's own. report_rule() is the rule that such checks are
 * about.
 */
void report_about(const char *rule);
const char *report_rule(void);

/* The test cannot tell (its own set-up failed), or has nothing to say here. It should return. */
void report_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Around a part of the running test whose checks are not its own, but @test's: in between nothing
 * is emitted, and what is reported there is the trial's outcome, not the running test's. For a test
 * that has to see another one fail.
 */
struct report_trial {
    bool passed; /* some check, and all held */
    bool failed;
    bool skipped;
    const char *rule;           /* that the first failure is about, or RECORD_NO_RULE; NULL: none */
    char text[REPORT_TEXT_MAX]; /* of the first failure; else of the error; else of the skip */
};

void report_trial_begin(const struct test *test);
struct report_trial report_trial_end(void);

/* Whether it failed, and first because of @rule. */
bool report_trial_blames(const struct report_trial *trial, const char *rule);

/* A check was made; a test that ends without any is an ERROR. */
void report_checked(void);

/* Whether the running test has said FAIL, ERROR or SKIP already. */
bool report_is_decided(void);

/* @unit: "insn" or "ns"; @batch: operations in each measurement, from which @overhead is off. */
void report_metric(const char *id, const char *unit, const uint32_t *samples, size_t count,
                   uint32_t overhead, unsigned int batch);

/*
 * The running test ends the domain now, as @reason (SHUTDOWN_*); the judge then expects no more. If
 * it returns, the test has failed: say so by report_fail().
 */
void report_leave(unsigned int reason);

/* Asks the harness to "plug" or "unplug" the device that the scenario has for it (record.h). */
void report_ask(const char *what);

/* Asks it to make the disk so many sectors of 512 bytes long, where the machine has RESIZE. */
void report_ask_resize(uint64_t sectors);

/*
 * Asks it to type so many letters, a to z and again, on the domU's console, a vpl011: from then on
 * the console's input is the domU's.
 */
void report_ask_type(unsigned int count);

/*
 * What is printed between this record and the next one, not through the records, is @count
 * characters as record_said() has them (at most RECORD_SAYS_MAX), in any number of lines. If other
 * ones arrive, or fewer, the judge fails the running test by @rule.
 */
void report_says(const char *rule, unsigned int count);

/*
 * The harness's own code found that something does not work which @rule is about: a record that
 * stands by itself, at any time. Texts of up to RECORD_PAYLOAD_MAX characters, the rule included.
 */
void report_rig(const char *rule, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines of an unexpected exception or panic. */
void report_crash(const char *text);

/* Summary, end record and result line; returns the exit status (protocol/config.h). */
int report_finish(void);

/*
 * Checks. Each prints both sides on failure and goes on; they return whether the check held, for
 * what makes no sense after a failure: if (!expect(...)) return;
 */
#define expect(condition)         expect_true(__FILE__, __LINE__, (condition), #condition)
#define expect_eq(actual, wanted) expect_equal(__FILE__, __LINE__, (actual), (wanted), #actual)

/* expect() of what a wait was for: a failure's message is the timeout's. */
#define expect_in_time(condition, timeout)  \
    ((condition) ? (report_checked(), true) \
                 : (report_fail(__FILE__, __LINE__, "%s", timeout_text(timeout)), false))

bool expect_true(const char *file, int line, bool holds, const char *text);
bool expect_equal(const char *file, int line, uint64_t actual, uint64_t wanted, const char *text);

#endif
