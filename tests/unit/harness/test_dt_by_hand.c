/* SPDX-License-Identifier: BSD-2-Clause */
/* The device trees that the harness composes, and such written by hand, as dtc prints both. */
/* FAKES: composed_tree */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fakes/composed_tree.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

/* What @command prints: dtc's text of a blob, sorted, warnings included. free() it. */
static char *output_of(const char *command)
{
    char *text = NULL;
    size_t capacity = 0;
    FILE *from = popen(command, "r");

    if (from && getdelim(&text, &capacity, EOF, from) < 0)
        fprintf(stderr, "no output: %s\n", command);
    if (!from || pclose(from))
        fprintf(stderr, "failed: %s\n", command);
    return text ? text : strdup("");
}

/* Compares the tree just composed with the one written by hand in @path. */
static enum greatest_test_res same_as(const char *path)
{
    char name[] = "/tmp/test_dt.XXXXXX";
    const int fd = mkstemp(name);
    char command[200], *ours, *expected;

    ASSERT(blob && fd >= 0);
    ASSERT_EQ((ssize_t)blob_size, write(fd, blob, blob_size));
    close(fd);
    snprintf(command, sizeof(command), "dtc -s -I dtb -O dts %s 2>&1", name);
    ours = output_of(command);
    unlink(name);
    snprintf(command, sizeof(command), "dtc -I dts -O dtb %s | dtc -s -I dtb -O dts - 2>&1", path);
    expected = output_of(command);
    ASSERT(strlen(expected) > 100);
    ASSERT_STR_EQ(expected, ours);
    free(ours);
    free(expected);
    PASS();
}

TEST the_host_tree_is_as_written_by_hand(void)
{
    const struct scenario scenario = everything();

    compose_host(&scenario);
    CHECK_CALL(same_as("tests/dt/host.dts"));
    PASS();
}

TEST the_partial_tree_is_as_written_by_hand(void)
{
    const struct scenario scenario = everything();

    compose_partial(&scenario, select_two);
    CHECK_CALL(same_as("tests/dt/partial.dts"));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_TEARDOWN(blob_release, NULL);
    RUN_TEST(the_host_tree_is_as_written_by_hand);
    RUN_TEST(the_partial_tree_is_as_written_by_hand);
    GREATEST_MAIN_END();
}
