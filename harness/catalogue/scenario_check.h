/* SPDX-License-Identifier: BSD-2-Clause */
/* What the table of keys cannot say: values that exclude each other. */
#ifndef HARNESS_SCENARIO_CHECK_H
#define HARNESS_SCENARIO_CHECK_H

#include "harness/catalogue/config_file.h"
#include "harness/catalogue/scenario.h"

/* Whether @scenario, read from @at, makes sense; if not, one line on stderr says why not. */
bool scenario_check(const config_setting_t *at, const struct scenario *scenario);

#endif
