/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys `windows` and `raw_windows`: mmio-background-regions in two forms. */
#ifndef HARNESS_SCENARIO_WINDOWS_H
#define HARNESS_SCENARIO_WINDOWS_H

#include "harness/catalogue/scenario_key.h"

/* For the table of keys; @to is the scenario. */
scenario_store scenario_store_windows, scenario_store_raw_windows;

#endif
