/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stores of scenario_key.h for the kinds of values that scenarios.cfg has: each takes a key's
 * setting to @to, the place of its member. False and a line that says what is allowed if the value
 * is none.
 */
#ifndef HARNESS_SCENARIO_VALUES_H
#define HARNESS_SCENARIO_VALUES_H

#include "harness/catalogue/scenario_key.h"

#define SCENARIO_NAME 32 /* characters: a scenario's name fits into a plan record */

scenario_store scenario_store_text, scenario_store_name, scenario_store_flag, scenario_store_not;

/* An array of .low to .high texts; servers as scenario_server() reads them. */
scenario_store scenario_store_texts, scenario_store_servers;

/* One of .keywords: its text, its value or whether that is not 0. */
scenario_store scenario_store_keyword, scenario_store_keyword_value, scenario_store_keyword_flag;

/* .low to .high; the blocks of a confidence interval, or one. */
scenario_store scenario_store_number, scenario_store_boots;

/* Times in us, whole or with a fraction, kept in ns: one, or .low to .high ascending ones. */
scenario_store scenario_store_time, scenario_store_schedule;

scenario_store scenario_store_ecam;

#endif
