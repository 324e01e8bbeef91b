/* SPDX-License-Identifier: BSD-2-Clause */
/* The backend's queue and devices, and drivers that break them: VIO-12 to -15, -23. */
/* FAKES: scripted_driver */

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/control.h"
#include "tests/fakes/scripted_driver.h"

TEST rng_fills_what_is_writable(void)
{
    static const uint8_t zero[100];

    start();
    describe(0, DATA, 33, WRITE | NEXT, 3);
    describe(3, DATA + 2 * GUEST_PAGE - 20, 40, WRITE, 0); /* crosses a page */
    post(0);
    kick();
    ASSERT_EQ(1, used_index());
    ASSERT_EQ(0u, used_id(0));
    ASSERT_EQ(73u, used_written(0));
    ASSERT(memcmp(at(DATA), zero, 33));
    ASSERT_MEM_EQ(zero, at(DATA + 33), 67);
    ASSERT(memcmp(at(DATA + 2 * GUEST_PAGE - 20), zero, 40));
    ASSERT_MEM_EQ(zero, at(DATA + 2 * GUEST_PAGE + 20), 100);
    ASSERT(memcmp(at(DATA), at(DATA + 2 * GUEST_PAGE - 20), 33));
    PASS();
}

TEST rng_bounds_its_work(void)
{
    start();
    for (unsigned int i = 0; i < 3; i++)
        describe(i, DATA, 0x8000, WRITE | (i < 2 ? NEXT : 0), i + 1);
    post(0);
    describe(3, DATA, 0x10, 0, 0); /* nothing writable */
    post(3);
    kick();
    ASSERT_EQ(2, used_index());
    ASSERT_EQ(65536u, used_written(0));
    ASSERT_EQ(0u, used_written(1));
    PASS();
}

TEST one_kick_serves_all(void)
{
    start();
    for (unsigned int i = 0; i < RING; i++) {
        describe(i, DATA + i, 1, WRITE, 0);
        post(i);
    }
    kick();
    ASSERT_EQ(RING, used_index());
    for (unsigned int i = 0; i < RING; i++)
        ASSERT_EQ(i, used_id(i));
    ASSERT_EQ(1u, driver.home.line[RNG_SLOT].raises);
    PASS();
}

TEST indices_wrap(void)
{
    start();
    for (unsigned int i = 0; i < 70000; i++) {
        const uint16_t head = i % RING;

        describe(head, DATA + head, 1, WRITE, 0);
        post(head);
        kick();
        ASSERT_EQ((uint16_t)(i + 1), used_index());
        ASSERT_EQ(head, used_id(i));
        ASSERT_EQ(1u, used_written(i));
    }
    ASSERT_FALSE(get(STATUS, 1) & NEEDS_RESET);
    PASS();
}

/* A chain broken in one way: the device asks for a reset, by an interrupt, and touches nothing. */
static enum greatest_test_res broken(uint16_t head)
{
    post(head);
    kick();
    ASSERT_EQ((uint64_t)(RUNNING | NEEDS_RESET), get(STATUS, 1));
    ASSERT(driver.home.line[RNG_SLOT].level);
    ASSERT_EQ(2u, get(ISR, 1));
    ASSERT_EQ(0, used_index());

    /* Only a reset helps. */
    put(STATUS, 1, RUNNING);
    ASSERT(get(STATUS, 1) & NEEDS_RESET);
    describe(0, DATA, 1, WRITE, 0);
    post(0);
    kick();
    ASSERT_EQ(0, used_index());
    start();
    describe(0, DATA, 1, WRITE, 0);
    post(0);
    kick();
    ASSERT_EQ(1, used_index());
    ASSERT_EQ(1u, get(ISR, 1));
    start();
    PASS();
}

TEST broken_chains(void)
{
    start();
    CHECK_CALL(broken(RING)); /* no such descriptor */
    CHECK_CALL(broken(0xffff));
    describe(0, DATA, 1, WRITE | NEXT, RING);
    CHECK_CALL(broken(0));
    describe(0, DATA, 1, WRITE | NEXT, 0); /* loops */
    CHECK_CALL(broken(0));
    for (unsigned int i = 0; i < RING; i++)
        describe(i, DATA, 1, WRITE | NEXT, (i + 1) % RING);
    CHECK_CALL(broken(5));
    describe(0, DATA, 16, INDIRECT, 0); /* not negotiated */
    CHECK_CALL(broken(0));
    describe(0, DATA, 16, WRITE | NEXT, 1); /* readable after writable */
    describe(1, DATA, 16, 0, 0);
    CHECK_CALL(broken(0));
    describe(0, RAM + RAM_SIZE, 1, WRITE, 0); /* just outside */
    CHECK_CALL(broken(0));
    describe(0, RAM + RAM_SIZE - 8, 16, WRITE, 0); /* half outside */
    CHECK_CALL(broken(0));
    describe(0, ~0ull - 7, 16, WRITE, 0); /* wraps */
    CHECK_CALL(broken(0));
    describe(0, 0x23000000, 0xffffffff, WRITE, 0);
    CHECK_CALL(broken(0));
    PASS();
}

TEST avail_index_jumps(void)
{
    start();
    driver.avail_index = RING; /* post() makes it one too many */
    CHECK_CALL(broken(0));
    driver.avail_index = 0xfffe;
    CHECK_CALL(broken(0));
    PASS();
}

TEST rings_outside_ram(void)
{
    static const uint64_t far[] = {0x1000, RAM + RAM_SIZE - 0x10, 0xfffffffffffffff0,
                                   0x000ffffffffff000};

    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
        for (unsigned int area = 0; area < 3; area++) {
            negotiate();
            put(QUEUE_SIZE, 2, 256);
            put(QUEUE_DESC, 8, area == 0 ? far[i] : DESC);
            put(QUEUE_DRIVER, 8, area == 1 ? far[i] : AVAIL);
            put(QUEUE_DEVICE, 8, area == 2 ? far[i] : USED);
            put(QUEUE_ENABLE, 2, 1);
            put(STATUS, 1, RUNNING);
            driver.avail_index = 0;
            describe(7, DATA, 1, WRITE, 0);
            for (unsigned int n = 0; n < 16; n++)
                post(7);
            kick();
            /* An avail ring in the last bytes of memory is empty, not broken. */
            if (area != 1 || far[i] != RAM + RAM_SIZE - 0x10)
                ASSERT(get(STATUS, 1) & NEEDS_RESET);
        }
    }
    PASS();
}

/* A block request in three parts. */
static void post_blk(uint32_t type, uint64_t sector, uint32_t size, uint16_t direction)
{
    memcpy(at(DATA), &type, sizeof(type));
    memset(at(DATA + 4), 0, 4);
    memcpy(at(DATA + 8), &sector, sizeof(sector));
    *(uint8_t *)at(DATA + 16) = 0xee;
    describe(0, DATA, 16, NEXT, size ? 1 : 2);
    describe(1, DATA + 0x100, size, direction | NEXT, 2);
    describe(2, DATA + 16, 1, WRITE, 0);
    post(0);
    kick();
}

static uint8_t blk_status(void)
{
    return *(uint8_t *)at(DATA + 16);
}

TEST blk_reads_its_pattern(void)
{
    driver_use(BLK_SLOT);
    ASSERT_EQ((uint64_t)CONTROL_DISK_SECTORS, get(CONFIG, 8));
    ASSERT_EQ(0u, get(CONFIG + 8, 4)); /* no SIZE_MAX */
    ASSERT_EQ(VIRTIO_QUEUE_MAX - 2u, get(CONFIG + 12, 4));
    start();
    for (unsigned int sector = 0; sector < CONTROL_DISK_SECTORS; sector += 2) {
        const uint8_t *data = at(DATA + 0x100);

        post_blk(0, sector, 1024, WRITE);
        ASSERT_EQ(0, blk_status());
        ASSERT_EQ(1025u, used_written(sector / 2));
        for (unsigned int i = 0; i < 1024; i++)
            ASSERT_EQ(control_disk_byte(sector * 512 + i), data[i]);
    }
    PASS();
}

/* The second queue in place of the first, which has no rings. */
TEST blk_serves_either_queue(void)
{
    driver_use(BLK_SLOT);
    negotiate();
    put(QUEUE_SELECT, 2, 1);
    put(QUEUE_SIZE, 2, RING);
    put(QUEUE_DESC, 8, DESC);
    put(QUEUE_DRIVER, 8, AVAIL);
    put(QUEUE_DEVICE, 8, USED);
    put(QUEUE_ENABLE, 2, 1);
    put(STATUS, 1, RUNNING);
    post_blk(0, 5, 512, WRITE); /* rings for queue 0 */
    ASSERT_EQ(0, used_index());
    put(NOTIFY + 4, 2, 1);
    ASSERT_EQ(1, used_index());
    ASSERT_EQ(0, blk_status());
    ASSERT_EQ(513u, used_written(0));
    ASSERT_EQ(control_disk_byte(5 * 512), *(uint8_t *)at(DATA + 0x100));
    PASS();
}

TEST blk_keeps_what_is_written(void)
{
    driver_use(BLK_SLOT);
    start();
    memset(at(DATA + 0x100), 0x77, 512);
    post_blk(1, CONTROL_DISK_SECTORS - 1, 512, 0);
    ASSERT_EQ(0, blk_status());
    ASSERT_EQ(1u, used_written(0));
    memset(at(DATA + 0x100), 0, 1024);
    post_blk(0, CONTROL_DISK_SECTORS - 2, 1024, WRITE);
    ASSERT_EQ(0, blk_status());
    ASSERT_EQ(control_disk_byte((CONTROL_DISK_SECTORS - 1) * 512 - 1),
              *(uint8_t *)at(DATA + 0x100 + 511));
    ASSERT_EQ(0x77, *(uint8_t *)at(DATA + 0x100 + 512));
    ASSERT_EQ(0x77, *(uint8_t *)at(DATA + 0x100 + 1023));
    PASS();
}

TEST blk_reports_errors(void)
{
    static const struct {
        uint32_t type;
        uint64_t sector;
        uint32_t size;
        uint8_t status;
        uint32_t written;
    } cases[] = {
        {0, CONTROL_DISK_SECTORS, 512, 1, 0},
        {0, CONTROL_DISK_SECTORS - 1, 1024, 1, 0},
        {0, ~0ull, 512, 1, 0},
        {0, 1ull << 55, 512, 1, 0},
        {0, 0, 511, 1, 0},
        {0, 0, 0x10000, 1, 0},
        {0, 0, 0, 0, 1},
        {4, 0, 0, 0, 1},
        {5, 0, 0, 2, 1},
        {0xffffffff, 0, 512, 2, 0},
        {8, 0, 20, 0, 21},
        {8, 0, 64, 0, 20},
        {8, 0, 4, 0, 5},
    };

    driver_use(BLK_SLOT);
    start();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        post_blk(cases[i].type, cases[i].sector, cases[i].size, WRITE);
        ASSERT_EQ(cases[i].status, blk_status());
        ASSERT_EQ(cases[i].written, used_written(i));
    }
    ASSERT_FALSE(get(STATUS, 1) & NEEDS_RESET);
    PASS();
}

TEST blk_gives_its_id(void)
{
    driver_use(BLK_SLOT);
    start();
    post_blk(8, 0, 20, WRITE);
    ASSERT_STR_EQ("doorbell RAM disk", (char *)at(DATA + 0x100));
    PASS();
}

TEST blk_without_header_or_status_needs_a_reset(void)
{
    driver_use(BLK_SLOT);
    start();
    describe(0, DATA, 15, NEXT, 1);
    describe(1, DATA + 0x100, 513, WRITE, 0);
    post(0);
    kick();
    ASSERT(get(STATUS, 1) & NEEDS_RESET);
    start();
    describe(0, DATA, 16, 0, 0);
    post(0);
    kick();
    ASSERT(get(STATUS, 1) & NEEDS_RESET);
    PASS();
}

/* Every request cut into pieces at random places, some of them empty (VIO-15). */
TEST blk_takes_any_split(void)
{
    driver_use(BLK_SLOT);
    start();
    srand(1);
    for (unsigned int round = 0; round < 500; round++) {
        const uint32_t readable = 16, writable = 512 + 1;
        const uint64_t sector = rand() % CONTROL_DISK_SECTORS;
        unsigned int cuts = 0;
        uint64_t in = DATA, out = DATA + 0x1000 - rand() % 600;
        const uint64_t data = out;

        memset(at(DATA), 0, 0x2000);
        memcpy(at(DATA + 8), &sector, sizeof(sector));
        while (in < DATA + readable) {
            const uint32_t left = DATA + readable - in;
            const uint32_t part = cuts == RING / 2 - 1 ? left : rand() % (left + 1);

            describe(cuts, in, part, NEXT, cuts + 1);
            cuts++;
            in += part;
        }
        while (out < data + writable) {
            const uint32_t left = data + writable - out;
            const uint32_t part = cuts == RING - 1 ? left : rand() % (left + 1);

            out += part;
            describe(cuts, out - part, part, WRITE | (out < data + writable ? NEXT : 0), cuts + 1);
            cuts++;
        }
        *(uint8_t *)at(data + 512) = 0xee;
        post(0);
        kick();
        ASSERT_EQ((uint16_t)(round + 1), used_index());
        ASSERT_EQ(writable, used_written(round));
        ASSERT_EQ(0, *(uint8_t *)at(data + 512));
        for (unsigned int i = 0; i < 512; i++)
            ASSERT_EQ(control_disk_byte(sector * 512 + i), *(uint8_t *)at(data + i));
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(driver_setup, NULL);
    RUN_TEST(rng_fills_what_is_writable);
    RUN_TEST(rng_bounds_its_work);
    RUN_TEST(one_kick_serves_all);
    RUN_TEST(indices_wrap);
    RUN_TEST(broken_chains);
    RUN_TEST(avail_index_jumps);
    RUN_TEST(rings_outside_ram);
    RUN_TEST(blk_reads_its_pattern);
    RUN_TEST(blk_serves_either_queue);
    RUN_TEST(blk_keeps_what_is_written);
    RUN_TEST(blk_reports_errors);
    RUN_TEST(blk_gives_its_id);
    RUN_TEST(blk_without_header_or_status_needs_a_reset);
    RUN_TEST(blk_takes_any_split);
    GREATEST_MAIN_END();
}
