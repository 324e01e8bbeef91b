/* SPDX-License-Identifier: BSD-2-Clause */
/* The metrics of all suites, as linked into this program by protocol/metric.h's METRIC(). */
#ifndef HARNESS_METRICS_H
#define HARNESS_METRICS_H

#include <stdbool.h>

#include "protocol/metric.h"

struct rules;

/* The declaration of @id, or NULL. */
const struct declared_metric *metrics_find(const char *id);

/*
 * Compares two identifiers as reports list metrics, from the bare trap up: rules of group LAT
 * first, by number, within a rule as declared; what is not declared last.
 */
int metrics_order(const char *a, const char *b);

/* Start-up check, as catalogue_check(): no two of one name, every rule known, labels that fit,
 * parts listed behind their whole. */
bool metrics_check(const struct rules *rules);

#endif
