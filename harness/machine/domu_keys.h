/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of the domU's node as a scenario words them: "name" is empty, "name=text" a string,
 * "name=<1 0x2>" cells; "!name" is missing.
 */
#ifndef HARNESS_DOMU_KEYS_H
#define HARNESS_DOMU_KEYS_H

#include <stdbool.h>

#include "harness/machine/dt_writer.h"

/* Whether @keys, which end with NULL, say something of @name. */
bool domu_keys_have(const char *const *keys, const char *name);

/* Writes them; one that cannot be read is an error of @dt. */
void domu_keys_write(struct dt_writer *dt, const char *const *keys);

#endif
