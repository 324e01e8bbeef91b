/* SPDX-License-Identifier: BSD-2-Clause */
/* The boots of a run, several at a time. */
#ifndef HARNESS_BOOTS_H
#define HARNESS_BOOTS_H

#include "harness/boot/boot.h"

/*
 * Boots the @count scenarios of @chosen, .jobs of @options at a time, and puts their outcomes into
 * @outcomes (@count elements) in their order. False if one could not be had (one line on stderr) or
 * it was interrupted; what was judged until then is in @outcomes, the others are NULL.
 *
 * Boots do not disturb each other: the clock of each is its own instructions (launch.c).
 */
bool boots_run(const struct options *options, const struct expectations *expectations,
               const struct scenario *const *chosen, size_t count, struct outcome **outcomes);

#endif
