/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/chosen_tests.h"

#include <stdlib.h>

#include "guest/control/settings.h"
#include "runtime/panic.h"

#define TESTS_MAX 512

const struct test *const *chosen_tests(size_t *count)
{
    static const struct test *chosen[TESTS_MAX];

    *count = 0;
    for (const struct test *test = __start_doorbell_tests; test < __stop_doorbell_tests; test++) {
        if (!test_applies(test, &settings.scope))
            continue;
        if (*count == TESTS_MAX)
            panic("more than %u tests in one run", TESTS_MAX);
        chosen[(*count)++] = test;
    }
    qsort(chosen, *count, sizeof(chosen[0]), test_order);
    return chosen;
}
