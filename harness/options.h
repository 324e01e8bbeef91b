/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum command {
    COMMAND_RUN,
    COMMAND_LIST,
    COMMAND_EXPLAIN,
    COMMAND_DTS,
    COMMAND_JUDGE,
    COMMANDS,
};

struct options {
    enum command command;
    char *const *operands; /* rules, scenarios or logs; ends with NULL */
    size_t operand_count;
    const char **scenarios; /* globs, NULL-terminated; NULL: not given */
    const char **rules;     /* likewise, on rule or group.test */
    const char **require;   /* likewise; "all" has become "*" */
    const char *xen;        /* NULL: the one that a scenario names, in .images */
    const char *format;     /* "text", "tap", "junit" or "json" */
    const char *output;     /* NULL: standard output */
    const char *keep_log;   /* directory; NULL: keep none */
    const char *images;     /* directory; NULL: not given */
    const char *suites;     /* directory; NULL: not given */
    const char *qemu;       /* path or name */
    unsigned int timeout;   /* seconds a boot may take */
    bool verbose;
    bool colour; /* not forbidden */
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_ANSWERED, /* --help or --version: the answer is on stdout */
    OPTIONS_WRONG,    /* one line on stderr says what is wrong */
};

/* Reads @argv and the variables QEMU and NO_COLOR. Release with options_free(); the strings belong
 * to @argv and the environment. */
enum options_result options_parse(int argc, char **argv, struct options *out);
void options_free(struct options *options);

#endif
