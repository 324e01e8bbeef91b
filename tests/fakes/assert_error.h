/* SPDX-License-Identifier: BSD-2-Clause */
/* For greatest: @call must return @expected; a failure shows both as texts. */
#ifndef TESTS_ASSERT_ERROR_H
#define TESTS_ASSERT_ERROR_H

#include "guest/driver_error.h"

#define ASSERT_ERROR(expected, call) \
    ASSERT_STR_EQ(driver_error_text(expected), driver_error_text(call))

#endif
