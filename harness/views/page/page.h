/* SPDX-License-Identifier: BSD-2-Clause */
/* A run as one self-contained HTML page: no script, nothing fetched, light and dark, for print too.
 */
#ifndef HARNESS_PAGE_H
#define HARNESS_PAGE_H

#include "harness/result/saved.h"
#include "harness/views/compare/compare.h"

/* @comparison: NULL, or of a baseline with @saved. False, errno set, if @out did not take it all.
 */
bool page_write(FILE *out, const struct saved *saved, const struct comparison *comparison);

/* The sections, in their order; each writes nothing if it has nothing to show. */
void page_summary(FILE *out, const struct saved *saved, const struct comparison *comparison);
void page_failures(FILE *out, const struct saved *saved);
void page_comparison(FILE *out, const struct comparison *comparison);
void page_latency(FILE *out, const struct saved *saved);
void page_matrix(FILE *out, const struct saved *saved);
void page_known(FILE *out, const struct saved *saved);
void page_scenarios(FILE *out, const struct saved *saved);
void page_environment(FILE *out, const struct saved *saved);

/* Pictures of one scenario's metrics of one unit, for page_latency(); @number makes ids unique. */
void page_ladder(FILE *out, const struct saved_scenario *scenario, const char *unit,
                 unsigned int number);
void page_overview(FILE *out, const struct saved_scenario *scenario, const char *unit,
                   unsigned int number);
void page_spreads(FILE *out, const struct saved_scenario *scenario, const char *unit,
                  unsigned int number);

/* The metrics of @unit in the order in which people read them, ends with NULL; free() the array. */
const struct saved_metric **page_metrics(const struct saved_scenario *scenario, const char *unit);

/* Whether a verdict is bad news: it fails the run. */
bool page_is_bad(enum verdict verdict);

/* A verdict's class in the style sheet ("fail"), and its sign in the matrix. */
const char *page_class(enum verdict verdict);
const char *page_sign(enum verdict verdict);

extern const char page_style[];

#endif
