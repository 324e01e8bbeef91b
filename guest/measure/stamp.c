/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/measure/stamp.h"

#include "guest/control/settings.h"
#include "guest/measure/overhead.h"
#include "guest/test/report.h"

#define TRIALS   32
#define ATTEMPTS 3
#define GRAIN    2 /* ticks */

uint64_t stamps[STAMP_COUNT];

bool stamp_cost(uint64_t *ticks)
{
    uint64_t trials[TRIALS];

    for (unsigned int attempt = 0; attempt < ATTEMPTS; attempt++) {
        for (unsigned int i = 0; i < TRIALS; i++) {
            STAMP(true, 0);
            STAMP(true, 1);
            trials[i] = stamps[1] - stamps[0];
        }
        if (overhead_settle(trials, TRIALS, settings.icount, GRAIN, ticks))
            return true;
    }
    report_error("what a stamp costs is not stable");
    return false;
}
