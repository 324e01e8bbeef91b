/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_VERDICT_H
#define HARNESS_VERDICT_H

#include <stdbool.h>

/* In order of badness: the worst of a run is its result. */
enum verdict {
    VERDICT_PASS,
    VERDICT_XFAIL, /* a failure that the expectations name, with its reason */
    VERDICT_SKIP,
    VERDICT_ERROR, /* could not tell */
    VERDICT_FAIL,
    VERDICT_XPASS, /* expected to fail and did not: counts as a failure */
    VERDICT_TIMEOUT,
    VERDICT_CRASH,
};
#define VERDICTS (VERDICT_CRASH + 1)

/* Whether a verdict fails the run. */
bool verdict_is_bad(enum verdict verdict);

const char *verdict_name(enum verdict verdict);

/* protocol/config.h's enum exit_status for a verdict. */
int verdict_exit_status(enum verdict verdict);

#endif
