/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/virtio_intx.h"

#include "guest/control/bus.h"
#include "guest/driver_error.h"
#include "runtime/gic.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"

#define MOST  64               /* a line that never falls must not loop the handler forever */
#define LIMIT (125 * CLOCK_MS) /* includes the harness's part */
#define STALE (20 * CLOCK_US)
#define EARLY (CLOCK_MS / 2)

bool intx_comes(const struct virtio_device *dev, uint64_t limit)
{
    struct timeout timeout = timeout_start(limit, "the device to interrupt");

    do {
        if (dev->transport->interrupts(dev))
            return true;
    } while (idle(&timeout));
    return false;
}

uint8_t intx_settle(const struct virtio_device *dev)
{
    uint8_t isr = virtio_isr(dev);

    for (unsigned int i = 0; i < MOST && intx_comes(dev, EARLY); i++)
        isr |= virtio_isr(dev);
    return isr;
}

static void on_interrupt(uint32_t intid, void *arg)
{
    struct intx *intx = arg;
    const uint8_t isr = virtio_isr(intx->dev);

    intx->isr |= isr;
    intx->unexplained += !isr;
    if (++intx->taken >= MOST)
        gic_disable(intid);
}

bool intx_open(struct intx *intx, const struct virtio_device *dev)
{
    uint32_t intid;

    *intx = (struct intx){.dev = dev};
    if (!vio_expect(dev, vio_interrupt(dev, &intid)))
        return false;
    intx->intid = intid;
    /* Interrupts raised while the line was disabled do not count. */
    virtio_isr(dev);
    gic_enable(intid, on_interrupt, intx);
    idle_for(STALE);
    *intx = (struct intx){.dev = dev, .intid = intid};
    return true;
}

bool intx_taken(const struct intx *intx, unsigned int count)
{
    struct timeout timeout = timeout_start(LIMIT, "the device's interrupt");

    do {
        if (intx->taken >= count)
            return true;
    } while (idle(&timeout));
    return false;
}

void intx_close(struct intx *intx)
{
    gic_disable(intx->intid);
}
