/* SPDX-License-Identifier: BSD-2-Clause */
/* A run in parts, on several machines, and what makes one run of them again. */
#ifndef HARNESS_SHARD_H
#define HARNESS_SHARD_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/result/outcome.h"

/* Part @number, from 1, of @of: every @of-th scenario, beginning with the @number-th. @of 0: the
 * whole run. */
struct shard {
    unsigned int number, of;
};
#define SHARDS_MAX 1000

/* Whether @shard has the scenario that is at @index, from 0, in the whole run. */
bool shard_has(struct shard shard, size_t index);

/*
 * The runs @parts, all of them, as one in @out: what is common to them, and their outcomes, which
 * it takes over, in the whole run's order. False after one line on stderr if a part is missing or
 * there twice, or if they are not of one run. Release with run_free(), as the parts.
 */
bool shards_merge(struct run *parts, size_t count, struct run *out);

#endif
