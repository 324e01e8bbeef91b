/* SPDX-License-Identifier: BSD-2-Clause */
/* Which tests a scenario runs, and in which order: the guest and the judge must agree. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
#include <greatest.h>
#include <stdlib.h>

#include "protocol/test.h"

static const struct {
    const char *glob, *text;
    bool matches;
} globs[] = {
    {"", "", true},
    {"", "a", false},
    {"a", "", false},
    {"*", "", true},
    {"*", "anything", true},
    {"?", "", false},
    {"?", "a", true},
    {"??", "a", false},
    {"BG-02", "BG-02", true},
    {"BG-02", "BG-020", false},
    {"BG-*", "BG-02", true},
    {"BG-*", "IOREQ-02", false},
    {"BG-0?", "BG-02", true},
    {"BG-0?", "BG-12", false},
    {"*-02", "BG-02", true},
    {"*.narrow*", "bg.narrow_reads", true},
    {"*ab", "aab", true},
    {"*ab*", "aaab", true},
    {"a*b*c", "a-b-b-c", true},
    {"a*b*c", "a-b-b", false},
    {"**a**", "bab", true},
    {"*a?c*", "abxabc", true},
    {"bg.*", "BG-01", false},
    {"[a-z]", "a", false}, /* no sets */
    {"*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
};

GREATEST_TEST globs_match(void)
{
    for (size_t i = 0; i < sizeof(globs) / sizeof(globs[0]); i++)
        GREATEST_ASSERT_EQm(globs[i].glob, globs[i].matches,
                            glob_matches(globs[i].glob, globs[i].text));
    GREATEST_PASS();
}

GREATEST_TEST selection_is_by_rule_or_name(void)
{
    const struct test test = {.group = "bg", .name = "narrow_reads", .rule = "BG-02"};
    const char *const by_rule[] = {"LAT-*", "BG-0?", NULL};
    const char *const by_name[] = {"bg.narrow*", NULL};
    const char *const by_neither[] = {"narrow_reads", "BG-03", NULL};
    const char *const empty[] = {NULL}, *const only_not[] = {"!LAT-*", NULL};
    const char *const but[] = {"BG-*", "!BG-02", NULL}, *const but_name[] = {"!bg.n*", "*", NULL};
    const char *const but_others[] = {"BG-*", "!BG-03", "!lat.*", NULL};

    GREATEST_ASSERT(test_selected(&test, NULL));
    GREATEST_ASSERT(test_selected(&test, by_rule));
    GREATEST_ASSERT(test_selected(&test, by_name));
    GREATEST_ASSERT_FALSE(test_selected(&test, by_neither));
    GREATEST_ASSERT_FALSE(test_selected(&test, empty));
    GREATEST_ASSERT_FALSE(test_selected(&test, only_not));
    GREATEST_ASSERT_FALSE(test_selected(&test, but));
    GREATEST_ASSERT_FALSE(test_selected(&test, but_name));
    GREATEST_ASSERT(test_selected(&test, but_others));
    GREATEST_PASS();
}

GREATEST_TEST names_have_a_limit(void)
{
    struct test test = {.group = "bg", .name = "narrow_reads"};
    char name[TEST_NAME_MAX + 1];

    GREATEST_ASSERT_STR_EQ("bg.narrow_reads", test_name(&test, name));
    test.name = "0123456789012345678901234567890123456789012345678901234567890123456789";
    GREATEST_ASSERT_EQ(TEST_NAME_MAX, strlen(test_name(&test, name)));
    GREATEST_PASS();
}

/* In which attach modes a bus can be had: ON_REQUEST, TIMED, NEVER, PRESENT. */
static const bool can_be_had[][4] = {
    [BUS_ANY] = {true, true, true, true},
    [BUS_EMPTY] = {true, false, true, false},
    [BUS_ARRIVES] = {true, true, false, false},
    [BUS_SERVED] = {true, true, false, true},
};

/* Every test that can be described against every scope there is. */
GREATEST_TEST needs_decide(void)
{
    static const unsigned int profiles[] = {TRAP, UNMAPPED, WINDOWS, BARE, VPCI};
    static const unsigned int attaches[] = {ON_REQUEST, TIMED, NEVER, PRESENT};
    struct test test = {.group = "bg", .name = "x", .rule = "BG-01"};
    size_t applied = 0;

    for (unsigned int bits = 0; bits < 4 * 32 * 16 * 2 * 4; bits++)
        for (size_t p = 0; p < 5; p++)
            for (size_t a = 0; a < 4; a++)
                for (int rrs = 0; rrs < 2; rrs++) {
                    const struct test_scope scope = {.profile = profiles[p],
                                                     .attach = attaches[a],
                                                     .has = HYPERVISOR,
                                                     .rrs = rrs,
                                                     .vcpus = 2};
                    bool wanted;

                    test.bus = bits & 3;
                    test.profiles = bits >> 2 & 31;
                    test.attach = bits >> 7 & 15;
                    test.rrs = bits >> 11 & 1;
                    test.vcpus = bits >> 12;
                    wanted = can_be_had[test.bus][a] && (rrs || !test.rrs) && test.vcpus <= 2 &&
                             (!test.profiles || test.profiles >> p & 1) &&
                             (!test.attach || test.attach >> a & 1);
                    GREATEST_ASSERT_EQ(wanted, test_applies(&test, &scope));
                    applied += wanted;
                }
    GREATEST_ASSERT(applied > 0);
    GREATEST_PASS();
}

GREATEST_TEST selection_narrows_what_applies(void)
{
    const char *const other[] = {"LAT-*", NULL}, *const same[] = {"BG-*", NULL};
    const struct test test = {.group = "bg", .name = "x", .rule = "BG-01"};
    struct test_scope scope = {
        .profile = TRAP, .attach = NEVER, .has = HYPERVISOR, .vcpus = 1, .select = other};

    GREATEST_ASSERT_FALSE(test_applies(&test, &scope));
    scope.select = same;
    GREATEST_ASSERT(test_applies(&test, &scope));
    GREATEST_PASS();
}

GREATEST_TEST some_run_only_where_they_are_named(void)
{
    const char *const others[] = {"lat.*", NULL}, *const these[] = {"lat.*", "bg.x", NULL};
    const char *const globs[] = {"bg.?", "BG-*", "b*", "*", NULL};
    const char *const group[] = {"bg.*", NULL};
    const char *const group_but[] = {"bg.*", "!bg.x", NULL};
    const struct test test = {.group = "bg", .name = "x", .rule = "BG-01", .alone = true};
    const struct test plain = {.group = "bg", .name = "y", .rule = "BG-01"};
    struct test_scope scope = {.profile = TRAP, .attach = NEVER, .has = HYPERVISOR, .vcpus = 1};

    GREATEST_ASSERT_FALSE(test_applies(&test, &scope));
    GREATEST_ASSERT(test_applies(&plain, &scope));
    scope.tests = others;
    GREATEST_ASSERT_FALSE(test_applies(&test, &scope));
    scope.tests = group; /* or all of its group */
    GREATEST_ASSERT(test_applies(&test, &scope));
    scope.tests = group_but;
    GREATEST_ASSERT_FALSE(test_applies(&test, &scope));
    scope.tests = globs; /* nothing else will do */
    GREATEST_ASSERT_FALSE(test_applies(&test, &scope));
    GREATEST_ASSERT(test_applies(&plain, &scope));
    scope.tests = these;
    GREATEST_ASSERT(test_applies(&test, &scope));
    GREATEST_ASSERT_FALSE(test_applies(&plain, &scope));
    scope.select = others;
    GREATEST_ASSERT_FALSE(test_applies(&test, &scope));
    GREATEST_PASS();
}

GREATEST_TEST what_a_test_wants_of_the_machine_decides(void)
{
    static const struct {
        struct test test;
        struct test_scope scope;
    } cases[] = {
        {{.enhanced = true}, {.enhanced = true}},
        {{.vpl011 = true}, {.vpl011 = true}},
        {{.gic = 2}, {.gic = 2}},
        {{.ends = ENDS_SHUTDOWN}, {.ends = "shutdown"}},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
            struct test test = cases[i].test;
            struct test_scope scope = cases[k].scope;

            test.group = "bg";
            scope.profile = TRAP;
            scope.attach = NEVER;
            scope.has = HYPERVISOR;
            GREATEST_ASSERT_EQ(i == k, test_applies(&test, &scope));
            test = (struct test){.group = "bg", .name = "x", .rule = "BG-01"};
            GREATEST_ASSERT(test_applies(&test, &scope));
        }
    GREATEST_PASS();
}

/* Without Xen, nothing runs that would call it: said by the test, or by what its group is about. */
GREATEST_TEST nothing_calls_a_hypervisor_that_is_not_there(void)
{
    static const char *const about_xen[] = {"bg", "hb", "hyp", "ioreq", "uart", "xabi"};
    struct test_scope bare = {.profile = BARE, .attach = PRESENT, .vcpus = 1};
    struct test test = {.group = "vio", .name = "x", .rule = "VIO-01", .bus = BUS_SERVED};

    GREATEST_ASSERT(test_applies(&test, &bare));
    for (unsigned int bit = 0; bit < 3; bit++) {
        test.needs = 1u << bit;
        bare.has = ~(1u << bit);
        GREATEST_ASSERT_FALSE(test_applies(&test, &bare));
        bare.has = 1u << bit;
        GREATEST_ASSERT(test_applies(&test, &bare));
    }
    test.needs = 0;
    for (size_t i = 0; i < sizeof(about_xen) / sizeof(about_xen[0]); i++) {
        test.group = about_xen[i];
        bare.has = ~HYPERVISOR;
        GREATEST_ASSERT_FALSE(test_applies(&test, &bare));
        bare.has = HYPERVISOR | CONTROL_PAGE;
        GREATEST_ASSERT(test_applies(&test, &bare));
    }
    /* Its tests command the device model. */
    test.group = "ioreq";
    bare.has = HYPERVISOR;
    GREATEST_ASSERT_FALSE(test_applies(&test, &bare));
    GREATEST_PASS();
}

GREATEST_TEST a_scenario_narrows_before_the_user_does(void)
{
    const char *const bg[] = {"BG-*", NULL}, *const first[] = {"*-01", NULL};
    const struct test_scope scope = {
        .profile = TRAP, .attach = NEVER, .has = HYPERVISOR, .tests = bg, .select = first};
    const struct test both = {.group = "bg", .name = "x", .rule = "BG-01"};
    const struct test one = {.group = "bg", .name = "y", .rule = "BG-02"};
    const struct test other = {.group = "lat", .name = "z", .rule = "LAT-01"};

    GREATEST_ASSERT(test_applies(&both, &scope));
    GREATEST_ASSERT_FALSE(test_applies(&one, &scope));
    GREATEST_ASSERT_FALSE(test_applies(&other, &scope));
    GREATEST_PASS();
}

GREATEST_TEST nothing_follows_the_end(void)
{
    const struct test any = {.group = "xabi", .name = "z", .rule = "XABI-99"};
    const struct test end = {.group = "bg", .name = "a", .rule = "BG-01", .ends = ENDS_SHUTDOWN};
    const struct test *const a = &any, *const b = &end;

    GREATEST_ASSERT(test_order(&a, &b) < 0);
    GREATEST_PASS();
}

GREATEST_TEST the_bus_comes_first_in_the_order(void)
{
    static const struct test tests[] = {
        {.bus = BUS_EMPTY, .group = "bg", .rule = "BG-02", .name = "b"},
        {.bus = BUS_EMPTY, .group = "bg", .rule = "BG-10", .name = "a"},
        {.bus = BUS_EMPTY, .group = "ecam", .rule = "ECAM-01", .name = "a"},
        {.bus = BUS_ARRIVES, .group = "bg", .rule = "BG-01", .name = "a"},
        {.bus = BUS_SERVED, .group = "bg", .rule = "BG-01", .name = "a"},
        {.bus = BUS_SERVED, .group = "bg", .rule = "BG-01", .name = "b"},
        {.bus = BUS_ANY, .group = "bg", .rule = "BG-01", .name = "a"},
    };
    enum {
        COUNT = sizeof(tests) / sizeof(tests[0])
    };
    const struct test *order[COUNT];

    for (size_t start = 0; start < COUNT; start++) {
        for (size_t i = 0; i < COUNT; i++)
            order[i] = &tests[(start + 3 * i) % COUNT];
        qsort(order, COUNT, sizeof(order[0]), test_order);
        for (size_t i = 0; i < COUNT; i++)
            GREATEST_ASSERT_EQ(&tests[i], order[i]);
    }
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(globs_match);
    GREATEST_RUN_TEST(selection_is_by_rule_or_name);
    GREATEST_RUN_TEST(names_have_a_limit);
    GREATEST_RUN_TEST(needs_decide);
    GREATEST_RUN_TEST(selection_narrows_what_applies);
    GREATEST_RUN_TEST(some_run_only_where_they_are_named);
    GREATEST_RUN_TEST(what_a_test_wants_of_the_machine_decides);
    GREATEST_RUN_TEST(a_scenario_narrows_before_the_user_does);
    GREATEST_RUN_TEST(nothing_calls_a_hypervisor_that_is_not_there);
    GREATEST_RUN_TEST(nothing_follows_the_end);
    GREATEST_RUN_TEST(the_bus_comes_first_in_the_order);
    GREATEST_MAIN_END();
}
