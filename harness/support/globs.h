/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_GLOBS_H
#define HARNESS_GLOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/config.h"

/* The globs of an option that can be repeated; a NULL follows the last. */
struct globs {
    const char *list[CONFIG_GLOBS + 1];
    size_t count;
};

/* Whether @name matches one of @globs. */
bool globs_match(const struct globs *globs, const char *name);

#endif
