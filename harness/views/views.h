/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of a run, for people and for machines. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "harness/judge/judge.h"

struct rules;

struct run {
    struct outcome **outcomes; /* one a scenario, in the order run */
    size_t count;
    time_t started;            /* 0: not known (a recorded log) */
    double seconds;            /* wall clock of the whole run */
    const char *command;       /* as typed, for json and junit; NULL: not known */
    char *qemu;                /* its version; NULL: not known, as from a log */
    const struct rules *rules; /* NULL: reports go without hints */
    bool colour;               /* text only */
};

/* Each returns false, errno set, if @out did not take it all. */
bool report_text(FILE *out, const struct run *run);
bool report_tap(FILE *out, const struct run *run);
bool report_junit(FILE *out, const struct run *run);
bool report_json(FILE *out, const struct run *run);

typedef bool report_writer(FILE *out, const struct run *run);

/* "text", "tap", "junit", "json"; NULL for anything else. */
report_writer *report_find(const char *format);

/* The worst verdict of all outcomes; a run of none is an ERROR. */
enum verdict run_verdict(const struct run *run);

/* How many tests of the outcome, or of the run, have @verdict. */
size_t outcome_tally(const struct outcome *outcome, enum verdict verdict);
size_t run_tally(const struct run *run, enum verdict verdict);

/* Whether @out took everything; what each writer returns. */
bool report_flushed(FILE *out);

/* "Xen 4.20.3 debug", "QEMU 7.2.22", or "Xen of unknown version". Valid until the next call. */
const char *outcome_system(const struct outcome *outcome);

#endif
