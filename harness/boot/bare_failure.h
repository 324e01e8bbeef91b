/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_BARE_FAILURE_H
#define HARNESS_BARE_FAILURE_H

#include <stdbool.h>

/* Why a run cannot go on: one line for the judge. */
struct bare_failure {
    bool crash; /* a part of the system under test died; else we could not do our part */
    char text[200];
};

#endif
