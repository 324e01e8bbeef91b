/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of globs, as options and files give them. */
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

/* The list, as test_selected() and the guest take it; NULL if it is empty. */
const char *const *globs_list(const struct globs *globs);

/* Whether @name matches one of @globs. */
bool globs_match(const struct globs *globs, const char *name);

#endif
