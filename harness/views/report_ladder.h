/* SPDX-License-Identifier: BSD-2-Clause */
/* The latency part of the text report. */
#ifndef HARNESS_REPORT_LADDER_H
#define HARNESS_REPORT_LADDER_H

#include "harness/views/views.h"

/*
 * One table for each unit and Xen build, from the scenario that measured most; instructions and
 * nanoseconds never share one. Every scenario's samples are in the JSON report.
 */
void report_ladders(FILE *out, const struct run *run);

#endif
