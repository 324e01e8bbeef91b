/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/ovl/host_device.h"

#include <libfdt.h>
#include <string.h>

#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/config.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/dm/dom0_call.h"

#include <xen/domctl.h>
#include <xen/errno.h>
#include <xen/sysctl.h>

#define RTC_DR    0x000 /* seconds */
#define RTC_MR    0x004 /* when it interrupts */
#define RTC_IMSC  0x010
#define RTC_RIS   0x014
#define RTC_ICR   0x01c
#define RTC_ID    0xfe0 /* four bytes of the part, four of PrimeCells, in a word each */
#define RTC_IRQ   1u
#define RTC_TRIES 8

#define SPI_FIRST 32
#define LIMIT     (2 * CLOCK_MS)

/* Sysctls have versions, as domctls do; this one is the same in all of these. */
#define VERSION_FIRST 0x14
#define VERSION_LAST  0x1f

#define BLOB_MAX 368 /* bytes: what dom0's data have room for */

static uint64_t blob[BLOB_MAX / sizeof(uint64_t)];
static bool attached;

static bool find_blob(void)
{
    const void *const fdt = dt_boot();
    int length = 0;
    const void *found = fdt_getprop(fdt, dt_find(fdt, CONFIG_COMPATIBLE), CONFIG_OVERLAY, &length);

    if (found && length <= BLOB_MAX)
        memcpy(blob, found, (size_t)length);
    if (!found || length > BLOB_MAX || fdt_check_header(blob) ||
        fdt_totalsize(blob) != (uint32_t)length)
        report_error("our device tree has no overlay of at most %u bytes", BLOB_MAX);
    return !report_is_decided();
}

static long call(unsigned int nr, const struct overlay_op *op, void *head, void *pad, size_t size)
{
    static uint64_t data[CONTROL_DATA / sizeof(uint64_t)];
    const uint64_t arg[3] = {dom0_address(0)};
    struct overlay_op sent = *op;

    sent.fdt = op->fdt ? op->fdt : dom0_address(size);
    sent.size = op->size || op->nothing ? op->size : fdt_totalsize(blob);
    memcpy(pad, &sent, offsetof(struct overlay_op, nothing));
    memcpy(data, head, size);
    memcpy((uint8_t *)data + size, blob, BLOB_MAX);
    return dom0_call(nr, arg, data, size + BLOB_MAX);
}

long overlay_sysctl(const struct overlay_op *op)
{
    static uint32_t version = VERSION_FIRST;
    long rc;

    do {
        struct xen_sysctl head = {.cmd = XEN_SYSCTL_dt_overlay, .interface_version = version};

        rc = call(__HYPERVISOR_sysctl, op, &head, head.u.pad, sizeof(head));
    } while (rc == -XEN_EACCES && ++version <= VERSION_LAST);
    return rc;
}

long overlay_domctl(const struct overlay_op *op, domid_t domid)
{
    struct xen_domctl head = {.cmd = XEN_DOMCTL_dt_overlay,
                              .interface_version = control_hypercall()->domctl_version,
                              .domain = domid};

    return call(__HYPERVISOR_domctl, op, &head, head.u.pad, sizeof(head));
}

/* An operation that there is not: a Xen that has the others says so in another way. */
static bool has_overlays(void)
{
    const struct overlay_op none = {.op = OVERLAY_ADD, .nothing = true};
    const long sysctl = overlay_sysctl(&none), domctl = overlay_domctl(&none, dom0_guest());

    if (sysctl != -XEN_EINVAL || domctl != -XEN_EINVAL)
        report_skip("this Xen attaches no devices (sysctl %ld, domctl %ld): it needs 4.19 and "
                    "CONFIG_OVERLAY_DTB",
                    sysctl, domctl);
    return sysctl == -XEN_EINVAL && domctl == -XEN_EINVAL;
}

bool host_device_open(struct host_device *device)
{
    struct range reg = {0};
    const uint32_t *irq;
    int node;

    /* Once the backend answers, it has said where its data are. */
    if (!find_blob() || !control_do(CONTROL_PING, 0, 0, 0) || !has_overlays())
        return false;
    node = dt_find(blob, "arm,pl031");
    irq = fdt_getprop(blob, node, "interrupts", NULL);
    if (!irq || !dt_range(blob, node, "reg", 0, &reg)) {
        report_error("the overlay has no PL031");
        return false;
    }
    *device = (struct host_device){reg.base, SPI_FIRST + fdt32_ld(irq + 1)};
    return true;
}

bool host_device_attach(void)
{
    const struct overlay_op add = {.op = OVERLAY_ADD}, attach = {.op = OVERLAY_ATTACH};

    if (!attached)
        attached = expect_eq((uint64_t)overlay_sysctl(&add), 0) &&
                   expect_eq((uint64_t)overlay_domctl(&attach, dom0_guest()), 0);
    return attached;
}

long host_device_remove(void)
{
    const struct overlay_op op = {.op = OVERLAY_REMOVE};
    const long rc = overlay_sysctl(&op);

    attached = rc != 0;
    return rc;
}

bool host_device_answers(const struct host_device *device)
{
    /* The third one's upper half is the part's revision. */
    static const uint8_t id[] = {0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
    bool good = true;

    for (size_t i = 0; i < sizeof(id); i++) {
        const uint8_t mask = i == 2 ? 0x0f : 0xff;
        uint64_t value;

        good &= try_read(device->base + RTC_ID + 4 * i, 4, &value) && (value & mask) == id[i];
    }
    return good;
}

void host_device_raise(const struct host_device *device)
{
    mmio_write32(device->base + RTC_ICR, RTC_IRQ);
    mmio_write32(device->base + RTC_IMSC, RTC_IRQ);
    /* The second may be over between the two. */
    for (unsigned int i = 0; i < RTC_TRIES && !mmio_read32(device->base + RTC_RIS); i++)
        mmio_write32(device->base + RTC_MR, mmio_read32(device->base + RTC_DR));
}

void host_device_clear(const struct host_device *device)
{
    mmio_write32(device->base + RTC_IMSC, 0);
    mmio_write32(device->base + RTC_ICR, RTC_IRQ);
}

/* It is level-triggered: the line goes down, or the interrupt comes for ever. */
static void on_interrupt(uint32_t intid, void *arg)
{
    *(volatile bool *)arg = true;
    gic_disable(intid);
}

bool host_device_interrupts(const struct host_device *device)
{
    const struct timeout timeout = timeout_start(LIMIT, "the device's interrupt");
    volatile bool taken = false;

    gic_enable(device->intid, on_interrupt, (void *)&taken);
    while (!taken && !timeout_expired(&timeout))
        smp_relax();
    gic_forget(device->intid);
    return taken;
}
