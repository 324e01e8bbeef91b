/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/canary.h"

#include <stddef.h>

#include "guest/control/spare_ram.h"

#define PAGE 4096

extern const char image_start[],
    data_start[]; /* linker.ld: between them is what is never written */

static uint64_t image_sum;

static uint64_t value_at(uint64_t at)
{
    return at * 0x9e3779b97f4a7c15 ^ 0x63616e6172790a0a;
}

/* A checksum that depends on the position of every word. */
static uint64_t sum(const uint64_t *from, const uint64_t *to)
{
    uint64_t a = 1, b = 0;

    for (; from < to; from++) {
        a += *from;
        b += a;
    }
    return a ^ b << 1;
}

static uint64_t sum_image(void)
{
    return sum((const uint64_t *)image_start, (const uint64_t *)data_start);
}

/* Whether the page at @page is as canary_set() left it. */
static bool is_kept(uint64_t page, uint64_t *where)
{
    for (uint64_t at = page; at < page + PAGE; at += sizeof(at))
        if (*(const volatile uint64_t *)at != value_at(at)) {
            *where = at;
            return false;
        }
    return true;
}

void canary_set(void)
{
    const struct range spare = spare_ram();

    for (uint64_t page = spare.base; page < spare.base + spare.size; page += SPARE_BLOCK)
        for (uint64_t at = page; at < page + PAGE; at += sizeof(at))
            *(volatile uint64_t *)at = value_at(at);
    image_sum = sum_image();
}

bool canary_lives(uint64_t *where)
{
    const struct range spare = spare_ram();

    for (uint64_t page = spare.base; page < spare.base + spare.size; page += SPARE_BLOCK)
        if (!is_kept(page, where))
            return false;
    *where = (uint64_t)image_start;
    return sum_image() == image_sum;
}
