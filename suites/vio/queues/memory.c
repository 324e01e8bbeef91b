/* SPDX-License-Identifier: BSD-2-Clause */
/* What a device writes, when and where: VIO-13, VIO-14. */
#include <string.h>

#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "suites/vio/rig/canary.h"
#include "suites/vio/rig/disk.h"

#define RING     16
#define REQUESTS 12
#define MANY     4000
#define BATCH    3                /* requests in flight */
#define LATER    (30 * CLOCK_US)  /* how long a device of ours waits after a notification */
#define LIMIT    (500 * CLOCK_MS) /* busy waiting, which is expensive under icount */

static struct rig rig;
static struct disk_request request[BATCH];

/* Polls the ring itself, without a pause in which late data could still arrive. */
static int poll(struct virtqueue_used *used)
{
    const struct timeout timeout = timeout_start(LIMIT, "a used buffer");
    int result;

    while (!(result = virtqueue_reap(&rig.queue[0], used))) {
        if (timeout_expired(&timeout))
            return VIRTQUEUE_TIMEOUT;
        smp_relax();
    }
    return result;
}

/* Polls while @count requests are answered, and checks each as soon as its element is visible. */
static bool watch(unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        struct scatter *scatter = &request[i].scatter;

        disk_prepare(&request[i], VIRTIO_BLK_T_IN, rig_draw(DISK_SECTORS), 1, 1 + rig_draw(3));
        if (virtqueue_add(&rig.queue[0], scatter->segment, scatter->readable, scatter->writable,
                          &request[i])) {
            report_error("a ring of %u has no room for %u requests", rig.queue[0].size, count);
            return false;
        }
    }
    virtqueue_notify(&rig.queue[0]);
    for (unsigned int i = 0; i < count; i++) {
        struct virtqueue_used used;
        const int result = poll(&used);
        const char *wrong = result == 1 ? disk_wrong(used.cookie, used.length) : NULL;

        report_checked();
        if (result < 0)
            report_fail_rule(driver_error_rule(result), __FILE__, __LINE__, "with used.idx %u: %s",
                             rig.queue[0].used->idx, driver_error_text(result));
        else if (wrong)
            report_fail(__FILE__, __LINE__, "with used.idx %u: %s", rig.queue[0].used->idx, wrong);
        if (result < 0 || wrong)
            return false;
    }
    return true;
}

static void watch_many(unsigned int rounds, uint64_t later)
{
    if (!disk_open(&rig, 0, RING))
        return;
    virtqueue_interrupts(&rig.queue[0], false);
    if (!later || control_do(CONTROL_DEFER, later, 0, 0))
        for (unsigned int i = 0; i < rounds; i++)
            if (!watch(1 + i % BATCH))
                break;
    if (later)
        control_do(CONTROL_DEFER, 0, 0, 0);
    rig_close(&rig);
}

TEST(vio, data_come_before_the_index, .rule = "VIO-13", .bus = BUS_SERVED,
     TITLE("when used.idx announces a buffer, its element, data and status are there"))
{
    watch_many(REQUESTS, 0);
    if (settings.has_control && !report_is_decided())
        watch_many(REQUESTS, LATER); /* the index changes while it is polled */
}

TEST(vio, data_come_before_the_index_always, .rule = "VIO-13", .bus = BUS_SERVED, .alone = true,
     TITLE("the same, over 8,000 requests"))
{
    watch_many(MANY, 0);
}

/* The driver's parts of the rings, as they are before and as they must be after a request. */
struct rings {
    struct vring_desc desc[RING];
    uint16_t avail[2 + RING];
};

static void save(struct rings *rings)
{
    const struct virtqueue *queue = &rig.queue[0];

    memset(rings, 0, sizeof(*rings));
    memcpy(rings->desc, queue->desc, queue->size * sizeof(rings->desc[0]));
    memcpy(rings->avail, (const void *)queue->avail, (2 + queue->size) * sizeof(uint16_t));
}

static bool kept(const struct disk_request *of, const struct rings *before)
{
    static uint8_t sent[sizeof(of->header) + sizeof(of->data)];
    static struct rings after;

    save(&after);
    memcpy(sent, &of->header, sizeof(of->header));
    memcpy(sent + sizeof(of->header), of->data, sizeof(of->data));
    return expect(!memcmp(after.desc, before->desc, sizeof(after.desc))) &
           expect(!memcmp(after.avail, before->avail, sizeof(after.avail))) &
           expect(scatter_holds(&of->scatter, sent)) & expect(scatter_is_guarded(&of->scatter));
}

TEST(vio, a_device_writes_only_its_own, .rule = "VIO-14", .bus = BUS_SERVED,
     TITLE("a request changes no descriptor, no avail ring, no device-readable buffer, and no "
           "byte beside a writable one"))
{
    static struct rings before;

    if (!disk_open(&rig, 0, RING))
        return;
    for (unsigned int i = 0; i < REQUESTS; i++) {
        struct scatter *scatter = &request[0].scatter;
        struct virtqueue_used used;
        int error;

        disk_prepare_any(&request[0], i & 1 ? VIRTIO_BLK_T_OUT : VIRTIO_BLK_T_IN,
                         rig.queue[0].size);
        error = virtqueue_add(&rig.queue[0], scatter->segment, scatter->readable, scatter->writable,
                              &request[0]);
        save(&before);
        virtqueue_kick(&rig.queue[0]);
        if (!error)
            error = virtio_wait(&rig.device, &rig.queue[0], &used, RIG_LIMIT);
        if (error)
            report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s",
                             driver_error_text(error));
        if (!kept(&request[0], &before) || error)
            break;
    }
    rig_close(&rig);
}

TEST(vio, a_device_writes_nowhere_else, .rule = "VIO-14", .bus = BUS_SERVED,
     TITLE("requests change neither our image nor memory that no chain has ever named"))
{
    uint64_t where;

    canary_set();
    if (!disk_open(&rig, 0, RING))
        return;
    for (unsigned int i = 0; i < REQUESTS; i++) {
        disk_prepare_any(&request[0], i & 1 ? VIRTIO_BLK_T_OUT : VIRTIO_BLK_T_IN,
                         rig.queue[0].size);
        if (!disk_run(&rig, &request[0]))
            break;
    }
    rig_close(&rig);
    if (!canary_lives(&where))
        report_fail(__FILE__, __LINE__, "what is at %#lx has changed", where);
}
