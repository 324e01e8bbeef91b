/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of doorbell. */
#ifndef HARNESS_COMMANDS_H
#define HARNESS_COMMANDS_H

#include "harness/catalogue/suites.h"
#include "harness/command/options.h"
#include "harness/views/views.h"

/* Each as an element of a set: an option goes with several. */
enum command_bit {
    RUN = 1u << 0,
    LIST = 1u << 1,
    EXPLAIN = 1u << 2,
    DTS = 1u << 3,
    JUDGE = 1u << 4,
    COMPARE = 1u << 5,
    BISECT = 1u << 6,
    REPORT = 1u << 7,
    ALL = (1u << 8) - 1,
};

struct command {
    const char *name;
    enum command_bit bit;
    int least, most;        /* operands */
    const char *operands;   /* what the help calls them */
    const char *formats[8]; /* the values of --format, the default first; ends with NULL */
    const char *summary;    /* one line */
    /* Returns the exit status: protocol/config.h's, or of bisect also enum bisect_status. */
    int (*run)(const struct options *options, const struct suites *suites);
};

extern const struct command commands[]; /* a NULL name ends it */

int command_run(const struct options *options, const struct suites *suites);
int command_list(const struct options *options, const struct suites *suites);
int command_explain(const struct options *options, const struct suites *suites);
int command_dts(const struct options *options, const struct suites *suites);
int command_judge(const struct options *options, const struct suites *suites);
int command_compare(const struct options *options, const struct suites *suites);
int command_bisect(const struct options *options, const struct suites *suites);
int command_report(const struct options *options, const struct suites *suites);

/*
 * What `git bisect run` takes an exit status for, beyond 0 for good and 1 to 124 for bad: this
 * commit cannot be judged; stop, because no commit could be.
 */
enum bisect_status {
    BISECT_SKIP = 125,
    BISECT_ABORT = 128,
    BISECT_INTERRUPTED = 130,
};

/* Opens what --output names, or gives stdout; NULL after one line on stderr. Before the work: a
 * report that has nowhere to go should not cost a run. */
FILE *output_open(const struct options *options);

/* Closes @out; false after one line on stderr if something did not arrive there. */
bool output_close(const struct options *options, FILE *out);

/*
 * Opens --output as @out and boots. Returns EXIT_OK and a run to report, which is released with
 * run_free(); else, after one line on stderr, the exit status: nothing is open then.
 */
int run_boot(const struct options *options, const struct suites *suites, struct run *run,
             FILE **out);

/* Prints each rule whose id, or the name of one of whose tests, matches @glob. Returns how many
 * did. */
size_t explain_rules(const struct rules *rules, const char *glob, FILE *out);

/* What an orderly run comes to: protocol/config.h's enum exit_status. */
int run_status(const struct run *run);

/* Writes @view's report in the format of @options to @out and closes it; false after one line on
 * stderr if something did not arrive there. */
bool report_to(const struct options *options, struct view *view, FILE *out);

/* Applies --require, writes the report of @run to @out, closes it, returns the exit status. */
int report_and_status(const struct options *options, struct run *run, FILE *out);

/* What --scenario, --rule and the thresholds say of a comparison. */
struct compare_options compared(const struct options *options);

#endif
