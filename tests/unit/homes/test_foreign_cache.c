/* SPDX-License-Identifier: BSD-2-Clause */
/* The device model's mappings of the guest: each page once, and nothing kept that is no mapping. */
#include "homes/ioreq/foreign_cache.h"

#include <greatest.h>

#include "homes/ioreq/foreign.h"
#include "runtime/panic.h"

#include <xen/errno.h>

#define PAGES 4
#define HOLE  100 /* gfns from here on are no RAM */

static uint8_t pages[PAGES][FOREIGN_PAGE];
static struct foreign_entry entries[PAGES];
const struct foreign_cache foreign_cache = {pages, entries, PAGES};

static unsigned int calls;
static uint64_t mapped[PAGES]; /* gfn + 1 */

int foreign_map(domid_t domid, uint64_t gfn, void *page)
{
    const size_t i = (size_t)((uint8_t(*)[FOREIGN_PAGE])page - pages);

    calls++;
    if (domid != 1 || gfn >= HOLE)
        return -XEN_EINVAL;
    mapped[i] = gfn + 1;
    return 0;
}

int foreign_unmap(void *page)
{
    mapped[(uint8_t(*)[FOREIGN_PAGE])page - pages] = 0;
    return 0;
}

void panic_by(const char *rule, const char *format, ...)
{
    (void)rule, (void)format;
    abort();
}

static void setup(void *arg)
{
    (void)arg;
    foreign_forget();
    foreign_set_guest(1);
    calls = 0;
}

TEST a_page_is_mapped_once(void)
{
    uint8_t *page = foreign_page(NULL, 5);

    ASSERT_EQ(pages[1], page);
    ASSERT_EQ(page, foreign_page(NULL, 5));
    ASSERT_EQ(pages[2], foreign_page(NULL, 6));
    ASSERT_EQ(page, foreign_page(NULL, 5));
    ASSERT_EQ(2, calls);
    PASS();
}

TEST another_takes_its_place(void)
{
    foreign_page(NULL, 5);
    foreign_page(NULL, 5 + PAGES);
    ASSERT_EQ(5 + PAGES + 1, mapped[1]);
    foreign_page(NULL, 5);
    ASSERT_EQ(5 + 1, mapped[1]);
    ASSERT_EQ(3, calls);
    PASS();
}

TEST a_hole_leaves_nothing(void)
{
    foreign_page(NULL, 96);
    ASSERT_EQ(NULL, foreign_page(NULL, HOLE));
    ASSERT_EQ(0, mapped[0]);
    ASSERT_EQ(NULL, foreign_page(NULL, HOLE));
    ASSERT_EQ(pages[0], foreign_page(NULL, 96));
    ASSERT_EQ(96 + 1, mapped[0]);
    ASSERT_EQ(4, calls);
    PASS();
}

TEST forgetting_gives_all_back(void)
{
    for (uint64_t gfn = 0; gfn < PAGES; gfn++)
        foreign_page(NULL, gfn);
    foreign_forget();
    for (size_t i = 0; i < PAGES; i++)
        ASSERT_EQ(0, mapped[i]);
    foreign_page(NULL, 3);
    ASSERT_EQ(PAGES + 1, calls);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    RUN_TEST(a_page_is_mapped_once);
    RUN_TEST(another_takes_its_place);
    RUN_TEST(a_hole_leaves_nothing);
    RUN_TEST(forgetting_gives_all_back);
    GREATEST_MAIN_END();
}
