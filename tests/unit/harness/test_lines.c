/* SPDX-License-Identifier: BSD-2-Clause */
/* Console bytes into lines, whatever a dying machine sends. */
#include <greatest.h>
#include <stdio.h>
#include <string.h>

#include "harness/boot/lines.h"

static struct lines lines;
static char seen[3 * LINES_MAX]; /* every line with a '|' behind it */
static size_t longest;

static void take(void *arg, const char *line)
{
    (void)arg;
    strcat(strcat(seen, line), "|");
    if (strlen(line) > longest)
        longest = strlen(line);
}

static void feed(const char *bytes, size_t count)
{
    lines_feed(&lines, bytes, count, take, NULL);
}

static void setup(void *arg)
{
    (void)arg;
    lines = (struct lines){0};
    seen[0] = '\0';
    longest = 0;
}

TEST pieces_make_lines(void)
{
    feed("on", 2);
    feed("e\r", 2);
    feed("\ntwo\n\nth", 8);
    ASSERT_STR_EQ("one\r|two||", seen);
    lines_end(&lines, take, NULL);
    ASSERT_STR_EQ("one\r|two||th|", seen);
    lines_end(&lines, take, NULL);
    ASSERT_STR_EQ("one\r|two||th|", seen);
    PASS();
}

TEST a_nul_hides_nothing(void)
{
    feed("a\0b\n", 4);
    ASSERT_STR_EQ("a?b|", seen);
    PASS();
}

TEST escape_sequences_are_left_out(void)
{
    static const char bytes[] = "\x1b[32ma\x1b[0;1mb\x1b[m\n\x1b"
                                "7c\x1b\n\x1b[2\n";

    feed(bytes, sizeof(bytes) - 1);
    ASSERT_STR_EQ("ab|c||", seen);
    PASS();
}

TEST an_endless_line_comes_in_pieces(void)
{
    static char bytes[2 * LINES_MAX + 1];

    memset(bytes, 'x', sizeof(bytes));
    feed(bytes, sizeof(bytes));
    lines_end(&lines, take, NULL);
    ASSERT_EQ(sizeof(bytes) + 3, strlen(seen));
    ASSERT_EQ(LINES_MAX, longest);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    RUN_TEST(pieces_make_lines);
    RUN_TEST(a_nul_hides_nothing);
    RUN_TEST(escape_sequences_are_left_out);
    RUN_TEST(an_endless_line_comes_in_pieces);
    GREATEST_MAIN_END();
}
