/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What came of a run: the one tree that the judge fills, that JSON holds, and that every report
 * shows. Texts are printable ASCII and never NULL unless it is noted.
 */
#ifndef HARNESS_OUTCOME_H
#define HARNESS_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/catalogue/rules.h"
#include "harness/result/facts.h"
#include "harness/result/stats.h"
#include "harness/result/verdict.h"

enum detail_kind {
    DETAIL_NOTE, /* of the test's, or a line of a crash */
    DETAIL_FAIL, /* a check that failed */
};
#define DETAIL_KINDS (DETAIL_FAIL + 1)

struct detail {
    enum detail_kind kind;
    char *rule; /* that the check is about; NULL: not known */
    char *text;
};

struct test_result {
    char *name; /* "bg.narrow_reads" */
    char *rule;
    char *title; /* NULL: not known */
    enum verdict verdict;
    char *reason;   /* NULL or one line */
    char *known;    /* of an XFAIL or XPASS: the expectation's reason; else NULL */
    char *upstream; /* the same: upstream's commit, or that there is none */
    struct detail *details;
    size_t detail_count;
};

struct metric {
    char *id;          /* "LAT-4.ioreq_read" */
    char *label;       /* for people; the id if it has no other */
    char *of;          /* id of the metric that this is a part of, or NULL */
    char *kvm;         /* name of kvm-unit-tests' arm/micro-bench for it, or NULL */
    bool phased;       /* depends on what else is due just then: small causes, large effects */
    char *unit;        /* "insn" or "ns" */
    uint64_t batch;    /* operations in one measurement; a sample is one operation's share */
    uint64_t overhead; /* that was subtracted from each measurement */
    uint64_t *samples; /* in time order */
    size_t count;
    struct stats stats; /* of the samples */
};

/* What came of one scenario. */
struct outcome {
    char *name;
    char *title; /* NULL: not known */
    enum verdict verdict;
    char *reason;       /* one line if the verdict is not PASS or XFAIL: what, and what to do */
    bool lacks;         /* skipped for what is known of this version of Xen; not in JSON */
    double seconds;     /* launch to verdict; 0 from a recorded console */
    double waited;      /* the part of it in which QEMU was ready and had no CPU; 0: not known */
    struct facts facts; /* "profile", "attach"; groups "xen", "machine", "env" */
    char *system;       /* "Xen 4.20.3 debug", "QEMU 7.2.22" or "Xen of unknown version" */
    char **problems;    /* what is wrong with the boot as such, in the order seen */
    size_t problem_count;
    struct detail *rig; /* what the guest or the backend found not to work outside of tests */
    size_t rig_count;
    struct test_result *tests; /* all that the scenario must run, in run order */
    size_t test_count;
    struct metric *metrics;
    size_t metric_count;
    char **console; /* its last lines, oldest first */
    size_t console_count;
};

struct run {
    char *path;         /* the file that it was read from; NULL: none */
    char *started;      /* "2026-01-31T12:00:00Z"; NULL: not known, from a recorded console */
    double seconds;     /* wall clock of the whole run; 0: not known */
    char *command;      /* as typed; NULL: not known */
    struct facts facts; /* "qemu" */
    struct rules rules; /* those that the tests check */
    struct outcome **outcomes; /* one a scenario, in the order run */
    size_t count;
};

#define NEVER_RAN "never ran" /* the reason of a test that had no turn */

/* Frees what is in @run, and its outcomes. */
void run_free(struct run *run);
void outcome_free(struct outcome *outcome);

/* Works out .system and the metrics' .stats, once all else is there. */
void outcome_complete(struct outcome *outcome);

/* Copies from @rules to @run those that its tests check. */
void run_take_rules(struct run *run, const struct rules *rules);

/* --require: an outcome that was skipped as a whole becomes an ERROR with that reason. */
void outcome_require(struct outcome *outcome);

/* By name; NULL if there is none. */
const struct outcome *run_find(const struct run *run, const char *name);
const struct test_result *outcome_test(const struct outcome *outcome, const char *name);
const struct metric *outcome_metric(const struct outcome *outcome, const char *id);

/* The worst verdict of all outcomes; a run of none is an ERROR. */
enum verdict run_verdict(const struct run *run);

/* How many tests of the outcome, or of the run, have @verdict. */
size_t outcome_tally(const struct outcome *outcome, enum verdict verdict);
size_t run_tally(const struct run *run, enum verdict verdict);

/* The name of the outcome's verdict: one with no worse than expected failures has passed. */
const char *outcome_verdict_name(const struct outcome *outcome);

/* Whether the guest ran on QEMU alone, without Xen. */
bool outcome_has_no_xen(const struct outcome *outcome);

/* Whether a test had no turn, because the run was over before. */
bool test_never_ran(const struct test_result *test);

/* The reason of @test, or NULL if it only repeats one of its details. */
const char *test_reason(const struct test_result *test);

/* LAT-1 to LAT-6. The others are stalls and scans: thousands of rungs, that would leave these
 * without a bar. */
bool metric_is_rung(const char *id);

/* "instructions" for "insn", "nanoseconds" for "ns". */
const char *metric_unit(const char *unit);

/* The metrics of @unit, in order; ends with NULL, free() it. */
const struct metric **outcome_metrics(const struct outcome *outcome, const char *unit);

/* Whether the latency of @outcome in @unit is to be shown: it has some, and no other outcome of the
 * same Xen has more. Without Xen each scenario measures other devices. */
bool outcome_has_ladder(const struct run *run, const struct outcome *outcome, const char *unit);

/* The run as JSON, complete; docs/json.md describes it. False with errno if that could not be
 * written. */
bool run_write(FILE *out, const struct run *run);

/*
 * Reads the report in the file @path, or in @text (@size bytes, NUL not counted), which @path then
 * only names. False after one line on stderr if that is no complete report of a version that this
 * doorbell knows. Members that it does not know are no error: they are facts. Release with
 * run_free().
 */
bool run_read(const char *path, struct run *out);
bool run_parse(const char *path, const char *text, size_t size, struct run *out);

#endif
