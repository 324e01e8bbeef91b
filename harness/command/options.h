/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/support/globs.h"
#include "protocol/config.h"

enum command {
    COMMAND_RUN,
    COMMAND_LIST,
    COMMAND_EXPLAIN,
    COMMAND_DTS,
    COMMAND_JUDGE,
    COMMAND_COMPARE,
    COMMAND_BISECT,
    COMMAND_REPORT,
    COMMANDS,
};

struct options {
    enum command command;
    char *const *operands; /* rules, scenarios or logs; ends with NULL */
    struct globs scenarios;
    struct globs rules; /* on rule or group.test */
    struct globs require;
    const char *xen;      /* NULL: the one that a scenario names, in .images */
    const char *format;   /* "text", "tap", "junit", "json", "html" or "markdown" */
    const char *output;   /* NULL: standard output */
    const char *keep_log; /* directory; NULL: keep none */
    const char *images;   /* directory; NULL: not given */
    const char *suites;   /* directory; NULL: not given */
    const char *expect;   /* file of known failures, or "none"; NULL: not given */
    const char *qemu;     /* path or name */
    const char *machine;  /* of the scenarios: "xen" or "qemu"; NULL: not given */
    const char *baseline; /* JSON report to compare with; NULL: none */
    const char *xen_src;  /* tree to build (bisect); NULL: the working directory */
    double threshold;     /* percent; below 0: not given */
    double threshold_abs; /* in a metric's unit; below 0: not given */
    const char *fault;    /* of the backend; NULL: none */
    const char *line;     /* as typed; NULL: not given */
    unsigned int timeout; /* seconds a boot may take */
    unsigned int jobs;    /* boots at a time */
    bool hazard;          /* boots that take the host down may be named */
    bool faults;          /* list those instead */
    bool verbose;
    bool coverage;
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

/* What test_selected() and the guest take: NULL if no --rule was given. */
static inline const char *const *options_select(const struct options *options)
{
    return options->rules.count ? options->rules.list : NULL;
}

#endif
