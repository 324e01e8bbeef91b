/* SPDX-License-Identifier: BSD-2-Clause */
/* The drivers' errors, and the rules that they break. */
#include <greatest.h>
#include <string.h>

#include "guest/driver_error.h"

TEST texts(void)
{
    ASSERT_STR_EQ("no error", driver_error_text(0));
    ASSERT_STR_EQ("unknown error", driver_error_text(DRIVER_ERROR_BASE));
    ASSERT_STR_EQ("unknown error", driver_error_text(-1));
    ASSERT_STR_EQ("virtqueue: not enough free descriptors", driver_error_text(VIRTQUEUE_FULL));
    PASS();
}

TEST rules_of_errors(void)
{
    ASSERT_STR_EQ("VIO-12", driver_error_rule(VIRTQUEUE_USED_TWICE));
    ASSERT_STR_EQ("ECAM-14", driver_error_rule(PCI_CAP_LOOP));
    ASSERT_EQ(NULL, driver_error_rule(VIRTQUEUE_FULL));
    ASSERT_EQ(NULL, driver_error_rule(0));
    ASSERT_EQ(NULL, driver_error_rule(1));
    ASSERT_EQ(NULL, driver_error_rule(-1));
    ASSERT_EQ(NULL, driver_error_rule(DRIVER_ERROR_BASE));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(texts);
    RUN_TEST(rules_of_errors);
    GREATEST_MAIN_END();
}
