/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers that the PCI transport does not have, or not so: MMIO-05, MMIO-06, MMIO-09. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "suites/mmio/each_slot.h"
#include "suites/vio/rig/each.h"

#define CONFIG_BYTES 8              /* a disk's capacity */
#define WATCH        (2 * CLOCK_MS) /* how long nothing may happen; slept through */

static uint32_t get(const struct virtio_device *dev, unsigned int reg)
{
    return mmio_read32(dev->config + reg);
}

static void put(const struct virtio_device *dev, unsigned int reg, uint32_t value)
{
    mmio_write32(dev->config + reg, value);
}

static void check_widths(struct virtio_device *dev, struct vio_traffic *traffic)
{
    const uint64_t config = dev->config + VIRTIO_MMIO_CONFIG;

    (void)traffic;
    if (dev->type != VIRTIO_ID_BLOCK)
        return;
    for (unsigned int i = 0; i < CONFIG_BYTES; i++) {
        const uint32_t word = mmio_read32(config + i / 4 * 4);

        expect_eq(mmio_read8(config + i), word >> i % 4 * 8 & 0xff);
        if (i % 2 == 0)
            expect_eq(mmio_read16(config + i), word >> i % 4 * 8 & 0xffff);
    }
    expect(mmio_read32(config) != 0); /* sectors: what is read is not nothing */
}

TEST(mmio, configuration_takes_all_widths, .rule = "MMIO-05", .bus = BUS_SERVED,
     TITLE("a disk's capacity reads the same by bytes, halfwords and words"))
{
    each_slot(check_widths);
}

static void check_size(struct virtio_device *dev, struct vio_traffic *traffic)
{
    uint32_t most;

    (void)traffic;
    if (!vio_expect(dev, virtio_negotiate(dev, 0)))
        return;
    put(dev, VIRTIO_MMIO_QUEUE_SEL, 0);
    most = get(dev, VIRTIO_MMIO_QUEUE_NUM_MAX);
    expect(most > 1);
    for (uint32_t size = most; size > 1; size /= 2) {
        put(dev, VIRTIO_MMIO_QUEUE_NUM, size);
        expect_eq(get(dev, VIRTIO_MMIO_QUEUE_NUM_MAX), most);
    }
}

TEST(mmio, the_largest_size_is_constant, .rule = "MMIO-06", .bus = BUS_SERVED,
     TITLE("QueueNumMax stays what it is, whatever QueueNum was set to"))
{
    each_slot(check_size);
}

static void check_ready(struct virtio_device *dev, struct vio_traffic *traffic)
{
    if (!slot_start(dev, traffic) || !slot_serves(dev, traffic))
        return;
    put(dev, VIRTIO_MMIO_QUEUE_SEL, 0);
    expect_eq(get(dev, VIRTIO_MMIO_QUEUE_READY), 1);
    put(dev, VIRTIO_MMIO_QUEUE_READY, 0);
    expect_eq(get(dev, VIRTIO_MMIO_QUEUE_READY), 0);
    vio_traffic_poison(traffic);
    virtqueue_notify(&traffic->queue); /* deliberately: the queue is no longer the device's */
    idle_for(WATCH);
    vio_traffic_expect_poison(traffic);
    if (vio_expect(dev, vio_traffic_queue(dev, traffic, 0)))
        slot_serves(dev, traffic);
}

TEST(mmio, a_queue_can_be_stopped, .rule = "MMIO-06", .bus = BUS_SERVED,
     TITLE("after 0 in QueueReady the queue's memory is left alone; set up anew it is served"))
{
    each_slot(check_ready);
}

static void check_regions(struct virtio_device *dev, struct vio_traffic *traffic)
{
    static const unsigned int registers[] = {VIRTIO_MMIO_SHM_LEN_LOW, VIRTIO_MMIO_SHM_LEN_HIGH,
                                             VIRTIO_MMIO_SHM_BASE_LOW, VIRTIO_MMIO_SHM_BASE_HIGH};

    (void)traffic;
    put(dev, VIRTIO_MMIO_SHM_SEL, 0);
    for (unsigned int i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
        expect_eq(get(dev, registers[i]), ~0u);
    expect_eq(get(dev, VIRTIO_MMIO_STATUS), 0); /* not all is ones */
}

TEST(mmio, there_is_no_shared_memory, .rule = "MMIO-09", .bus = BUS_SERVED,
     TITLE("length and base of shared memory region 0 read as ones"))
{
    each_slot(check_regions);
}
