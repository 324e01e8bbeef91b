/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/rig.h"

#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "runtime/gic.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"
#include "suites/vio/rig/find.h"

#define LISTENERS 3

static struct rig *listeners[LISTENERS];
static unsigned int interrupts;
static uint32_t drawn; /* xorshift32 */

static int start(struct rig *rig, uint64_t features, unsigned int size)
{
    struct virtio_device *dev = &rig->device;
    int error = virtio_negotiate(dev, features);

    rig->queues = dev->type == VIRTIO_ID_NET ? 2 : 1;
    for (unsigned int i = 0; !error && i < rig->queues; i++)
        error = virtio_queue(dev, i, &rig->queue[i], size, rig->storage[i].ring,
                             rig->storage[i].buffer);
    return error ? error : virtio_start(dev);
}

static void forget(const struct rig *rig)
{
    for (unsigned int i = 0; i < LISTENERS; i++)
        if (listeners[i] == rig)
            listeners[i] = NULL;
}

bool rig_open(struct rig *rig, unsigned int type, uint64_t features, unsigned int size)
{
    uint64_t missing;
    pci_bdf bdf;
    int error;

    forget(rig); /* a test that was abandoned could not close it */
    rig->intid = 0;
    rig->seen = 0;
    drawn = 0x2545f491; /* the same numbers whether other tests ran before or not */
    if (!vio_find(type, &bdf))
        return false;
    error = vio_open(&rig->device, bdf);
    if (error) {
        report_error("device of type %u at %04x: %s", type, bdf, driver_error_text(error));
        return false;
    }
    missing = features & ~virtio_offered(&rig->device);
    if (missing)
        report_skip("%04x does not offer feature %u", bdf, __builtin_ctzll(missing));
    else
        error = start(rig, features, size);
    if (error)
        report_error("device of type %u at %04x: %s", type, bdf, driver_error_text(error));
    if (error || missing)
        vio_close(&rig->device);
    return !error && !missing;
}

void rig_close(struct rig *rig)
{
    forget(rig);
    if (rig->intid)
        gic_disable(rig->intid);
    rig->intid = 0;
    vio_close(&rig->device);
}

static void on_line(uint32_t intid, void *arg)
{
    (void)arg;
    for (unsigned int i = 0; i < LISTENERS; i++)
        if (listeners[i] && listeners[i]->intid == intid &&
            virtio_isr(&listeners[i]->device) & VIRTIO_PCI_ISR_QUEUE)
            listeners[i]->seen++;
    if (++interrupts == RIG_STORM)
        gic_disable(intid);
}

bool rig_listen(struct rig *rig)
{
    uint32_t intid;
    const int error = vio_interrupt(&rig->device, &intid);
    unsigned int free = 0;

    if (error) {
        report_error("%04x: %s", rig->device.bdf, driver_error_text(error));
        return false;
    }
    while (free < LISTENERS - 1 && listeners[free])
        free++;
    virtio_isr(&rig->device);
    rig->intid = intid;
    rig->seen = 0;
    interrupts = 0;
    listeners[free] = rig;
    gic_enable(intid, on_line, NULL);
    return true;
}

bool rig_interrupted(const struct rig *rig, unsigned int count)
{
    struct timeout timeout =
        timeout_start(RIG_LIMIT, "an interrupt that the device's ISR explains");

    while (rig->seen < count)
        if (!idle(&timeout))
            return false;
    return true;
}

bool rig_post(struct rig *rig, const struct virtqueue_segment *segment, unsigned int readable,
              unsigned int writable)
{
    const int error =
        virtqueue_add(&rig->queue[0], segment, readable, writable, (void *)segment[0].data);

    if (error) {
        report_error("%s", driver_error_text(error));
        return false;
    }
    virtqueue_kick(&rig->queue[0]);
    return true;
}

bool rig_reap(struct rig *rig, unsigned int index, void *cookie, uint32_t *length)
{
    struct virtqueue_used used;
    const int error = virtio_wait(&rig->device, &rig->queue[index], &used, RIG_LIMIT);

    report_checked();
    if (error)
        report_fail_rule(driver_error_rule(error), __FILE__, __LINE__, "%s",
                         driver_error_text(error));
    else if (cookie && !expect(used.cookie == cookie))
        return false;
    if (length)
        *length = error ? 0 : used.length;
    return !error;
}

unsigned int rig_draw(unsigned int below)
{
    drawn ^= drawn << 13;
    drawn ^= drawn >> 17;
    drawn ^= drawn << 5;
    return drawn % below;
}
