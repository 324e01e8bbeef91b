/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for HTML and XML. */
#ifndef HARNESS_ESCAPE_H
#define HARNESS_ESCAPE_H

#include <stdio.h>

/*
 * Writes @text so that it is text inside an element and inside quotes of either kind. Neither has a
 * way to write the control characters: but for the newline they become blanks.
 */
void escape(FILE *out, const char *text);

#endif
