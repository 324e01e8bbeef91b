/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command line says. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>

#include "harness/boot/boot.h"
#include "harness/catalogue/suites.h"
#include "harness/result/shard.h"
#include "harness/support/globs.h"

struct options;

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
    MATRIX = 1u << 8,
    MERGE = 1u << 9,
    ALL = (1u << 10) - 1,
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

#define REQUIRE_ALL "all"

struct options {
    const struct command *command;
    char *const *operands; /* rules, scenarios, logs or reports; ends with NULL */
    struct choice choice;
    struct boot_config boot;
    struct shard shard;   /* of the chosen scenarios */
    struct globs require; /* REQUIRE_ALL among them */
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

#endif
