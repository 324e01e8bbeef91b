/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What changed from one run to another: verdicts by test, medians by metric, and the machine.
 * Fails closed: what only the old run has is a change of its own.
 */
#ifndef HARNESS_COMPARISON_H
#define HARNESS_COMPARISON_H

#include <stdio.h>

#include "harness/result/outcome.h"
#include "harness/support/globs.h"

/* In order of badness: the worst of a comparison is its result. */
enum change_kind {
    CHANGE_NONE,
    CHANGE_OTHER, /* neither better nor worse: new, or another verdict that is as good */
    CHANGE_BETTER,
    CHANGE_UNKNOWN, /* gone, not run, or not comparable */
    CHANGE_WORSE,
};
#define CHANGES (CHANGE_WORSE + 1)

/* Of a whole scenario: it is on one side only (the other is NULL), or got worse as no test did. */
struct scenario_change {
    enum change_kind change;
    const struct outcome *old, *new;
};

struct test_change {
    enum change_kind change;
    const struct outcome *outcome;       /* the new one; the old one if the test is gone */
    const struct test_result *old, *new; /* NULL: not on that side */
};

/* What stands between the medians of two samples and the verdict on them. */
enum doubt {
    DOUBT_NONE,  /* exact, in instructions */
    DOUBT_SURE,  /* a clock's: .low to .high does not hold zero */
    DOUBT_NOISE, /* a clock's: it does */
    DOUBT_FEW,   /* a clock's, too few samples for an interval */
    DOUBT_HOST,  /* a clock's: as SURE, but the host was busy with other things */
    DOUBT_UNITS, /* instructions against nanoseconds: nothing to subtract */
    DOUBT_SIDE,  /* on one side only */
};

struct metric_change {
    enum change_kind change;
    enum doubt doubt;
    const struct outcome *outcome;  /* the new one; the old one if the metric is gone */
    const struct metric *old, *new; /* NULL: not on that side */
    double difference;              /* of the medians, in the metric's unit */
    double percent;                 /* of the old median; 0 if that is 0 */
    double low, high;               /* 99.9 % confidence, for SURE, NOISE and HOST */
};

/* A fact about the machine that differs; NULL: not recorded on that side. */
struct fact_change {
    const char *key, *old, *new;
    const char **scenarios; /* where; none: it is of the whole run */
    size_t scenario_count;
};

/* What is compared, and from where on a difference of medians counts. */
struct compare_options {
    struct globs scenarios;
    struct globs rules;       /* on rule or group.test */
    double percent, absolute; /* a median must exceed both; below 0: the unit's own limit */
};

struct comparison {
    const struct run *old, *new;
    struct compare_options options;
    struct scenario_change *scenarios;
    size_t scenario_count;
    size_t compared;           /* tests on both sides */
    struct test_change *tests; /* only what changed, by scenario */
    size_t test_count;
    struct metric_change *metrics; /* all, by scenario, then in the ladder's order */
    size_t metric_count;
    struct fact_change *facts;
    size_t fact_count;
    struct {
        size_t scenarios[CHANGES], tests[CHANGES], metrics[CHANGES];
    } tally; /* by kind of change; of scenarios and tests those that changed */
};

void comparison_free(struct comparison *comparison);

/* The parts of compare(); each adds to @out. */
void compare_metrics(const struct outcome *old, const struct outcome *new, struct comparison *out);
void compare_facts(struct comparison *out);

/* What a change of @unit has to exceed, both of them, to count. */
void comparison_limits(const struct comparison *comparison, const char *unit, double *percent,
                       double *absolute);

enum change_kind comparison_worst(const struct comparison *comparison);

/* EXIT_FAIL if something is worse, EXIT_ERROR if something is unknown, else EXIT_OK. */
int comparison_status(const struct comparison *comparison);

/* For people and for machines; @all shows what did not change too. Each returns false, errno set,
 * if @out did not take it all. */
bool comparison_text(FILE *out, const struct comparison *comparison, bool all);
bool comparison_json(FILE *out, const struct comparison *comparison);

/* For a metric: "slower", "faster", "gone", "new" and the like; "" if there is nothing to add. */
const char *change_remark(const struct metric_change *change);

/* Whether a metric is worth a line: it has a consequence, or it changed for sure. */
bool change_is_shown(const struct metric_change *change);

/* The verdict's name, or "none" if there is no such test. */
const char *change_verdict(const struct test_result *test);

/* "same", "other", "better", "untold", "worse". */
const char *change_name(enum change_kind change);

#endif
