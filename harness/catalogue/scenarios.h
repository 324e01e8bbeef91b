/* SPDX-License-Identifier: BSD-2-Clause */
/* suites/scenarios.cfg. */
#ifndef HARNESS_SCENARIOS_H
#define HARNESS_SCENARIOS_H

#include "harness/catalogue/scenario.h"

struct scenarios {
    struct scenario *list;
    size_t count;
};

/* Reads suites/scenarios.cfg (libconfig). Prints one line (file:line: what) on stderr and returns
 * false if it is malformed: unknown keys and values, duplicates, bad ranges. */
bool scenarios_load(const char *path, struct scenarios *out);
void scenarios_free(struct scenarios *scenarios);
const struct scenario *scenarios_find(const struct scenarios *scenarios, const char *name);

#endif
