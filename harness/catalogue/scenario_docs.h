/* SPDX-License-Identifier: BSD-2-Clause */
/* The documentation at the top of suites/scenarios.cfg. */
#ifndef HARNESS_SCENARIO_DOCS_H
#define HARNESS_SCENARIO_DOCS_H

#include <stdio.h>

/* Prints the table of keys as comment lines. */
void scenario_docs(FILE *out);

#endif
