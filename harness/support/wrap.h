/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for a terminal of 80 columns. */
#ifndef HARNESS_WRAP_H
#define HARNESS_WRAP_H

#include <stdio.h>

#define WRAP_COLUMNS 78

/* Prints @text after @label, broken at blanks, later lines indented to where @text began; then a
 * newline. A word longer than a line is left whole. */
void wrap(FILE *out, const char *label, const char *text);

#endif
