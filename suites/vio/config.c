/* SPDX-License-Identifier: BSD-2-Clause */
/* Device configuration: VIO-22. */
#include "config.h"

#include "control_client.h"
#include "each.h"
#include "find.h"
#include "mmio.h"
#include "report.h"
#include "settings.h"
#include "test.h"

#define CAPACITY 0 /* offset in virtio-blk's configuration */

/* Both halves of them differ, in every byte: a mix of two is neither. */
#define FIRST  0x1122334455667788
#define SECOND 0x99aabbccddeeff00

bool vio_config_open(struct virtio_blk *blk)
{
    if (!settings.has_control) {
        report_skip("nobody here changes a device's configuration");
        return false;
    }
    return vio_open_blk(blk);
}

bool vio_config_change(const struct virtio_blk *blk, uint64_t sectors, unsigned int reads)
{
    (void)blk;
    return control_do(CONTROL_RESIZE, sectors, reads, 0);
}

void vio_config_close(struct virtio_blk *blk)
{
    vio_config_change(blk, blk->capacity, 0);
    vio_close(&blk->device);
}

static uint8_t generation(const struct virtio_device *dev)
{
    return mmio_read8(dev->common.base + VIRTIO_CONFIG_GENERATION);
}

static void check_stable(struct virtio_device *dev)
{
    const uint8_t before = generation(dev);
    uint64_t first, second;

    expect_eq(generation(dev), before);
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

    if (!vio_config_open(&blk))
        return;
    for (unsigned int reads = 1; reads <= 2; reads++) {
        if (!vio_config_change(&blk, FIRST, 0))
            break;
        before = generation(&blk.device);
        if (!vio_expect(&blk.device, virtio_config_read64(&blk.device, CAPACITY, &now)) ||
            !expect_eq(now, FIRST) || !vio_config_change(&blk, SECOND, reads) ||
            !vio_expect(&blk.device, virtio_config_read64(&blk.device, CAPACITY, &now)))
            break;
        expect_eq(now, SECOND);
        expect(generation(&blk.device) != before);
    }
    vio_config_close(&blk);
}
