/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that no device was given: a change there is a stray write. */
#ifndef SUITES_VIO_CANARY_H
#define SUITES_VIO_CANARY_H

#include <stdbool.h>
#include <stdint.h>

/* Fills the first page of each 2 MiB of spare RAM, and remembers our code and constants. */
void canary_set(void);

/* Whether all of that is as it was set; if not, @where is the first address that is not. */
bool canary_lives(uint64_t *where);

#endif
