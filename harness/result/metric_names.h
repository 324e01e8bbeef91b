/* SPDX-License-Identifier: BSD-2-Clause */
/* What people call the metrics, and how they belong together. */
#ifndef HARNESS_METRIC_NAMES_H
#define HARNESS_METRIC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct metric_name {
    const char *id;
    const char *label; /* for people */
    const char *of;    /* id of the metric that this is a part of; NULL: of none */
    const char *kvm;   /* the name of kvm-unit-tests' arm/micro-bench for it; NULL: it has none */
    bool phased;       /* depends on what else is due just then: small causes, large effects */
};

/* In the order in which people read them: from the bare trap up. */
extern const struct metric_name metric_names[];
extern const size_t metric_name_count;

/* The entry of @id, or NULL: a metric of a suite that has no entry goes by its id. */
const struct metric_name *metric_name(const char *id);

/* Where @id stands among metric_names[]; all that have no entry come last. */
size_t metric_rank(const char *id);

/* LAT-1 to LAT-6. The others are stalls and scans: thousands of rungs, that would leave these
 * without a bar. */
bool metric_is_rung(const char *id);

/* "instructions" for "insn", "nanoseconds" for "ns". */
const char *metric_unit(const char *unit);

#endif
