/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio-net: two queues at once, chains of all shapes: VIO-12, VIO-15. */
#include <string.h>

#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "guest/virtio/virtio_net.h"
#include "protocol/test.h"
#include "suites/vio/rig/rig.h"
#include "suites/vio/rig/scatter.h"

#define RING    16
#define FRAMES  20
#define LONGEST 600
#define HEADER  sizeof(struct virtio_net_hdr_v1)

static struct rig rig;
static struct scatter sent, received;
static uint8_t frame[HEADER + LONGEST], back[HEADER + LONGEST];

/* A frame to ourselves, of an EtherType for local experiments; no two are alike. */
static void fill(unsigned int number, uint32_t length)
{
    memset(frame, 0, HEADER);
    memset(frame + HEADER, 0x02, 12);
    frame[HEADER + 12] = 0x88;
    frame[HEADER + 13] = 0xb5;
    for (uint32_t i = 14; i < length; i++)
        frame[HEADER + i] = i * 7 + number;
}

static bool post(unsigned int queue, struct scatter *scatter)
{
    const int error = virtqueue_add(&rig.queue[queue], scatter->segment, scatter->readable,
                                    scatter->writable, scatter);

    if (error)
        report_error("%s", driver_error_text(error));
    else
        virtqueue_kick(&rig.queue[queue]);
    return !error;
}

/* Sends frame @number; our own device returns it. */
static bool loop_back(unsigned int number, bool comes_back)
{
    const uint32_t length = 60 + rig_draw(LONGEST - 60);
    struct virtio_net_hdr_v1 header;
    uint32_t got;

    fill(number, length);
    scatter_clear(&received);
    scatter_write(&received, HEADER + LONGEST, 1 + rig_draw(RING));
    scatter_clear(&sent);
    scatter_read(&sent, frame, HEADER + length, 1 + rig_draw(RING));
    if ((comes_back && !post(VIRTIO_NET_RECEIVE, &received)) || !post(VIRTIO_NET_TRANSMIT, &sent) ||
        !rig_reap(&rig, VIRTIO_NET_TRANSMIT, &sent, &got))
        return false;
    expect_eq(got, 0);
    expect(scatter_holds(&sent, frame) && scatter_is_guarded(&sent));
    if (!comes_back)
        return true;
    if (!rig_reap(&rig, VIRTIO_NET_RECEIVE, &received, &got))
        return false;
    scatter_gather(&received, 0, back, sizeof(back));
    memcpy(&header, back, sizeof(header));
    return expect_eq(got, HEADER + length) & expect_eq(header.num_buffers, 1) &
           expect(!memcmp(back + HEADER, frame + HEADER, length)) &
           expect(scatter_is_guarded(&received));
}

static void run_frames(uint64_t features)
{
    if (!rig_open(&rig, VIRTIO_ID_NET, features, RING))
        return;
    for (unsigned int i = 0; i < FRAMES; i++)
        if (!loop_back(i, settings.has_control))
            break;
    rig_close(&rig);
}

TEST(vio, frames_take_every_split, .rule = "VIO-15", .bus = BUS_SERVED,
     TITLE("virtio-net sends frames cut into 1 to 16 segments, which come back cut differently"))
{
    run_frames(0);
}

TEST(vio, frames_in_packed_rings, .rule = "VIO-28", .bus = BUS_SERVED,
     TITLE("the same over packed rings"))
{
    run_frames(_BITULL(VIRTIO_F_RING_PACKED));
}
