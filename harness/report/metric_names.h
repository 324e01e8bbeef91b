/* SPDX-License-Identifier: BSD-2-Clause */
/* What reports call the metrics, and in which order they stand. */
#ifndef HARNESS_METRIC_NAMES_H
#define HARNESS_METRIC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Layers from the trap up; all that are not known share the last rank. */
size_t metric_rank(const char *id);
#define METRIC_RANKS_MAX 64

/* "IOREQ read"; a part of the metric before it begins with two blanks. Unknown: @id itself. */
const char *metric_label(const char *id);

/* Thousands of rungs of the ladder: in one picture it would leave the others without a bar. */
bool metric_is_scan(const char *id);

/* "instructions" for "insn" and the like; unknown: @unit itself. */
const char *metric_unit_name(const char *unit);

#endif
