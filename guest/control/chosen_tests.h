/* SPDX-License-Identifier: BSD-2-Clause */
/* The tests of this run, on whichever guest. */
#ifndef GUEST_CHOSEN_TESTS_H
#define GUEST_CHOSEN_TESTS_H

#include <stddef.h>

#include "protocol/test.h"

/* Those of this program that apply in settings.scope, which must be complete, in run order. Panics
 * if they are more than a run can have. */
const struct test *const *chosen_tests(size_t *count);

#endif
