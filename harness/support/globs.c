/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/globs.h"

#include "protocol/test.h"

const char *const *globs_list(const struct globs *globs)
{
    return globs->count ? globs->list : NULL;
}

bool globs_match(const struct globs *globs, const char *name)
{
    for (size_t i = 0; i < globs->count; i++)
        if (glob_matches(globs->list[i], name))
            return true;
    return false;
}
