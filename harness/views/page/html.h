/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing HTML that cannot be broken by what is written into it. */
#ifndef HARNESS_HTML_H
#define HARNESS_HTML_H

#include <stdint.h>
#include <stdio.h>

/*
 * As fprintf(), but each %s is escaped, for text and for attributes in double quotes; @format
 * itself is markup. Knows %s, %%, %d, %u, %zu and %f with flags and precision, nothing else.
 */
void html(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "24,010"; valid until the fourth call from now. */
const char *html_number(uint64_t number);

/* "s" unless @count is 1. */
static inline const char *html_plural(size_t count)
{
    return count == 1 ? "" : "s";
}

#endif
