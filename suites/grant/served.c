/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests by grant, and no others: GRANT-01, VIO-24. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/grant/grant_rig.h"
#include "suites/vio/rig/disk.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"

#include <string.h>

#define FROM (GRANT_PAGE - 1024) /* a buffer of two pages */
#define SIZE (4 * VIRTIO_BLK_SECTOR)

static bool holds(uint32_t offset, uint8_t (*byte)(uint32_t offset))
{
    for (uint32_t i = 0; i < SIZE; i++)
        if (grant_rig.data[offset + i] != byte(i))
            return false;
    return true;
}

static uint8_t other_byte(uint32_t offset)
{
    return (uint8_t)(offset * 5 + 1);
}

/* One request whose pages are granted for it alone. */
static void transfer(uint32_t type, uint32_t offset)
{
    const uint64_t address = grant_data(offset, SIZE, type == VIRTIO_BLK_T_OUT);

    expect_eq(grant_run(type, 0, address, SIZE), 0);
    grant_data_end(address, SIZE);
}

static void check_write(uint8_t (*byte)(uint32_t offset))
{
    for (uint32_t i = 0; i < SIZE; i++)
        grant_rig.data[FROM + i] = byte(i);
    transfer(VIRTIO_BLK_T_OUT, FROM);
    memset(grant_rig.data, GRANT_POISON, sizeof(grant_rig.data));
    transfer(VIRTIO_BLK_T_IN, FROM);
    expect(holds(FROM, byte));
}

static void check_disk(unsigned int type)
{
    if (!grant_rig_open(type))
        return;
    transfer(VIRTIO_BLK_T_IN, FROM);
    expect(holds(FROM, disk_byte));
    expect(grant_untouched(0, FROM));
    expect(grant_untouched(FROM + SIZE, sizeof(grant_rig.data) - FROM - SIZE));
    check_write(other_byte);
    check_write(disk_byte);
    grant_rig_close();
}

TEST(grant, a_disk_is_read_and_written, .rule = "GRANT-01", .bus = BUS_SERVED,
     TITLE("sectors are read into and written from granted pages, two in a row, and no byte around "
           "them changes"))
{
    grant_rings(VIRTIO_ID_BLOCK, check_disk);
}

static void check_rng(unsigned int type)
{
    uint64_t address;

    if (!grant_rig_open(type))
        return;
    address = grant_data(FROM, SIZE, false);
    expect_eq(grant_run(0, 0, address, SIZE), SIZE);
    grant_data_end(address, SIZE);
    expect(!grant_untouched(FROM, GRANT_PAGE - FROM));
    expect(!grant_untouched(GRANT_PAGE, FROM + SIZE - GRANT_PAGE));
    expect(grant_untouched(0, FROM));
    expect(grant_untouched(FROM + SIZE, sizeof(grant_rig.data) - FROM - SIZE));
    grant_rig_close();
}

TEST(grant, random_bytes_come, .rule = "GRANT-01", .bus = BUS_SERVED,
     TITLE("virtio-rng fills a granted buffer, and no byte around it"))
{
    grant_rings(VIRTIO_ID_RNG, check_rng);
}

/* FEATURES_OK with all but ACCESS_PLATFORM. */
static void check_without(struct virtio_device *dev)
{
    const uint8_t status = VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER;

    if (!vio_expect(dev, virtio_reset(dev)))
        return;
    virtio_write(dev, VIRTIO_PCI_COMMON_STATUS, status);
    virtio_write(dev, VIRTIO_PCI_COMMON_GFSELECT, 1);
    virtio_write(dev, VIRTIO_PCI_COMMON_GF, 1u << (VIRTIO_F_VERSION_1 - 32));
    virtio_write(dev, VIRTIO_PCI_COMMON_STATUS, status | VIRTIO_CONFIG_S_FEATURES_OK);
    expect_eq(virtio_status(dev), status);
}

static void check_platform(unsigned int type)
{
    if (!grant_rig_open(type))
        return;
    expect(grant_run(VIRTIO_BLK_T_IN, 0, (uintptr_t)grant_rig.data, VIRTIO_BLK_SECTOR) !=
           (type == VIRTIO_ID_RNG ? VIRTIO_BLK_SECTOR : 0));
    expect(grant_untouched(0, sizeof(grant_rig.data)));
    grant_expect_alive();
    check_without(&grant_rig.device);
    grant_rig_close();
}

TEST(grant, addresses_are_the_platforms, .rule = "VIO-24", .bus = BUS_SERVED,
     TITLE("a device behind xen,grant-dma offers ACCESS_PLATFORM, cannot be driven without it, and "
           "takes no guest physical address"))
{
    grant_each(check_platform);
}
