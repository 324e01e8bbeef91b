/* SPDX-License-Identifier: BSD-2-Clause */
/* A run that has one of everything, and its reports. */
#ifndef TESTS_REPORTED_RUN_H
#define TESTS_REPORTED_RUN_H

#include "harness/views/views.h"

#define REPORTED_OUTCOMES 6

extern struct run reported_run;
extern struct view reported_view;

/* good, an expected failure, a failure, a crash, a skip, and one cut short. */
void reported_run_make(void);
void reported_run_free(void);

/* Its first metric becomes one of nanoseconds. */
void reported_run_use_clock(void);

/* Its first metric has a sample far from the others. */
void reported_run_spread(void);

/* The report as one string. free() it; NULL: writing it failed. */
char *report_of(const char *format);

/* How often @words are in @text. */
size_t count_in(const char *text, const char *words);

#endif
