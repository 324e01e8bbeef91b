/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of doorbell. */
#ifndef HARNESS_COMMANDS_H
#define HARNESS_COMMANDS_H

#include "harness/catalogue/suites.h"
#include "harness/command/options.h"
#include "harness/views/views.h"

int command_run(const struct options *options, const struct suites *suites);
int command_list(const struct options *options, const struct suites *suites);
int command_explain(const struct options *options, const struct suites *suites);
int command_dts(const struct options *options, const struct suites *suites);
int command_judge(const struct options *options, const struct suites *suites);
int command_compare(const struct options *options, const struct suites *suites);
int command_bisect(const struct options *options, const struct suites *suites);
int command_matrix(const struct options *options, const struct suites *suites);
int command_merge(const struct options *options, const struct suites *suites);
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
