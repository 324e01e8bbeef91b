/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run as its JSON report tells it (views/report_json.c): what compare and report work on. Texts
 * are printable ASCII and never NULL unless said so, whatever the file holds.
 */
#ifndef HARNESS_SAVED_H
#define HARNESS_SAVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/judge/verdict.h"
#include "harness/result/stats.h"

/* Something known about the machine: "xen.version" is "4.20.3". */
struct saved_fact {
    char *key, *value;
};

struct saved_facts {
    struct saved_fact *list; /* in the file's order */
    size_t count;
};

struct saved_detail {
    bool is_fail; /* else a note */
    char *text;
};

struct saved_test {
    char *name; /* "bg.narrow_reads" */
    char *rule;
    char *title;
    enum verdict verdict;
    char *reason;   /* NULL or one line */
    char *known;    /* of an XFAIL or XPASS; NULL: not said */
    char *upstream; /* the same */
    struct saved_detail *details;
    size_t detail_count;
};

struct saved_metric {
    char *id;          /* "LAT-4.ioreq_read" */
    char *label;       /* for people; the id if the report has none */
    char *of;          /* id of the metric that this is a part of, or NULL */
    char *unit;        /* "insn" or "ns" */
    uint64_t *samples; /* at least one, in time order */
    struct stats stats;
};

struct saved_scenario {
    char *name;
    char *title;
    enum verdict verdict;
    char *reason; /* NULL or one line */
    double seconds;
    struct saved_facts facts;
    char **problems;
    size_t problem_count;
    struct saved_test *tests;
    size_t test_count;
    struct saved_metric *metrics;
    size_t metric_count;
    char **console;
    size_t console_count;
};

struct saved_rule {
    char *id, *statement, *source, *hint;
};

struct saved {
    char *path;
    enum verdict verdict;
    char *started; /* "2026-01-31T12:00:00Z", or NULL */
    double seconds;
    char *command; /* or NULL */
    struct saved_facts facts;
    struct saved_rule *rules; /* none from an older doorbell */
    size_t rule_count;
    struct saved_scenario *scenarios;
    size_t scenario_count;
};

/*
 * Reads the report in the file @path, or in @text (@size bytes, NUL not counted), which @path then
 * only names. False after one line on stderr if that is no complete report of a version that this
 * doorbell knows. Members that it does not know are no error: objects of them are facts. Release
 * with saved_free().
 */
bool saved_read(const char *path, struct saved *out);
bool saved_parse(const char *path, const char *text, size_t size, struct saved *out);
void saved_free(struct saved *saved);

/* By name; NULL if there is none. */
const struct saved_scenario *saved_find(const struct saved *saved, const char *name);
const struct saved_test *saved_find_test(const struct saved_scenario *scenario, const char *name);
const struct saved_metric *saved_find_metric(const struct saved_scenario *scenario, const char *id);
const struct saved_rule *saved_find_rule(const struct saved *saved, const char *id);
const char *saved_fact(const struct saved_facts *facts, const char *key);

/* The reason of @test, or NULL if it only repeats the start of a detail, as the guest's does. */
const char *saved_reason(const struct saved_test *test);

/* How many tests have @verdict. */
size_t saved_tally(const struct saved *saved, enum verdict verdict);
size_t saved_scenario_tally(const struct saved_scenario *scenario, enum verdict verdict);

/* "Xen 4.20.3 debug", "Xen of unknown version" or, without Xen, "QEMU 7.2.22"; to free(). */
char *saved_system(const struct saved_scenario *scenario);

#endif
