/* SPDX-License-Identifier: BSD-2-Clause */
/* Bounded waits over a clock that the test turns. */
#include <greatest.h>

#include "runtime/time/timeout.h"

static uint64_t now;

uint64_t clock_ns(void)
{
    return now;
}

TEST expires_at_its_deadline(void)
{
    const struct timeout timeout = timeout_start(100, "a thing");

    ASSERT(!timeout_expired(&timeout));
    now += 99;
    ASSERT(!timeout_expired(&timeout));
    now++;
    ASSERT(timeout_expired(&timeout));
    PASS();
}

TEST says_what_it_waited_for(void)
{
    struct timeout timeout = timeout_start(10 * CLOCK_MS, "the timer's interrupt");

    ASSERT_STR_EQ("timed out after 10 ms waiting for the timer's interrupt",
                  timeout_text(&timeout));
    timeout = timeout_start(20 * CLOCK_US, "an answer");
    ASSERT_STR_EQ("timed out after 20 us waiting for an answer", timeout_text(&timeout));
    PASS();
}

/* Last: it holds from then on. */
TEST is_generous_up_to_two_seconds(void)
{
    timeout_be_generous();
    ASSERT_EQ(16 * CLOCK_MS, timeout_start(CLOCK_MS, "a thing").ns);
    ASSERT_EQ(2 * CLOCK_S, timeout_start(CLOCK_S, "a thing").ns);
    ASSERT_EQ(3 * CLOCK_S, timeout_start(3 * CLOCK_S, "a thing").ns);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(expires_at_its_deadline);
    RUN_TEST(says_what_it_waited_for);
    RUN_TEST(is_generous_up_to_two_seconds);
    GREATEST_MAIN_END();
}
