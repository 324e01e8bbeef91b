/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of a run become the run; what is no whole is refused, and nothing leaks. */
/* FAKES: capture */

#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "harness/result/shard.h"
#include "harness/support/heap.h"
#include "tests/fakes/capture.h"

#define NAMES "a b c"

static struct run parts[3], merged;
static const char *said;

static char *scenario(const char *name, const char *xen)
{
    return heap_format("{\"name\": \"%s\", \"verdict\": \"PASS\", \"xen\": {%s}, \"problems\": [], "
                       "\"tests\": [], \"metrics\": [], \"console\": []}",
                       name, xen);
}

/* Part @number of @of at parts[@index], with the scenario @first and, if not NULL, @second. */
static void part(size_t index, unsigned int number, unsigned int of, const char *first,
                 const char *second, const char *xen)
{
    char *one = scenario(first, xen), *two = second ? scenario(second, xen) : heap_copy("");
    char *json = heap_format(
        "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"PASS\", \"seconds\": %u, "
        "\"started\": \"2026-01-31T12:00:0%uZ\", \"qemu\": \"7.2\", \"shard\": {\"number\": %u, "
        "\"of\": %u, \"scenarios\": \"" NAMES "\", \"rules\": \"*\", \"one_xen\": false}, "
        "\"scenarios\": [%s%s%s]}",
        number, 9 - number, number, of, one, second ? "," : "", two);

    if (!run_parse(number == 1 ? "one.json" : "two.json", json, strlen(json), &parts[index]))
        abort();
    free(json);
    free(one);
    free(two);
}

/* Merges the first @count of parts[], and frees these. */
static bool merge(size_t count)
{
    bool good;

    capture_start(2);
    good = shards_merge(parts, count, &merged);
    said = capture_end();
    for (size_t i = 0; i < count; i++)
        run_free(&parts[i]);
    return good;
}

#define DEBUG "\"debug\": true, \"build_id\": \"1\""

TEST parts_become_the_whole(void)
{
    part(0, 2, 2, "b", NULL, DEBUG);
    part(1, 1, 2, "a", "c", DEBUG);
    ASSERT(merge(2));
    ASSERT_EQ(3, merged.count);
    ASSERT_STR_EQ("a", merged.outcomes[0]->name);
    ASSERT_STR_EQ("b", merged.outcomes[1]->name);
    ASSERT_STR_EQ("c", merged.outcomes[2]->name);
    ASSERT_STR_EQ("2026-01-31T12:00:07Z", merged.started);
    ASSERT_EQ(2, merged.seconds);
    ASSERT_STR_EQ("7.2", fact_known(&merged.facts, "qemu"));
    ASSERT_EQ(NULL, fact_value(&merged.facts, "shard.of"));
    run_free(&merged);
    PASS();
}

TEST one_run_may_have_a_debug_and_a_release_xen(void)
{
    part(0, 1, 2, "a", "c", DEBUG);
    part(1, 2, 2, "b", NULL, "\"debug\": false, \"build_id\": \"2\"");
    ASSERT(merge(2));
    run_free(&merged);
    PASS();
}

TEST what_is_no_whole_is_refused(void)
{
    part(0, 1, 2, "a", "c", DEBUG);
    ASSERT_FALSE(merge(1));
    ASSERT_STR_EQ("doorbell: one.json: part 2 of the 2 is missing\n", said);

    part(0, 1, 2, "a", "c", DEBUG);
    part(1, 2, 2, "b", NULL, DEBUG);
    part(2, 2, 2, "b", NULL, DEBUG);
    ASSERT_FALSE(merge(3));
    ASSERT_STR_EQ("doorbell: two.json: part 2 of 2 is there twice, first in two.json\n", said);

    part(0, 1, 2, "a", "c", DEBUG);
    part(1, 2, 3, "b", NULL, DEBUG);
    ASSERT_FALSE(merge(2));
    ASSERT(strstr(said, "another run than one.json: \"shard.of\" differs"));

    part(0, 1, 2, "a", "c", DEBUG);
    part(1, 2, 2, "b", NULL, "\"debug\": true, \"build_id\": \"2\"");
    ASSERT_FALSE(merge(2));
    ASSERT(strstr(said, "another Xen than one.json: \"xen.build_id\" differs"));

    part(0, 3, 2, "a", "c", DEBUG);
    ASSERT_FALSE(merge(1));
    ASSERT(strstr(said, "part 3 of 2 there cannot be"));

    part(0, 1, 2, "a", "x", DEBUG);
    part(1, 2, 2, "b", NULL, DEBUG);
    ASSERT_FALSE(merge(2));
    ASSERT(strstr(said, "scenario c is not where this part must have it"));

    part(0, 1, 2, "a", "c", DEBUG);
    part(1, 2, 2, "b", "d", DEBUG);
    ASSERT_FALSE(merge(2));
    ASSERT(strstr(said, "the parts have 4 scenarios, the whole run 3"));

    part(0, 1, 2000000, "a", "c", DEBUG);
    ASSERT_FALSE(merge(1));
    ASSERT(strstr(said, "not made with --shard"));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(parts_become_the_whole);
    RUN_TEST(one_run_may_have_a_debug_and_a_release_xen);
    RUN_TEST(what_is_no_whole_is_refused);
    GREATEST_MAIN_END();
}
