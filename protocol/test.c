/* SPDX-License-Identifier: BSD-2-Clause */
#include "protocol/test.h"

#include <string.h>

const char *test_name(const struct test *test, char name[TEST_NAME_MAX + 1])
{
    name[0] = '\0';
    strncat(name, test->group, TEST_NAME_MAX);
    strncat(name, ".", TEST_NAME_MAX - strlen(name));
    strncat(name, test->name, TEST_NAME_MAX - strlen(name));
    return name;
}

/* Backtracks to the last star only: that is enough. */
bool glob_matches(const char *glob, const char *text)
{
    const char *star = NULL, *resume = NULL;

    while (*text) {
        if (*glob == '*') {
            star = glob++;
            resume = text;
        } else if (*glob == '?' || *glob == *text) {
            glob++;
            text++;
        } else if (star) {
            glob = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*glob == '*')
        glob++;
    return !*glob;
}

/* The attach modes in which @bus can be had. TIMED is a race: never surely empty. */
static unsigned int attach_modes(enum bus bus)
{
    switch (bus) {
    case BUS_ANY:
        return ON_REQUEST | TIMED | NEVER | PRESENT | ASKED;
    case BUS_EMPTY:
        return ON_REQUEST | NEVER | ASKED;
    case BUS_ARRIVES:
        return ON_REQUEST | TIMED | ASKED;
    case BUS_SERVED:
        return ON_REQUEST | TIMED | PRESENT | ASKED;
    }
    return 0;
}

static const char *const ends[] = {
    [ENDS_SYSTEM_OFF] = "system-off",
    [ENDS_SYSTEM_RESET] = "system-reset",
    [ENDS_SHUTDOWN] = "shutdown",
};

/* What @test needs: what it says, and what its group is about. */
static unsigned int needs_of(const struct test *test)
{
    static const struct {
        const char *group;
        unsigned int needs;
    } implied[] = {
        {"bg", HYPERVISOR},
        {"hb", HYPERVISOR},
        {"hyp", HYPERVISOR},
        {"ioreq", HYPERVISOR | CONTROL_PAGE}, /* a device model that does as we tell it */
        {"uart", HYPERVISOR},
        {"xabi", HYPERVISOR},
        {"hot", OVER_PCI},
        {"int", OVER_PCI},
        {"lat", OVER_PCI},
        {"mmio", MMIO},
        {"grant", GRANTS},
    };
    unsigned int needs = test->needs;

    for (unsigned int i = 0; i < sizeof(implied) / sizeof(implied[0]); i++)
        if (!strcmp(test->group, implied[i].group))
            needs |= implied[i].needs;
    return needs;
}

/*
 * Whether the scenario's own choice takes @test. One that is .alone must be named in full: no glob
 * may bring a test that is slow, or takes the host down, into another run.
 */
static bool is_chosen(const struct test *test, const char *const *tests)
{
    const struct test group = {.group = test->group, .name = "*"};
    char name[TEST_NAME_MAX + 1], all[TEST_NAME_MAX + 1];

    if (!test_selected(test, tests))
        return false;
    if (!test->alone)
        return true;
    test_name(test, name);
    test_name(&group, all);
    for (; tests && *tests; tests++)
        if (!strcmp(*tests, name) || !strcmp(*tests, all))
            return true;
    return false;
}

bool test_applies(const struct test *test, const struct test_scope *scope)
{
    if (test->profiles && !(test->profiles & scope->profile))
        return false;
    if (test->attach && !(test->attach & scope->attach))
        return false;
    if (!(attach_modes(test->bus) & scope->attach))
        return false;
    if (needs_of(test) & ~scope->has)
        return false;
    if (scope->has & LINUX && !(test->needs & LINUX)) /* the program there has no others */
        return false;
    if ((test->rrs && !scope->rrs) || (test->enhanced && !scope->enhanced) ||
        (test->vpl011 && !scope->vpl011))
        return false;
    if (test->vcpus > scope->vcpus)
        return false;
    if (test->gic && test->gic != scope->gic)
        return false;
    if (test->ends && (!scope->ends || strcmp(ends[test->ends], scope->ends)))
        return false;
    return test_selected(test, scope->select) && is_chosen(test, scope->tests);
}

bool test_selected(const struct test *test, const char *const *select)
{
    char name[TEST_NAME_MAX + 1];
    bool selected = false;

    if (!select)
        return true;
    test_name(test, name);
    for (; *select; select++) {
        const bool not = **select == '!';
        const char *glob = *select + not ;

        if (!glob_matches(glob, test->rule) && !glob_matches(glob, name))
            continue;
        if (not )
            return false;
        selected = true;
    }
    return selected;
}

/* BUS_ANY last: by then a timed attach has been waited for. Nothing follows the domain's end. */
static unsigned int rank(const struct test *test)
{
    if (test->ends)
        return BUS_SERVED + 2;
    return test->bus == BUS_ANY ? BUS_SERVED + 1 : test->bus;
}

/* The more basic first: how the domain was configured; where devices end, once it is known that
 * they work.
 */
static int group_rank(const struct test *test)
{
    if (!strcmp(test->group, "hb"))
        return -1;
    return !strcmp(test->group, "edge");
}

int test_order(const void *a, const void *b)
{
    const struct test *left = *(const struct test *const *)a;
    const struct test *right = *(const struct test *const *)b;
    int order = (int)rank(left) - (int)rank(right);

    if (!order)
        order = group_rank(left) - group_rank(right);
    if (!order)
        order = strcmp(left->group, right->group);
    if (!order)
        order = strcmp(left->rule, right->rule);
    if (!order)
        order = strcmp(left->name, right->name);
    return order;
}
