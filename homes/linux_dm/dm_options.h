/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of doorbell-dm. */
#ifndef LINUX_DM_OPTIONS_H
#define LINUX_DM_OPTIONS_H

#include <stdbool.h>

#include "homes/ioreq/args.h"

struct dm_options {
    struct args args;
    const char *disk;  /* a file; NULL: a disk in memory */
    const char *log;   /* the same; NULL: standard output */
    unsigned int user; /* 0: stays who it is */
    bool verbose;
};

/* Ends the program, with one line and EXIT_USAGE, if they are not sound. */
void dm_options_parse(int argc, char **argv, struct dm_options *options);

#endif
