/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest may ask, and what it may not. */
#include "harness/support/ask.h"

#include <greatest.h>

TEST words_are_read(void)
{
    ASSERT_EQ(ASK_PLUG, ask_read("plug", NULL));
    ASSERT_EQ(ASK_UNPLUG, ask_read("unplug", NULL));
    ASSERT_EQ(ASK_RESIZE, ask_read("resize 1", NULL));
    PASS();
}

TEST sectors_are_decimal_and_fit(void)
{
    uint64_t sectors = 0;

    ASSERT_EQ(ASK_RESIZE, ask_read("resize 4822678189205111", &sectors));
    ASSERT_EQ(4822678189205111u, sectors);
    ASSERT_EQ(ASK_RESIZE, ask_read("resize 18014398509481983", &sectors));
    ASSERT_EQ(ASK_SECTORS_MAX, sectors);
    PASS();
}

TEST all_else_is_malformed(void)
{
    static const char *const payloads[] = {"",
                                           "plu",
                                           "plug 1",
                                           "resize",
                                           "resize ",
                                           "resize -1",
                                           "resize +1",
                                           "resize  1",
                                           "resize 1 ",
                                           "resize 0x1",
                                           "resize 1 2",
                                           "resize 0",
                                           "unplugs",
                                           "resize 18014398509481984",
                                           "resize 99999999999999999999"};
    uint64_t sectors = 7;

    for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
        ASSERT_EQm(payloads[i], ASK_MALFORMED, ask_read(payloads[i], &sectors));
    ASSERT_EQ(7, sectors);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(words_are_read);
    RUN_TEST(sectors_are_decimal_and_fit);
    RUN_TEST(all_else_is_malformed);
    GREATEST_MAIN_END();
}
