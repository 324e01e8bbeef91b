/* SPDX-License-Identifier: BSD-2-Clause */
/* The drivers' errors, and the rules that their texts name. */
#include <greatest.h>
#include <string.h>

#include "guest/virtio/driver_error.h"

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
    char rule[DRIVER_ERROR_RULE];

    ASSERT(driver_error_rule(driver_error_text(VIRTQUEUE_USED_TWICE), rule));
    ASSERT_STR_EQ("VIO-12", rule);
    ASSERT(driver_error_rule(driver_error_text(PCI_CAP_LOOP), rule));
    ASSERT_STR_EQ("ECAM-14", rule);
    ASSERT_FALSE(driver_error_rule(driver_error_text(VIRTQUEUE_FULL), rule));
    PASS();
}

/* What ends with a bracket has a rule in it. */
#define COUNT_RULE(name, text) text,
static const char *const all[] = {DRIVER_ERRORS(COUNT_RULE)};

TEST every_bracket_is_a_rule(void)
{
    char rule[DRIVER_ERROR_RULE];

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        ASSERT_EQ(all[i][strlen(all[i]) - 1] == ')', driver_error_rule(all[i], rule));
    PASS();
}

TEST what_names_no_rule(void)
{
    static const char *const none[] = {
        "",
        "(",
        ")",
        "x ()",
        "x (-)",
        "x (VIO-)",
        "x (-12)",
        "x (VIO-12",
        "x (VIO-12) y",
        "x (vio-12)",
        "!(size & (size - 1))",
        "x (VIO12)",
        "x (ABCDEFGH-123)", /* too long */
    };
    char rule[DRIVER_ERROR_RULE];

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        ASSERT_FALSE(driver_error_rule(none[i], rule));
    ASSERT(driver_error_rule("(A-1)", rule));
    ASSERT_STR_EQ("A-1", rule);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(texts);
    RUN_TEST(rules_of_errors);
    RUN_TEST(every_bracket_is_a_rule);
    RUN_TEST(what_names_no_rule);
    GREATEST_MAIN_END();
}
