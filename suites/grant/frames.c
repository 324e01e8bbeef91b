/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames by grant, sent to a device that gives them back: GRANT-01, GRANT-05. */
#include "guest/test/report.h"
#include "guest/virtio/virtio_net.h"
#include "protocol/test.h"
#include "suites/grant/grant_rig.h"
#include "suites/vio/rig/each.h"

#include <string.h>

#define SIZE   600                    /* of header and frame */
#define INTO   (2 * GRANT_PAGE - 256) /* received into the last two pages, sent from the first */
#define ANSWER (100 * CLOCK_MS)
#define LOST   (-1)

static uint8_t byte(uint32_t offset)
{
    return offset < sizeof(struct virtio_net_hdr_v1) ? 0 : (uint8_t)(offset * 3 + 7);
}

static bool post(unsigned int queue, uint64_t address, bool readable)
{
    const struct virtqueue_segment segment = {(const void *)(uintptr_t)address, SIZE};
    struct virtqueue *const vq = &grant_rig.queue[queue];

    if (!vio_expect(&grant_rig.device,
                    virtqueue_add(vq, &segment, readable, !readable, &grant_rig)))
        return false;
    virtqueue_notify(vq);
    return true;
}

/* Sends what is at @from, to be received at @into: the bytes that were, or LOST. */
static int64_t go_round(uint64_t from, uint64_t into)
{
    struct virtqueue_used used;

    if (!post(VIRTIO_NET_RECEIVE, into, false) || !post(VIRTIO_NET_TRANSMIT, from, true) ||
        !vio_expect(
            &grant_rig.device,
            virtio_wait(&grant_rig.device, &grant_rig.queue[VIRTIO_NET_TRANSMIT], &used, ANSWER)) ||
        !vio_expect(
            &grant_rig.device,
            virtio_wait(&grant_rig.device, &grant_rig.queue[VIRTIO_NET_RECEIVE], &used, ANSWER)))
        return LOST;
    return used.length;
}

static void expect_frame(uint64_t from)
{
    const uint64_t into = grant_data(INTO, SIZE, false);
    bool same = true;

    memset(grant_rig.data + SIZE, GRANT_POISON, sizeof(grant_rig.data) - SIZE);
    expect_eq(go_round(from, into), SIZE);
    grant_data_end(into, SIZE);
    for (uint32_t i = sizeof(struct virtio_net_hdr_v1); i < SIZE; i++)
        same &= grant_rig.data[INTO + i] == byte(i);
    expect(same);
    expect(grant_untouched(SIZE, INTO - SIZE));
    expect(grant_untouched(INTO + SIZE, sizeof(grant_rig.data) - INTO - SIZE));
}

static void check_frames(unsigned int type)
{
    uint64_t from, ended;

    if (!grant_rig_open(type))
        return;
    for (uint32_t i = 0; i < SIZE; i++)
        grant_rig.data[i] = byte(i);
    from = grant_data(0, SIZE, true);
    expect_frame(from);
    ended = grant_data(INTO, SIZE, false);
    grant_data_end(ended, SIZE);
    report_about("GRANT-05");
    expect(go_round(from, ended) < SIZE);
    expect_eq(virtio_status(&grant_rig.device) & VIRTIO_CONFIG_S_NEEDS_RESET, 0);
    report_about(NULL);
    expect_frame(from);
    grant_data_end(from, SIZE);
    grant_rig_close();
}

TEST(grant, frames_go_round, .rule = "GRANT-01", .bus = BUS_SERVED,
     TITLE("a frame is sent from a granted page and received into two, and no byte around it "
           "changes; a receive buffer whose grant was ended comes back with less, and the next "
           "frame arrives"))
{
    grant_rings(VIRTIO_ID_NET, check_frames);
}
