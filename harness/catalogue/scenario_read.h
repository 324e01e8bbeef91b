/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a scenario by the table of its keys. */
#ifndef HARNESS_SCENARIO_READ_H
#define HARNESS_SCENARIO_READ_H

#include "harness/catalogue/config_file.h"
#include "harness/catalogue/scenario.h"

/*
 * Reads all keys of group @from into @to (zeroes before), defaults for those left out. False after
 * one line on stderr: a key that is unknown, missing, for another machine, without what it needs,
 * or whose value is not allowed.
 */
bool scenario_read(const config_setting_t *from, struct scenario *to);

#endif
