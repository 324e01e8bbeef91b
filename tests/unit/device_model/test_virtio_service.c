/* SPDX-License-Identifier: BSD-2-Clause */
/* What the backend's virtio registers set in motion: VIO-08, -17, -19 to -22, -26. */
/* FAKES: scripted_driver */

#include <greatest.h>

#include "tests/fakes/scripted_driver.h"

#define RING_RESET 0x100u /* of features 32 to 63 */
#define DELAY      1000   /* ns */

TEST nothing_happens_before_its_time(void)
{
    negotiate();
    put(STATUS, 1, RUNNING);
    kick(); /* no queue yet */
    ASSERT_EQ((uint64_t)RUNNING, get(STATUS, 1));

    start();
    describe(0, DATA, 16, WRITE, 0);
    put(STATUS, 1, READY);
    post(0);
    kick();
    ASSERT_EQ(0, used_index());
    put(STATUS, 1, RUNNING);
    config_write(0x04, 2, 2); /* no bus mastering: no DMA */
    kick();
    ASSERT_EQ(0, used_index());
    ASSERT_FALSE(driver.home.line[RNG_SLOT].level);
    config_write(0x04, 2, 6);
    kick();
    ASSERT_EQ(1, used_index());
    PASS();
}

TEST interrupts_and_isr(void)
{
    static const unsigned int widths[] = {1, 2, 4, 8};

    start();
    describe(0, DATA, 1, WRITE, 0);
    for (unsigned int i = 0; i < 4; i++) {
        post(0);
        kick();
        ASSERT(driver.home.line[RNG_SLOT].level);
        ASSERT_EQ(i + 1, driver.home.line[RNG_SLOT].raises);
        ASSERT(config_read(0x06, 2) & 8);
        ASSERT_EQ(0u, get(ISR + 1, 1)); /* another byte: nothing is read */
        ASSERT_EQ(1u, get(ISR, widths[i]));
        ASSERT_FALSE(driver.home.line[RNG_SLOT].level);
        ASSERT_FALSE(config_read(0x06, 2) & 8);
        ASSERT_EQ(0u, get(ISR, 1));
    }
    *(uint8_t *)at(AVAIL) = 1; /* NO_INTERRUPT */
    post(0);
    kick();
    ASSERT_EQ(5, used_index());
    ASSERT_FALSE(driver.home.line[RNG_SLOT].level);
    PASS();
}

TEST stray_kicks_are_harmless(void)
{
    start();
    describe(0, DATA, 1, WRITE, 0);
    kick();
    post(0);
    put(NOTIFY + 4, 2, 1); /* no such queue */
    put(NOTIFY + 0xffc, 4, ~0u);
    put(ISR, 1, 0xff);
    put(CONFIG, 8, ~0ull);
    ASSERT_EQ(0, used_index());
    put(NOTIFY, 4, 0);
    kick();
    ASSERT_EQ(1, used_index());
    ASSERT_EQ(0u, get(NOTIFY, 4));
    PASS();
}

/* 2.6.1: one queue starts again, the device goes on. */
TEST a_queue_is_reset(void)
{
    start();
    put(QUEUE_RESET, 2, 1); /* not negotiated */
    ASSERT_EQ(1u, get(QUEUE_ENABLE, 2));
    put(STATUS, 1, 0);
    put(DRIVER_FEATURE_SELECT, 4, 1);
    put(DRIVER_FEATURE, 4, 1 | RING_RESET);
    put(STATUS, 1, READY);
    put(QUEUE_DESC, 8, DESC);
    put(QUEUE_DRIVER, 8, AVAIL);
    put(QUEUE_DEVICE, 8, USED);
    put(QUEUE_ENABLE, 2, 1);
    put(STATUS, 1, RUNNING);
    describe(0, DATA, 1, WRITE, 0);
    virtio_service_delay(&driver.rng, DELAY);
    post(0);
    kick();
    put(QUEUE_RESET, 2, 1);
    ASSERT_EQ(0u, get(QUEUE_RESET, 2));
    ASSERT_EQ(0u, get(QUEUE_ENABLE, 2));
    ASSERT_EQ(0u, get(QUEUE_DESC, 8));
    ASSERT_EQ(256u, get(QUEUE_SIZE, 2));
    ASSERT_EQ((uint64_t)RUNNING, get(STATUS, 1));
    array_home_advance(&driver.home, DELAY);
    ASSERT_EQ(0, used_index());
    PASS();
}

TEST deferred_service(void)
{
    start();
    describe(0, DATA, 1, WRITE, 0);
    virtio_service_delay(&driver.rng, DELAY);
    post(0);
    kick();
    kick();
    ASSERT_EQ(0, used_index());
    array_home_advance(&driver.home, DELAY);
    ASSERT_EQ(1, used_index());
    ASSERT_EQ(1u, driver.home.line[RNG_SLOT].raises);
    post(0);
    kick();
    put(STATUS, 1, 0); /* forgets it */
    array_home_advance(&driver.home, DELAY);
    ASSERT_EQ(1, used_index());
    PASS();
}

/* VIO-22: the change comes between the reads of the two halves, and the generation tells. */
TEST configuration_changes(void)
{
    driver_use(BLK_SLOT);
    ASSERT(virtio_service_reconfigure(&driver.blk.virtio, 0x100000002, 0));
    ASSERT_EQ(0x100000002u, get(CONFIG, 8));
    ASSERT_EQ(1u, get(GENERATION, 1));
    ASSERT_FALSE(driver.home.line[BLK_SLOT].level); /* no driver yet */
    start();
    ASSERT(virtio_service_reconfigure(&driver.blk.virtio, 0x300000004, 1));
    ASSERT_EQ(1u, get(GENERATION, 1));
    ASSERT_EQ(2u, get(CONFIG, 4));
    ASSERT_EQ(2u, get(GENERATION, 1));
    ASSERT_EQ(3u, get(CONFIG + 4, 4));
    ASSERT_EQ(4u, get(CONFIG, 4));
    ASSERT(driver.home.line[BLK_SLOT].level);
    ASSERT_EQ(2u, get(ISR, 1));
    put(STATUS, 1, 0);
    ASSERT_EQ(2u, get(GENERATION, 1));
    ASSERT_FALSE(virtio_service_reconfigure(&driver.rng, 1, 0));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(driver_setup, NULL);
    RUN_TEST(nothing_happens_before_its_time);
    RUN_TEST(interrupts_and_isr);
    RUN_TEST(stray_kicks_are_harmless);
    RUN_TEST(a_queue_is_reset);
    RUN_TEST(deferred_service);
    RUN_TEST(configuration_changes);
    GREATEST_MAIN_END();
}
