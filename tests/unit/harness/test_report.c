/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports of a run: what it comes to, its formats, what JSON keeps of it, and a full disk. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite reported_run */

#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "tests/fakes/reported_run.h"

static const char *const formats[] = {"text", "tap", "junit", "json", "html"};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

GREATEST_TEST the_run_is_as_bad_as_its_worst(void)
{
    const struct run empty = {.count = 0};

    GREATEST_ASSERT_EQ(VERDICT_CRASH, run_verdict(&reported_run));
    GREATEST_ASSERT_EQ(VERDICT_ERROR, run_verdict(&empty));
    GREATEST_ASSERT_EQ(5 + 4 + 4 + 2 + 0 + 1, run_tally(&reported_run, VERDICT_PASS));
    GREATEST_ASSERT_EQ(1, run_tally(&reported_run, VERDICT_XFAIL));
    GREATEST_ASSERT_EQ(3, run_tally(&reported_run, VERDICT_FAIL));
    GREATEST_ASSERT_EQ(5, run_tally(&reported_run, VERDICT_SKIP));
    GREATEST_ASSERT_EQ(1, run_tally(&reported_run, VERDICT_CRASH));
    GREATEST_ASSERT_EQ(1 + 3, run_tally(&reported_run, VERDICT_ERROR));
    GREATEST_PASS();
}

GREATEST_TEST formats_have_names(void)
{
    GREATEST_ASSERT(view_find("tap") == view_tap);
    GREATEST_ASSERT_FALSE(view_find("xml"));
    GREATEST_ASSERT_FALSE(view_find(""));
    GREATEST_PASS();
}

/* Every report of the tree that JSON was read back into is, byte by byte, that of the live one. */
GREATEST_TEST json_holds_the_tree(void)
{
    struct run again;
    char *json;

    reported_run_use_clock();
    reported_run_spread();
    json = report_of("json");
    GREATEST_ASSERT(json);
    GREATEST_ASSERT(run_parse("run.json", json, strlen(json), &again));
    free(json);
    for (size_t i = 0; i < FORMATS; i++) {
        char *live = report_of(formats[i]), *text;

        GREATEST_ASSERT(live);
        reported_view.run = &again;
        text = report_of(formats[i]);
        GREATEST_ASSERT(text);
        reported_view.run = &reported_run;
        GREATEST_ASSERT_STR_EQm(formats[i], live, text);
        free(live);
        free(text);
    }
    run_free(&again);
    GREATEST_PASS();
}

GREATEST_TEST a_full_disk_is_noticed(void)
{
    FILE *full = fopen("/dev/full", "w");

    if (!full)
        GREATEST_SKIPm("there is no /dev/full");
    for (size_t i = 0; i < FORMATS; i++)
        GREATEST_ASSERT_FALSEm(formats[i], view_find(formats[i])(full, &reported_view));
    fclose(full);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    reported_run_make();
    GREATEST_RUN_TEST(the_run_is_as_bad_as_its_worst);
    GREATEST_RUN_TEST(formats_have_names);
    GREATEST_RUN_TEST(json_holds_the_tree);
    GREATEST_RUN_TEST(a_full_disk_is_noticed);
    reported_run_free();
    GREATEST_MAIN_END();
}
