/* SPDX-License-Identifier: BSD-2-Clause */
/* Driver and device at work on a ring at the same time: VIO-18, VIO-28. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/vio/rig/rig.h"

#define RING        16
#define REQUESTS    3000
#define INTERRUPTED 150              /* at most that many interrupts: see RIG_STORM */
#define LIMIT       (500 * CLOCK_MS) /* busy waiting, which is expensive under icount */

static struct rig rig;
static uint32_t word[RING];

/* Posts as long as there is room, notifies only when asked to, and takes back what has come. */
static bool keep_busy(unsigned int *posted, unsigned int *done, struct timeout *timeout)
{
    struct virtqueue *queue = &rig.queue[0];
    struct virtqueue_used used;
    int result;

    if (*posted < REQUESTS && queue->free_count && rig_draw(3)) {
        const struct virtqueue_segment segment = {&word[*posted % RING], sizeof(word[0])};

        virtqueue_add(queue, &segment, 0, 1, NULL);
        virtqueue_kick(queue);
        ++*posted;
    }
    result = virtqueue_reap(queue, &used);
    if (result == 1) {
        ++*done;
        *timeout = timeout_start(LIMIT, "a used buffer");
    } else if (timeout_expired(timeout)) {
        result = VIRTQUEUE_TIMEOUT;
    }
    if (result < 0)
        report_fail_rule(driver_error_rule(result), __FILE__, __LINE__, "%u posted, %u back: %s",
                         *posted, *done, driver_error_text(result));
    return result >= 0;
}

static void race(uint64_t features, uint64_t later)
{
    struct timeout timeout = timeout_start(LIMIT, "a used buffer");
    unsigned int posted = 0, done = 0;

    if (!rig_open(&rig, VIRTIO_ID_RNG, features, RING))
        return;
    virtqueue_interrupts(&rig.queue[0], false);
    if (!later || control_do(CONTROL_DEFER, later, 0, 0))
        while (done < REQUESTS && keep_busy(&posted, &done, &timeout))
            if (!rig.queue[0].free_count || posted == REQUESTS)
                smp_relax();
    report_checked();
    if (report_is_decided())
        report_note("served %lu ns after the notification", later);
    if (later)
        control_do(CONTROL_DEFER, 0, 0, 0);
    rig_close(&rig);
}

/*
 * Our devices can serve some time after the notification: if the backend has a CPU of its own,
 * while the guest runs on.
 */
static void race_at_all_distances(uint64_t features)
{
    static const uint64_t later[] = {CLOCK_US, 10 * CLOCK_US};

    race(features, 0);
    for (unsigned int i = 0; settings.has_control && i < sizeof(later) / sizeof(later[0]); i++)
        if (!report_is_decided())
            race(features, later[i]);
}

TEST(vio, no_notification_is_missed, .rule = "VIO-18", .bus = BUS_SERVED, .alone = true,
     TITLE("with EVENT_IDX, requests that are posted while the device works are all served"))
{
    race_at_all_distances(_BITULL(VIRTIO_RING_F_EVENT_IDX));
}

TEST(vio, no_notification_is_missed_packed, .rule = "VIO-28", .bus = BUS_SERVED, .alone = true,
     TITLE("the same over packed rings with EVENT_IDX"))
{
    race_at_all_distances(_BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_EVENT_IDX));
}

/* Takes back what is there. With EVENT_IDX each of them asks for the next interrupt. */
static int drain(void)
{
    struct virtqueue_used used;
    int result;

    while ((result = virtqueue_reap(&rig.queue[0], &used)) == 1)
        ;
    return result;
}

/* Looks at the ring only after an interrupt: what it does not find then must interrupt again. */
static void wait_for_interrupts(uint64_t features)
{
    struct virtqueue *queue = &rig.queue[0];

    if (!rig_open(&rig, VIRTIO_ID_RNG, features, RING))
        return;
    if (rig_listen(&rig) && (!settings.has_control || control_do(CONTROL_DEFER, CLOCK_US, 0, 0)))
        for (unsigned int posted = 0, acted_on = 0;
             posted < INTERRUPTED || virtqueue_in_use(queue);) {
            int result;

            for (unsigned int i = rig_draw(4); i && posted < INTERRUPTED && queue->free_count;
                 i--) {
                const struct virtqueue_segment segment = {&word[posted++ % RING], sizeof(word[0])};

                virtqueue_add(queue, &segment, 0, 1, NULL);
                virtqueue_kick(queue);
            }
            if (!virtqueue_in_use(queue))
                continue;
            report_checked();
            if (!rig_interrupted(&rig, acted_on + 1)) {
                report_fail(__FILE__, __LINE__, "%u posted, %u in flight, and no interrupt", posted,
                            queue->size - queue->free_count);
                break;
            }
            acted_on = rig.seen; /* what is used from now on is looked at in the next round */
            result = drain();
            if (result < 0) {
                report_fail_rule(driver_error_rule(result), __FILE__, __LINE__, "%s",
                                 driver_error_text(result));
                break;
            }
        }
    if (settings.has_control)
        control_do(CONTROL_DEFER, 0, 0, 0);
    rig_close(&rig);
}

TEST(vio, no_interrupt_is_missed, .rule = "VIO-17", .bus = BUS_SERVED, .alone = true,
     TITLE("a driver that looks at the ring only after interrupts misses nothing"))
{
    wait_for_interrupts(0);
}

TEST(vio, no_event_is_missed, .rule = "VIO-18", .bus = BUS_SERVED, .alone = true,
     TITLE("the same with EVENT_IDX"))
{
    wait_for_interrupts(_BITULL(VIRTIO_RING_F_EVENT_IDX));
}

TEST(vio, no_packed_event_is_missed, .rule = "VIO-28", .bus = BUS_SERVED, .alone = true,
     TITLE("the same over a packed ring"))
{
    wait_for_interrupts(_BITULL(VIRTIO_F_RING_PACKED) | _BITULL(VIRTIO_RING_F_EVENT_IDX));
}
