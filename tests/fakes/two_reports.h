/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON reports of one scenario or more with little in them, and comparing two of them. */
#ifndef TESTS_TWO_REPORTS_H
#define TESTS_TWO_REPORTS_H

#include "harness/views/compare/compare.h"

#define TESTED(verdict) \
    "{\"name\": \"lat.x\", \"rule\": \"LAT-1\", \"verdict\": \"" verdict "\", \"details\": []}"
#define MEASURED(unit, samples) \
    "{\"id\": \"LAT-1.x\", \"unit\": \"" unit "\", \"n\": 3, \"samples\": [" samples "]}"
#define SCENARIO(name, env, tests, metrics)                                                  \
    "{\"name\": \"" name "\", \"verdict\": \"PASS\", \"env\": {" env "}, \"problems\": [], " \
    "\"tests\": [" tests "], \"metrics\": [" metrics "], \"console\": []}"
#define RUN(scenarios)                                                                  \
    "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"PASS\", \"scenarios\": " \
    "[" scenarios "]}"
#define NO_RUN \
    "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"ERROR\", \"scenarios\": []}"
#define WITH(tests, metrics) RUN(SCENARIO("a", "\"gic\": \"v3\"", tests, metrics))
#define BASE \
    RUN(SCENARIO("a", "\"gic\": \"v3\"", TESTED("PASS"), MEASURED("insn", "19242,19242,9")))

extern struct compare_options options;
extern struct comparison comparison; /* the last one */

/* For SET_SETUP: no options. */
void options_reset(void *arg);

/* The exit status of comparing two reports, which come_apart() releases. */
int compared(const char *before, const char *now);

/* The same, of boots that took so many seconds, and waited for a CPU so many of them. */
int compared_on(const char *before, const double *then, const char *now, const double *later);

void come_apart(void);

/* The exit status alone; nothing is to be released. */
int status_of(const char *before, const char *now);

/* The comparison as text or as JSON. free() it. */
char *comparison_words(bool json);

#endif
