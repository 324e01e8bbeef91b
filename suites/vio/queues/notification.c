/* SPDX-License-Identifier: BSD-2-Clause */
/* When a device interrupts, and when it wants notifications: VIO-17, VIO-18, VIO-20. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/idle.h"
#include "suites/vio/rig/disk.h"
#include "suites/vio/rig/virtio_intx.h"

#define REQUESTS 6
#define RING     8

static struct rig rig, other;
static uint32_t word[RING];

/* Requests word @i; virtio-rng is faster than a disk. */
static bool ask(struct rig *of, unsigned int i)
{
    const struct virtqueue_segment segment = {&word[i], sizeof(word[i])};

    return rig_post(of, &segment, 0, 1);
}

static bool complete(unsigned int requests)
{
    for (unsigned int i = 0; i < requests; i++)
        if (!ask(&rig, i) || !rig_reap(&rig, 0, &word[i], NULL))
            return false;
    return true;
}

/* Whether exactly @count interrupts have been seen after a while. */
#define expect_seen(count)                \
    do {                                  \
        if (count)                        \
            rig_interrupted(&rig, count); \
        idle_for(RIG_QUIET);              \
        expect_eq(rig.seen, count);       \
    } while (0)

TEST(vio, each_used_buffer_interrupts, .rule = "VIO-17", .bus = BUS_SERVED,
     TITLE("with avail.flags 0 each request that is waited for causes one interrupt"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, 0, RING))
        return;
    if (rig_listen(&rig))
        for (unsigned int i = 1; i <= REQUESTS; i++) {
            if (!ask(&rig, 0))
                break;
            if (!expect(rig_interrupted(&rig, i)) || !rig_reap(&rig, 0, &word[0], NULL))
                break;
        }
    expect_seen(REQUESTS);
    rig_close(&rig);
}

TEST(vio, no_interrupt_is_respected, .rule = "VIO-17", .bus = BUS_SERVED,
     TITLE("with NO_INTERRUPT in avail.flags requests are served without an interrupt"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, 0, RING))
        return;
    if (rig_listen(&rig)) {
        virtqueue_interrupts(&rig.queue[0], false);
        if (complete(REQUESTS))
            expect_seen(0);
        virtqueue_interrupts(&rig.queue[0], true);
        if (complete(1))
            expect_seen(1);
    }
    rig_close(&rig);
}

/* Requests to a disk and frames to a network device at the same time; both on one line with us. */
TEST(vio, queues_and_devices_share_a_line, .rule = "VIO-17", .bus = BUS_SERVED,
     TITLE("virtio-blk and both queues of virtio-net, on one line: every request interrupts"))
{
    static struct disk_request request;
    static uint8_t frame[64];
    const struct virtqueue_segment out = {frame, sizeof(frame)};

    if (!disk_open(&rig, 0, RING))
        return;
    if (!rig_open(&other, VIRTIO_ID_NET, 0, RING)) {
        rig_close(&rig);
        return;
    }
    intx_settle(&rig.device);
    if (rig_listen(&rig) && rig_listen(&other)) {
        if (rig.intid != other.intid)
            report_note("they have lines of their own: %u and %u", rig.intid, other.intid);
        for (unsigned int i = 1; i <= REQUESTS; i++) {
            struct scatter *scatter = &request.scatter;

            disk_prepare_any(&request, VIRTIO_BLK_T_IN, rig.queue[0].size);
            if (!rig_post(&rig, scatter->segment, scatter->readable, scatter->writable))
                break;
            if (virtqueue_add(&other.queue[1], &out, 1, 0, frame)) {
                report_error("virtio-net has no room for a frame");
                break;
            }
            virtqueue_kick(&other.queue[1]);
            if (!expect(rig_interrupted(&rig, i)) || !expect(rig_interrupted(&other, i)) ||
                !rig_reap(&rig, 0, NULL, NULL) || !rig_reap(&other, 1, frame, NULL))
                break;
        }
        expect(rig.seen <= REQUESTS && other.seen <= REQUESTS);
    }
    rig_close(&other);
    rig_close(&rig);
}

/* used_event at each distance, from each place of the ring. */
static void step_events(void)
{
    for (unsigned int after = 1; after <= REQUESTS && !report_is_decided(); after++) {
        rig.seen = 0;
        virtqueue_interrupts(&rig.queue[0], false);
        virtqueue_interrupt_after(&rig.queue[0], after);
        if (!complete(after - 1))
            return;
        expect_seen(0);
        if (!complete(1))
            return;
        expect_seen(1);
        if (!complete(1))
            return;
        expect_seen(1);
    }
}

static void count_events(uint64_t features)
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, features, RING))
        return;
    if (rig_listen(&rig))
        step_events();
    rig_close(&rig);
}

TEST(vio, used_event_says_when, .rule = "VIO-18", .bus = BUS_SERVED,
     TITLE("the buffer at used_event interrupts, those before and after it do not"))
{
    count_events(_BITULL(VIRTIO_RING_F_EVENT_IDX));
}

/* A ring full of requests, with one notification, if the device wants any. */
static bool fill_and_drain(void)
{
    for (unsigned int i = 0; i < RING; i++) {
        const struct virtqueue_segment segment = {&word[i], sizeof(word[i])};

        if (!expect(!virtqueue_add(&rig.queue[0], &segment, 0, 1, &word[i])))
            return false;
    }
    virtqueue_kick(&rig.queue[0]);
    for (unsigned int i = 0; i < RING; i++)
        if (!rig_reap(&rig, 0, &word[i], NULL))
            return false;
    return true;
}

TEST(vio, events_wrap_at_65536, .rule = "VIO-18", .bus = BUS_SERVED, .alone = true,
     TITLE("used_event and avail_event continue past 65535, on a ring of 8"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_RING_F_EVENT_IDX), RING))
        return;
    virtqueue_interrupts(&rig.queue[0], false);
    while (rig.queue[0].used_idx < 65536 - 2 * RING)
        if (!fill_and_drain())
            break;
    if (!report_is_decided() && rig_listen(&rig))
        step_events();
    expect(rig.queue[0].used_idx < 2 * RING);
    rig_close(&rig);
}

TEST(vio, flags_do_not_count_beside_events, .rule = "VIO-18", .bus = BUS_SERVED,
     TITLE("with EVENT_IDX a device ignores avail.flags"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_RING_F_EVENT_IDX), RING))
        return;
    if (rig_listen(&rig)) {
        rig.queue[0].avail->flags = VRING_AVAIL_F_NO_INTERRUPT;
        if (complete(1))
            expect_seen(1);
    }
    rig_close(&rig);
}

TEST(vio, avail_event_moves_on, .rule = "VIO-18", .bus = BUS_SERVED,
     TITLE("a driver that notifies only at avail_event has every request served"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_RING_F_EVENT_IDX), RING))
        return;
    for (unsigned int i = 0; i < 3 * RING; i++)
        if (!ask(&rig, i % RING) || !rig_reap(&rig, 0, &word[i % RING], NULL)) {
            report_note("request %u", i);
            break;
        }
    rig_close(&rig);
}

static void notify_with_data(uint64_t features)
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_F_NOTIFICATION_DATA) | features, RING))
        return;
    complete(REQUESTS); /* fewer than the ring has, so that places and counters vary */
    complete(REQUESTS);
    rig_close(&rig);
}

TEST(vio, notifications_carry_data, .rule = "VIO-20", .bus = BUS_SERVED,
     TITLE("with NOTIFICATION_DATA a 32-bit notification with the next index is understood"))
{
    notify_with_data(0);
    if (!report_is_decided())
        notify_with_data(_BITULL(VIRTIO_F_RING_PACKED));
}

TEST(vio, packed_events_say_when, .rule = "VIO-28", .bus = BUS_SERVED,
     TITLE("a packed ring's event suppression: off, on, and at one descriptor"))
{
    if (!rig_open(&rig, VIRTIO_ID_RNG, _BITULL(VIRTIO_F_RING_PACKED), RING))
        return;
    if (rig_listen(&rig)) {
        virtqueue_interrupts(&rig.queue[0], false);
        if (complete(REQUESTS))
            expect_seen(0);
        virtqueue_interrupts(&rig.queue[0], true);
        if (complete(1))
            expect_seen(1);
    }
    rig_close(&rig);
    if (!report_is_decided())
        count_events(_BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_EVENT_IDX));
}
