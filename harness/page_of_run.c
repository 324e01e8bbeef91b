/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell report */
#include "commands.h"

int command_report(const struct options *options, const struct suites *suites)
{
    (void)options;
    (void)suites;
    return EXIT_ERROR;
}
