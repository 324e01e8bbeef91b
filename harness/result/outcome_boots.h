/* SPDX-License-Identifier: BSD-2-Clause */
/* What several boots of one scenario measured, as one outcome. */
#ifndef HARNESS_OUTCOME_BOOTS_H
#define HARNESS_OUTCOME_BOOTS_H

#include "harness/result/outcome.h"

/*
 * Adds the samples of @next, another boot of the same scenario, behind those of @outcome; takes
 * over
 * @next. Returns the outcome of both: where one of them is no success, that one. A metric that the
 * two do not have alike is an ERROR.
 */
struct outcome *outcome_add_boot(struct outcome *outcome, struct outcome *next);

/* How many boots @outcome is of: each has the same share of every metric's samples, one after the
 * other. 1 also where that is not known. */
size_t outcome_boots(const struct outcome *outcome);

#endif
