/* SPDX-License-Identifier: BSD-2-Clause */
/* A test for every way in which our backend can misbehave (protocol/fault.h), all in one boot. */
#include "protocol/fault.h"
#include "protocol/test.h"
#include "suites/hostile/survive.h"

#define HOSTILE(constant, name_, rule_, text)                            \
    TEST_UNUSED static void hostile_##constant(void)                     \
    {                                                                    \
        hostile_survive(constant, rule_);                                \
    }                                                                    \
    static const struct test test_hostile_##constant                     \
        __attribute__((used, section("doorbell_tests"), aligned(8))) = { \
            .group = "hostile",                                          \
            .name = name_,                                               \
            .rule = rule_,                                               \
            TITLE("noticed and survived: " text),                        \
            .attach = ON_REQUEST,                                        \
            .bus = BUS_SERVED,                                           \
            .alone = true,                                               \
            .run = TEST_RUN(hostile_##constant),                         \
    };

FAULTS(HOSTILE)
