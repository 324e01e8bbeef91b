/* SPDX-License-Identifier: BSD-2-Clause */
/* What a page is made of. */
#ifndef HARNESS_SECTIONS_H
#define HARNESS_SECTIONS_H

#include "harness/result/outcome.h"
#include "harness/views/compare/comparison.h"

/* What page.html has places for; each writes nothing if it has nothing to show. */
void page_summary(FILE *out, const struct run *run, const struct comparison *comparison);
void page_failures(FILE *out, const struct run *run);
void page_comparison(FILE *out, const struct run *run, const struct comparison *comparison);
void page_latency(FILE *out, const struct run *run);
void page_matrix(FILE *out, const struct run *run);
void page_known(FILE *out, const struct run *run);
void page_scenarios(FILE *out, const struct run *run);
void page_environment(FILE *out, const struct run *run);

/*
 * Pictures for page_latency() of @metrics (ends with NULL): all that @outcome has of @unit, in the
 * order in which people read them. @number makes ids unique.
 */
void page_ladder(FILE *out, const struct outcome *outcome, const struct metric **metrics,
                 const char *unit, unsigned int number);
void page_overview(FILE *out, const struct outcome *outcome, const struct metric **metrics,
                   const char *unit, unsigned int number);
void page_spreads(FILE *out, const struct outcome *outcome, const struct metric **metrics,
                  const char *unit, unsigned int number);

/* A verdict's class in the style sheet ("pass", "known", "bad", "skip"), and what it is called. */
const char *page_class(enum verdict verdict);
const char *page_label(enum verdict verdict);

#endif
