/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_COMMAND_TABLE_H
#define HARNESS_COMMAND_TABLE_H

#include "harness/command/options.h"

/* The commands of doorbell; a NULL name ends it. */
extern const struct command commands[];

#endif
