/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/globs.h"

#include "protocol/test.h"

bool globs_match(const struct globs *globs, const char *name)
{
    for (size_t i = 0; i < globs->count; i++)
        if (glob_matches(globs->list[i], name))
            return true;
    return false;
}
