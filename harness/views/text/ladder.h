/* SPDX-License-Identifier: BSD-2-Clause */
/* The latency part of the text report. */
#ifndef HARNESS_LADDER_H
#define HARNESS_LADDER_H

#include "harness/result/outcome.h"

/*
 * One table for each unit and Xen, from the scenario that measured most; without Xen, one for each
 * scenario. Instructions and nanoseconds never share one. All samples are in the JSON report.
 */
void text_ladders(FILE *out, const struct run *run);

#endif
