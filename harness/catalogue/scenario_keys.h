/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of suites/scenarios.cfg: parser, checks, messages and the file's own documentation come
 * from one table. */
#ifndef HARNESS_SCENARIO_KEYS_H
#define HARNESS_SCENARIO_KEYS_H

#include "harness/catalogue/scenario_key.h"

extern const struct scenario_key scenario_keys[]; /* a NULL name ends it */

/* Frees what the stores of the table have allocated. */
void scenario_keys_free(struct scenario *scenario);

#endif
