/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of scenarios, and what loading it gives. */
#ifndef TESTS_SCENARIO_FILE_H
#define TESTS_SCENARIO_FILE_H

#include "harness/catalogue/scenarios.h"

extern struct scenarios scenarios; /* what was loaded */
extern const char *said;           /* on standard error, by the last load */

/* Creates the file; false: it cannot be. */
bool scenario_file_create(void);
void scenario_file_remove(void);
const char *scenario_file_path(void);

/* For SET_TEARDOWN: releases the scenarios. */
void scenario_file_release(void *arg);

/* Loads the file with that content. */
bool load(const char *content);

/* Loads one scenario with a name, a title, and @more. */
bool load_one(const char *more);

#endif
