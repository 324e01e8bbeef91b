/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of doorbell: parser, checks and help text come from this table. */
#ifndef HARNESS_OPTION_TABLE_H
#define HARNESS_OPTION_TABLE_H

#include "harness/command/options.h"

struct option_row;

/* Stores @value (NULL: of a flag) at @to. False if it is not what .expected says. */
typedef bool option_store(const struct option_row *row, const char *value, void *to);

struct option_row {
    const char *name;
    int letter;            /* 0: none */
    const char *value;     /* what the help calls its value; NULL: a flag */
    unsigned int commands; /* that it goes with */
    option_store *store;
    size_t offset;        /* of where it is stored, in struct options */
    const char *expected; /* what a value must be */
    const char *fallback; /* its value if it is not given; NULL: none */
    const char *variable; /* of the environment that gives one, if it is not empty; NULL: none */
    const char *help;
};

extern const struct option_row option_table[]; /* a NULL name ends it */

/* The most boots at a time. */
#define JOBS_MAX PROGRESS_BOOTS

#endif
