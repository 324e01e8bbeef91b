/* SPDX-License-Identifier: BSD-2-Clause */
/* The status machine: VIO-08. */
#include <string.h>

#include "bus.h"
#include "find.h"
#include "mmio.h"
#include "report.h"
#include "test.h"

#define IDLE_LIMIT (2 * CLOCK_MS) /* how long a device may show that it works too early */
#define POISON     0xa5

static struct virtio_rng rng;
static uint8_t buffer[64];

TEST(vio, nothing_before_driver_ok, .rule = "VIO-08", .bus = BUS_SERVED,
     .title = "status reads as set; a filled ring stays untouched until DRIVER_OK, then is served")
{
    struct virtqueue_segment segment = {buffer, sizeof(buffer)};
    struct virtio_device *dev = &rng.device;
    struct virtqueue_used used = {0};
    uint64_t deadline;
    pci_bdf bdf;
    int error;

    if (!vio_find(VIRTIO_TYPE_RNG, &bdf))
        return;
    error = virtio_open(dev, &bus, bdf);
    if (!error)
        error = virtio_reset(dev);
    if (!error)
        expect_eq(virtio_status(dev), 0);
    if (!error)
        error = virtio_negotiate(dev, 0);
    if (!error)
        error = virtio_queue(dev, 0, &rng.queue, VIRTIO_RNG_QUEUE_SIZE, rng.storage.ring,
                             rng.storage.slot);
    if (error) {
        report_fail(__FILE__, __LINE__, "%04x: %s", bdf, driver_error_text(error));
        return;
    }
    expect_eq(virtio_status(dev), VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER | VIRTIO_FEATURES_OK);
    memset(buffer, POISON, sizeof(buffer));
    virtqueue_add(&rng.queue, &segment, 0, 1, buffer);
    virtqueue_notify(&rng.queue); /* a driver must not; a device must not care */
    for (deadline = clock_deadline(IDLE_LIMIT); !clock_expired(deadline);)
        mmio_mb();
    expect_eq(rng.queue.used->idx, 0);
    for (unsigned int i = 0; i < sizeof(buffer); i++)
        if (!expect_eq(buffer[i], POISON))
            break;
    expect_eq(virtio_isr(dev), 0);

    error = virtio_start(dev);
    expect_eq(virtio_status(dev),
              VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER | VIRTIO_FEATURES_OK | VIRTIO_DRIVER_OK);
    virtqueue_notify(&rng.queue);
    if (!error)
        error = virtqueue_wait(&rng.queue, &used, CLOCK_S);
    if (error)
        report_fail(__FILE__, __LINE__, "after DRIVER_OK: %s", driver_error_text(error));
    else
        expect(used.cookie == buffer && used.length > 0);
    vio_close(dev);
}
