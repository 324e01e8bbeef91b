/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtio-mmio slots of the device model, register by register (virtio 1.2, 4.2.2). */
#include <greatest.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_mmio.h>
#include <string.h>

#include "device_model/devices/blk_device.h"
#include "device_model/devices/rng_device.h"
#include "device_model/mmio/mmio_slots.h"
#include "device_model/mmio/virtio_mmio.h"
#include "device_model/virtio/virtio_service.h"
#include "homes/array/array_home.h"

#define RNG   0
#define BLK   1
#define EMPTY 2

static struct array_home home;
static struct mmio_slots slots;
static struct virtio_state rng;
static struct blk_device blk;
static struct virtio_mmio rng_slot, blk_slot;
static uint8_t disk[4 * BLK_SECTOR], ram[4 * GUEST_PAGE] __attribute__((aligned(GUEST_PAGE)));

static void setup(void *arg)
{
    (void)arg;
    array_home_init(&home, ram, 0x40000000, sizeof(ram));
    mmio_slots_init(&slots, &home.home);
    rng_device_init(&rng, &home.home);
    blk_device_init(&blk, &home.home, disk, 4);
    mmio_slots_plug(&slots, RNG, &rng_slot, &rng);
    mmio_slots_plug(&slots, BLK, &blk_slot, &blk.virtio);
}

static uint64_t get(unsigned int slot, unsigned int reg, unsigned int size)
{
    return mmio_slots_read(&slots, slot * MMIO_SLOT_SIZE + reg, size);
}

static void put(unsigned int slot, unsigned int reg, uint32_t value)
{
    mmio_slots_write(&slots, slot * MMIO_SLOT_SIZE + reg, 4, value);
}

TEST slots_have_identities(void)
{
    ASSERT_EQ(0x74726976u, get(RNG, VIRTIO_MMIO_MAGIC_VALUE, 4));
    ASSERT_EQ(2u, get(RNG, VIRTIO_MMIO_VERSION, 4));
    ASSERT_EQ((uint64_t)VIRTIO_ID_RNG, get(RNG, VIRTIO_MMIO_DEVICE_ID, 4));
    ASSERT_EQ((uint64_t)VIRTIO_ID_BLOCK, get(BLK, VIRTIO_MMIO_DEVICE_ID, 4));
    ASSERT_EQ(0u, get(EMPTY, VIRTIO_MMIO_DEVICE_ID, 4));
    ASSERT_EQ(0x74726976u, get(EMPTY, VIRTIO_MMIO_MAGIC_VALUE, 4));
    ASSERT_EQ(0xffffffffu, get(MMIO_SLOTS, VIRTIO_MMIO_MAGIC_VALUE, 4));
    PASS();
}

TEST empty_slots_keep_nothing(void)
{
    for (unsigned int reg = 0; reg < MMIO_SLOT_SIZE; reg += 4)
        put(EMPTY, reg, ~0u);
    put(MMIO_SLOTS, VIRTIO_MMIO_STATUS, 1);
    ASSERT_EQ(0u, get(EMPTY, VIRTIO_MMIO_STATUS, 4));
    ASSERT_EQ(0u, get(BLK, VIRTIO_MMIO_STATUS, 4));
    PASS();
}

/* Writes of other widths are not a driver's (4.2.2.2). */
TEST registers_take_words_only(void)
{
    put(RNG, VIRTIO_MMIO_STATUS, 1);
    mmio_slots_write(&slots, VIRTIO_MMIO_STATUS, 1, 3);
    mmio_slots_write(&slots, VIRTIO_MMIO_STATUS, 2, 3);
    ASSERT_EQ(1u, get(RNG, VIRTIO_MMIO_STATUS, 4));
    put(RNG, VIRTIO_MMIO_STATUS, 3);
    ASSERT_EQ(3u, get(RNG, VIRTIO_MMIO_STATUS, 4));
    PASS();
}

TEST queues_have_a_largest_size(void)
{
    for (unsigned int queue = 0; queue < 3; queue++) { /* the disk has two */
        put(BLK, VIRTIO_MMIO_QUEUE_SEL, queue);
        ASSERT_EQ(queue < 2 ? VIRTIO_QUEUE_MAX : 0u, get(BLK, VIRTIO_MMIO_QUEUE_NUM_MAX, 4));
        put(BLK, VIRTIO_MMIO_QUEUE_NUM, 8);
        ASSERT_EQ(queue < 2 ? VIRTIO_QUEUE_MAX : 0u, get(BLK, VIRTIO_MMIO_QUEUE_NUM_MAX, 4));
    }
    ASSERT_EQ(8, blk.virtio.queue[1].size);
    PASS();
}

TEST a_queue_is_stopped(void)
{
    put(RNG, VIRTIO_MMIO_QUEUE_DESC_LOW, 0x40000000);
    put(RNG, VIRTIO_MMIO_QUEUE_AVAIL_LOW, 0x40001000);
    put(RNG, VIRTIO_MMIO_QUEUE_USED_LOW, 0x40002000);
    put(RNG, VIRTIO_MMIO_QUEUE_READY, 1);
    ASSERT_EQ(1u, get(RNG, VIRTIO_MMIO_QUEUE_READY, 4));
    put(RNG, VIRTIO_MMIO_QUEUE_READY, 0);
    ASSERT_EQ(0u, get(RNG, VIRTIO_MMIO_QUEUE_READY, 4));
    ASSERT_FALSE(rng.queue[0].enabled);
    PASS();
}

/* Its line is an edge: for what is left it falls and rises again. */
TEST causes_are_acknowledged(void)
{
    const struct array_line *line = &home.line[MMIO_LINE + BLK];

    virtio_service_interrupt(&blk.virtio, 1);
    virtio_service_interrupt(&blk.virtio, 2);
    ASSERT_EQ(3u, get(BLK, VIRTIO_MMIO_INTERRUPT_STATUS, 4));
    ASSERT_EQ(3u, get(BLK, VIRTIO_MMIO_INTERRUPT_STATUS, 4));
    ASSERT_EQ(2u, line->raises);
    put(BLK, VIRTIO_MMIO_INTERRUPT_ACK, 1);
    ASSERT_EQ(2u, get(BLK, VIRTIO_MMIO_INTERRUPT_STATUS, 4));
    ASSERT(line->level);
    ASSERT_EQ(3u, line->raises);
    put(BLK, VIRTIO_MMIO_INTERRUPT_ACK, 2);
    ASSERT_FALSE(line->level);
    ASSERT_FALSE(home.line[MMIO_LINE + RNG].level);
    PASS();
}

TEST configuration_takes_every_width(void)
{
    blk_device_set_capacity(&blk, 0x1122334455667788);
    ASSERT_EQ(0x1122334455667788u, get(BLK, VIRTIO_MMIO_CONFIG, 8));
    ASSERT_EQ(0x55667788u, get(BLK, VIRTIO_MMIO_CONFIG, 4));
    ASSERT_EQ(0x5566u, get(BLK, VIRTIO_MMIO_CONFIG + 2, 2));
    ASSERT_EQ(0x77u, get(BLK, VIRTIO_MMIO_CONFIG + 1, 1));
    ASSERT_EQ(0u, get(BLK, MMIO_SLOT_SIZE - 4, 4));
    PASS();
}

TEST what_is_unplugged_comes_back_reset(void)
{
    put(RNG, VIRTIO_MMIO_STATUS, 3);
    virtio_service_interrupt(&rng, 1);
    mmio_slots_unplug(&slots, RNG);
    ASSERT_EQ(0u, get(RNG, VIRTIO_MMIO_DEVICE_ID, 4));
    ASSERT_FALSE(home.line[MMIO_LINE + RNG].level);
    mmio_slots_plug(&slots, RNG, &rng_slot, &rng);
    ASSERT_EQ(0u, get(RNG, VIRTIO_MMIO_STATUS, 4));
    ASSERT_EQ(0u, get(RNG, VIRTIO_MMIO_INTERRUPT_STATUS, 4));
    PASS();
}

/* Every register at every width and odd addresses: no access may do harm. */
TEST any_access_is_harmless(void)
{
    for (unsigned int size = 1; size <= 8; size++)
        for (unsigned int at = 0; at < (MMIO_SLOTS + 1) * MMIO_SLOT_SIZE; at++) {
            mmio_slots_write(&slots, at, size, 0xffffffffffffffff);
            (void)mmio_slots_read(&slots, at, size); /* under the sanitizers */
        }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(slots_have_identities);
    RUN_TEST(empty_slots_keep_nothing);
    RUN_TEST(registers_take_words_only);
    RUN_TEST(queues_have_a_largest_size);
    RUN_TEST(a_queue_is_stopped);
    RUN_TEST(causes_are_acknowledged);
    RUN_TEST(configuration_takes_every_width);
    RUN_TEST(what_is_unplugged_comes_back_reset);
    RUN_TEST(any_access_is_harmless);
    GREATEST_MAIN_END();
}
