/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SUITES_SURVIVE_H
#define SUITES_SURVIVE_H

#include "protocol/fault.h"

/*
 * Checks that @fault, which breaks @rule, is noticed: while the backend misbehaves, a test of the
 * rule fails, and its failure names this rule and no other; memory that no device was given stays
 * as it is; and once the backend is well again, attached anew, the same test passes.
 */
void hostile_survive(enum fault fault, const char *rule);

#endif
