/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From console lines to verdicts, live or from a recorded log. Fails closed: what is missing,
 * garbled, repeated or out of order is reported as what it is and is never a pass.
 */
#ifndef HARNESS_JUDGE_H
#define HARNESS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/catalogue/scenario.h"
#include "harness/judge/verdict.h"

struct expectation;

struct metric {
    char *id;          /* "LAT-3.background_read" */
    char *unit;        /* "insn" or "ns" */
    uint64_t overhead; /* what the guest subtracted from each measurement */
    uint64_t batch;    /* operations in one measurement; a sample is one operation's share */
    uint64_t *samples; /* in time order */
    size_t count;
    size_t announced; /* by the metric record; another count is an ERROR */
};

struct detail {
    bool is_fail; /* a fail record, else a note or a crash record */
    char *rule;   /* that a failed check is about; NULL: none, or no failed check */
    char *text;   /* of a fail record: "file:line text" */
};

struct test_result {
    const struct test *test; /* from the catalogue, or the outcome's own .refusal */
    enum verdict verdict;
    char *reason;                    /* NULL or one line */
    const struct expectation *known; /* what made it XFAIL or XPASS; else NULL */
    struct detail *details;
    size_t detail_count;
};

/* How the boot ended, as the launcher saw it. */
enum ending {
    ENDING_EOF,     /* a recorded log: nothing more is known */
    ENDING_EXIT,    /* QEMU ended with .status */
    ENDING_TIMEOUT, /* overall limit of .status seconds */
    ENDING_SILENT,  /* no console line for .status seconds */
    ENDING_SIGNAL,  /* QEMU died of signal .status */
    ENDING_LAUNCH,  /* QEMU could not be started: errno .status */
    ENDING_STOPPED, /* the launcher ended QEMU, and a JUDGE_HARNESS line says why */
};

#define OUTCOME_TAIL 12
#define NEVER_RAN    "never ran" /* the reason of a test that had no turn */

struct outcome {
    const struct scenario *scenario;
    enum verdict verdict;
    char *reason; /* one line if verdict is not PASS or XFAIL: what and, if known, how to mend */
    struct test_result *tests; /* every test that the scenario must run, in run order */
    size_t test_count;
    struct test *refusal; /* the one test of a refusal scenario; NULL elsewhere */
    struct metric *metrics;
    size_t metric_count;
    char *xen_version;  /* "4.20.3", NULL if the console did not say */
    char *qemu_version; /* of a plain QEMU, the same */
    bool xen_debug;
    /* As Xen's boot said it; NULL: it did not, or said nothing. */
    char *xen_changeset, *xen_build_id, *xen_compiler, *xen_scheduler;
    char **env; /* "key value" */
    size_t env_count;
    char **problems; /* what is wrong with the run as such, in the order seen */
    size_t problem_count;
    char *tail[OUTCOME_TAIL]; /* last console lines, oldest first, printable ASCII */
    size_t tail_count;
    double seconds; /* launch to verdict; filled in by the launcher, 0 from a log */
};

struct judge;
struct expectations;

/* @select: NULL or a NULL-terminated list of globs, as handed to the guest. All three arguments
 * must outlive the outcome. */
struct judge *judge_new(const struct scenario *scenario, const char *const *select,
                        const struct expectations *expectations);

/*
 * One console line without its newline. Returns true once nothing more can follow that a verdict
 * needs: the caller gives QEMU a moment to end by itself, still feeding what it prints, then ends
 * it and reports ENDING_SILENT.
 */
bool judge_line(struct judge *judge, const char *line);

/*
 * How a line starts that the launcher adds to the console if it cannot go on, or if a part of a
 * plain QEMU has died: "doorbell harness: error: ...", "doorbell harness: crash: ...".
 */
#define JUDGE_HARNESS "doorbell harness: "

/* For progress and for the message of a hang: "Xen is booting", "waiting for the guest's plan",
 * "bg.narrow_reads (3 of 27)". Valid until the next call. */
const char *judge_phase(struct judge *judge);

/* Judges what was seen; frees @judge. Release the result with outcome_free(). */
struct outcome *judge_finish(struct judge *judge, enum ending ending, int status);
void outcome_free(struct outcome *outcome);

/* --require: a run that was skipped as a whole becomes an ERROR that says so. */
void outcome_require(struct outcome *outcome);

/*
 * The line that a launcher appends to a log it keeps, so that `judge LOG` with ENDING_EOF knows
 * what the live judge knew. Writes at most @size bytes, NUL included.
 */
void judge_ending_line(char *line, size_t size, enum ending ending, int status);

/* What a whole scenario is called: one with no worse than expected failures has passed. */
const char *outcome_name(const struct outcome *outcome);

#endif
