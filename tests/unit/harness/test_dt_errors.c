/* SPDX-License-Identifier: BSD-2-Clause */
/* What does not go into a device tree, and that the first error sticks. */
/* FAKES: composed_tree */
#include <libfdt.h>
#include <string.h>

#include "harness/machine/dt_writer.h"
#include "tests/fakes/composed_tree.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

TEST keys_that_are_none_are_refused(void)
{
    static const char *const wrong[] = {"a=<>", "a=<1", "a=<x>", "a=<1 0x100000000>", "a=<1> b"};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct scenario scenario = everything();

        scenario.keys[0] = wrong[i];
        ASSERT_EQ(NULL, host_dt(&scenario, NULL, &module_sizes, &blob_size));
    }
    PASS();
}

TEST what_does_not_fit_is_an_error(void)
{
    static char endless[70000];
    const char *const huge[] = {endless, NULL};
    const struct scenario scenario = everything();

    memset(endless, 'x', sizeof(endless) - 1);
    compose_partial(&scenario, huge);
    ASSERT_EQ(NULL, blob);
    PASS();
}

TEST the_first_error_of_the_writer_sticks(void)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_begin(&dt, "%064d", 0); /* one character too long */
    dtw_string(&dt, "name", "value");
    dtw_end(&dt);
    ASSERT_EQ(-FDT_ERR_NOSPACE, dt.error);
    ASSERT_STR_EQ("%064d", dt.where);
    ASSERT_EQ(NULL, dtw_finish(&dt, "tree of a test", &blob_size));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(blob_release, NULL);
    RUN_TEST(keys_that_are_none_are_refused);
    RUN_TEST(what_does_not_fit_is_an_error);
    RUN_TEST(the_first_error_of_the_writer_sticks);
    GREATEST_MAIN_END();
}
