/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>

#include "harness/boot/boot.h"
#include "harness/catalogue/suites.h"
#include "harness/support/globs.h"

struct command;

struct options {
    const struct command *command;
    char *const *operands; /* rules, scenarios, logs or reports; ends with NULL */
    struct choice choice;
    struct boot_config boot;
    struct globs require;
    const char *format;   /* one of .command's */
    const char *output;   /* NULL: standard output */
    const char *suites;   /* directory; NULL: not given */
    const char *expect;   /* file of known failures, or "none"; NULL: not given */
    const char *baseline; /* JSON report to compare with; NULL: none */
    const char *xen_src;  /* tree to build (bisect); NULL: the working directory */
    double threshold;     /* percent; below 0: not given */
    double threshold_abs; /* in a metric's unit; below 0: not given */
    const char *line;     /* as typed; NULL: not given */
    bool faults;          /* list those instead */
    bool coverage;
    bool scenario_keys;
    bool no_colour;
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_ANSWERED, /* --help or --version: the answer is on stdout */
    OPTIONS_WRONG,    /* one line on stderr says what is wrong */
};

/* Reads @argv (whose order it changes) and the variables QEMU and NO_COLOR. The strings of @out
 * belong to @argv and the environment. */
enum options_result options_parse(int argc, char **argv, struct options *out);

#endif
