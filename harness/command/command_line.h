/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading the command line, by the tables of commands and of options. */
#ifndef HARNESS_COMMAND_LINE_H
#define HARNESS_COMMAND_LINE_H

#include "harness/command/options.h"

enum options_result {
    OPTIONS_RUN,
    OPTIONS_ANSWERED, /* --help or --version: the answer is on stdout */
    OPTIONS_WRONG,    /* one line on stderr says what is wrong */
};

/* Reads @argv (whose order it changes) and the variables QEMU and NO_COLOR. @commands: a NULL name
 * ends it. The strings of @out belong to @argv and the environment. */
enum options_result options_parse(int argc, char **argv, const struct command *commands,
                                  struct options *out);

#endif
