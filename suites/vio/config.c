/* SPDX-License-Identifier: BSD-2-Clause */
/* Device configuration: VIO-22. */
#include "config.h"

#include "clock.h"
#include "control_client.h"
#include "each.h"
#include "find.h"
#include "idle.h"
#include "mmio.h"
#include "report.h"
#include "settings.h"
#include "smp.h"
#include "test.h"

#define CAPACITY 0 /* offset in virtio-blk's configuration */
#define LIMIT    (20 * CLOCK_MS)

/* Both halves of them differ, in every byte: a mix of two is neither. */
#define FIRST  0x1122334455667788
#define SECOND 0x99aabbccddeeff00

bool vio_config_change(uint64_t sectors, unsigned int reads)
{
    if (settings.has_control)
        return control_do(CONTROL_RESIZE, sectors, reads, 0);
    report_ask_resize(sectors);
    return true;
}

bool vio_config_wait(struct virtio_blk *blk, uint64_t sectors)
{
    const uint64_t deadline = clock_deadline(LIMIT);
    uint64_t pause = 0, now;

    do {
        if (!vio_expect(&blk->device, virtio_config_read64(&blk->device, CAPACITY, &now)))
            return false;
        if (now == sectors)
            return true;
    } while (idle(deadline, &pause));
    report_fail(__FILE__, __LINE__, "the capacity stays %lx, and does not become %lx", now,
                sectors);
    return false;
}

void vio_config_close(struct virtio_blk *blk)
{
    if (vio_config_change(blk->capacity, 0))
        vio_config_wait(blk, blk->capacity);
    vio_close(&blk->device);
}

uint8_t vio_config_generation(const struct virtio_device *dev)
{
    return mmio_read8(dev->common.base + VIRTIO_CONFIG_GENERATION);
}

static void check_stable(struct virtio_device *dev)
{
    const uint8_t before = vio_config_generation(dev);
    uint64_t first, second;

    expect_eq(vio_config_generation(dev), before);
    if (dev->device.size < sizeof(first) || !vio_expect(dev, virtio_negotiate(dev, 0)))
        return;
    if (vio_expect(dev, virtio_config_read64(dev, 0, &first)) &&
        vio_expect(dev, virtio_config_read64(dev, 0, &second)))
        expect_eq(second, first);
}

TEST(vio, configuration_is_stable, .rule = "VIO-22", .bus = BUS_SERVED,
     .title = "while nothing changes, config_generation and what it covers read the same twice")
{
    vio_each(check_stable);
}

/* The new value comes between the driver's reads of the two halves. */
TEST(vio, configuration_changes_whole, .rule = "VIO-22", .bus = BUS_SERVED, .needs = CONTROL_PAGE,
     .title = "a capacity that changes between the reads of its halves changes config_generation, "
              "and the driver gets the new one whole")
{
    static struct virtio_blk blk;
    uint64_t now;
    uint8_t before;

    if (!vio_open_blk(&blk))
        return;
    for (unsigned int reads = 1; reads <= 2; reads++) {
        if (!vio_config_change(FIRST, 0))
            break;
        before = vio_config_generation(&blk.device);
        if (!vio_expect(&blk.device, virtio_config_read64(&blk.device, CAPACITY, &now)) ||
            !expect_eq(now, FIRST) || !vio_config_change(SECOND, reads) ||
            !vio_expect(&blk.device, virtio_config_read64(&blk.device, CAPACITY, &now)))
            break;
        expect_eq(now, SECOND);
        expect(vio_config_generation(&blk.device) != before);
    }
    vio_config_close(&blk);
}

/* Capacities of which each half differs, and that a file may have as bytes. */
static const uint64_t capacities[] = {0x0011223344556677, 0x0033445566778899};

#define ROUNDS     4
#define BEFORE     20 /* dwords read before our backend makes the change; whoever asks QEMU waits */
#define AFTERWARDS 20 /* readings of the new value */

struct reading {
    uint8_t generation;
    uint64_t value;
};

/* Whether the generation was the same before and after, so that a driver takes the value. */
static bool read_once(const struct virtio_device *dev, struct reading *out)
{
    const uint64_t address = dev->device.base + CAPACITY;

    out->generation = vio_config_generation(dev);
    out->value = mmio_read32(address) | (uint64_t)mmio_read32(address + 4) << 32;
    return vio_config_generation(dev) == out->generation;
}

/*
 * Reads on and on, as no interrupt says when the first half of it may change, until the capacity is
 * @sectors and a while after. QEMU's generation may follow its capacity a moment later (it is
 * counted in a bottom half): that is noted, but a race too rare to be expected. That it never
 * follows fails.
 */
static bool read_through(const struct virtio_device *dev, uint64_t old, uint8_t generation,
                         uint64_t sectors)
{
    const uint64_t deadline = clock_deadline(LIMIT);
    unsigned int mixed = 0, early = 0, after = 0;
    struct reading now;

    do {
        smp_relax();
        if (!read_once(dev, &now))
            continue;
        mixed += now.value != old && now.value != sectors;
        early += now.value == sectors && now.generation == generation;
        after += now.value == sectors && now.generation != generation;
    } while (!mixed && after < AFTERWARDS && !clock_expired(deadline));
    if (early)
        report_note("%u times the new capacity under the old generation", early);
    return expect_eq(mixed, 0) && expect_eq(after, AFTERWARDS);
}

TEST(vio, configuration_changes_under_reads, .rule = "VIO-22", .bus = BUS_SERVED, .needs = RESIZE,
     .title =
         "read on and on while it changes, a capacity between two equal generations is the old "
         "one or the new one, and the generation becomes another")
{
    static struct virtio_blk blk;
    uint64_t old;

    if (!vio_open_blk(&blk))
        return;
    old = blk.capacity;
    for (unsigned int i = 0; i < ROUNDS; i++) {
        const uint64_t sectors = capacities[i % 2];
        const uint8_t generation = vio_config_generation(&blk.device);

        if (!vio_config_change(sectors, BEFORE + i) ||
            !read_through(&blk.device, old, generation, sectors))
            break;
        old = sectors;
    }
    vio_config_close(&blk);
}
