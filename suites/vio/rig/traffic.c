/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/traffic.h"

#include <string.h>

#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/driver_error.h"
#include "guest/test/report.h"

#define POISON 0xa5
#define ANSWER (100 * CLOCK_MS) /* an emulated host takes a second to emulate this */

bool vio_has_traffic(const struct virtio_device *dev)
{
    return dev->type == VIRTIO_ID_RNG || dev->type == VIRTIO_ID_BLOCK;
}

int vio_traffic_queue(struct virtio_device *dev, struct vio_traffic *traffic, unsigned int index)
{
    return virtio_queue(dev, index, &traffic->queue, VIO_TRAFFIC_RING, traffic->storage.ring,
                        traffic->storage.buffer);
}

int vio_traffic_add(const struct virtio_device *dev, struct vio_traffic *traffic, unsigned int n)
{
    struct virtio_blk_request *blk = &traffic->request[n].blk;
    const struct virtqueue_segment segments[] = {
        {&blk->header, sizeof(blk->header)},
        {traffic->request[n].data, sizeof(traffic->request[n].data)},
        {&blk->status, sizeof(blk->status)},
    };

    if (dev->type == VIRTIO_ID_RNG)
        return virtqueue_add(&traffic->queue, &segments[1], 0, 1, blk);
    blk->header.type = VIRTIO_BLK_T_IN;
    blk->header.ioprio = 0;
    blk->header.sector = n;
    blk->status = UINT8_MAX;
    return virtqueue_add(&traffic->queue, segments, 1, 2, blk);
}

int vio_traffic_post(const struct virtio_device *dev, struct vio_traffic *traffic, unsigned int n)
{
    const int error = vio_traffic_add(dev, traffic, n);

    if (!error)
        virtqueue_notify(&traffic->queue);
    return error;
}

int vio_traffic_wait(const struct virtio_device *dev, struct vio_traffic *traffic)
{
    struct virtqueue_used used;
    const int error = virtio_wait(dev, &traffic->queue, &used, ANSWER);

    if (error || dev->type == VIRTIO_ID_RNG)
        return error;
    return virtio_blk_result(used.cookie);
}

void vio_traffic_poison(struct vio_traffic *traffic)
{
    memset(traffic->storage.ring, POISON, sizeof(traffic->storage.ring));
    memset(traffic->request, POISON, sizeof(traffic->request));
}

/* One check for all bytes. */
static void expect_poison(const char *what, const void *from, size_t size)
{
    const uint8_t *bytes = from;

    report_checked();
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == POISON)
            continue;
        report_fail(__FILE__, __LINE__, "byte %zu of the %s has become %#x", i, what, bytes[i]);
        return;
    }
}

void vio_traffic_expect_poison(const struct vio_traffic *traffic)
{
    mmio_rmb();
    expect_poison("ring", traffic->storage.ring, sizeof(traffic->storage.ring));
    expect_poison("requests", traffic->request, sizeof(traffic->request));
}

bool vio_defer(uint64_t ns)
{
    return !settings.has_control || control_do(CONTROL_DEFER, ns, 0, 0);
}
