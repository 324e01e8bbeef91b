/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest has granted: mapped as often as it must be, and all of it given back. */
#include "homes/ioreq/grant_map.h"

#include <greatest.h>

#include "homes/ioreq/grant.h"
#include "runtime/panic.h"

#define BIT     ((1ull << 63) / GUEST_PAGE)
#define REFUSED 100 /* refs from here on are not granted */

static uint8_t pages[GRANTS][GUEST_PAGE];
static struct {
    bool used, writable;
    grant_ref_t ref;
} place[GRANTS];
static unsigned int calls;
static const struct platform_memory *grants;

void *grant_map(unsigned int i, domid_t domid, grant_ref_t ref, bool write)
{
    calls++;
    if (domid != 1 || ref >= REFUSED)
        return NULL;
    if (place[i].used)
        abort();
    place[i].used = true;
    place[i].writable = write;
    place[i].ref = ref;
    return pages[i];
}

int grant_unmap(unsigned int i, void *at)
{
    if (at != pages[i] || !place[i].used)
        abort();
    place[i].used = false;
    return 0;
}

void panic(const char *format, ...)
{
    (void)format;
    abort();
}

static void *map(uint64_t page, bool write)
{
    return grants->map(NULL, page, write);
}

static unsigned int used(void)
{
    unsigned int count = 0;

    for (unsigned int i = 0; i < GRANTS; i++)
        count += place[i].used;
    return count;
}

static void setup(void *arg)
{
    (void)arg;
    grants = grants_of(1);
    grants->unmap(NULL);
    calls = 0;
}

TEST a_grant_is_mapped_once(void)
{
    void *page = map(BIT | 5, true);

    ASSERT(page);
    ASSERT_EQ(page, map(BIT | 5, true));
    ASSERT_EQ(page, map(BIT | 5, false));
    ASSERT(map(BIT | 6, true) != page);
    ASSERT_EQ(2, calls);
    PASS();
}

TEST one_to_be_read_is_not_written(void)
{
    void *page = map(BIT | 5, false);
    void *writable = map(BIT | 5, true);

    ASSERT(page && writable);
    ASSERT(page != writable);
    ASSERT_EQ(2, calls);
    PASS();
}

TEST the_oldest_makes_place(void)
{
    void *page = map(BIT | 0, true);

    for (grant_ref_t ref = 1; ref < GRANTS; ref++)
        ASSERT(map(BIT | ref, true));
    ASSERT_EQ(page, map(BIT | 0, true));
    ASSERT_EQ(page, map(BIT | GRANTS, true));
    ASSERT_EQ(GRANTS, used());
    ASSERT_EQ(GRANTS + 1, calls);
    map(BIT | 0, true);
    ASSERT_EQ(GRANTS + 2, calls);
    PASS();
}

TEST what_is_no_grant_is_refused(void)
{
    ASSERT_EQ(NULL, map(5, true));
    ASSERT_EQ(NULL, map(BIT | 1ull << 32 | 5, true));
    ASSERT_EQ(0, calls);
    ASSERT_EQ(NULL, map(BIT | REFUSED, false));
    ASSERT_EQ(NULL, map(BIT | REFUSED, false));
    ASSERT_EQ(2, calls);
    ASSERT_EQ(0, used());
    PASS();
}

TEST all_is_given_back(void)
{
    map(BIT | 1, true);
    map(BIT | 2, false);
    ASSERT_EQ(2, used());
    grants->unmap(NULL);
    ASSERT_EQ(0, used());
    grants->unmap(NULL);
    map(BIT | 1, true);
    ASSERT_EQ(3, calls);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    RUN_TEST(a_grant_is_mapped_once);
    RUN_TEST(one_to_be_read_is_not_written);
    RUN_TEST(the_oldest_makes_place);
    RUN_TEST(what_is_no_grant_is_refused);
    RUN_TEST(all_is_given_back);
    GREATEST_MAIN_END();
}
