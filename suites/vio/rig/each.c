/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/each.h"

#include "guest/control/bus.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/find.h"

#define TYPES_MAX 8

/* The functions that were found, and how they were last opened. */
static struct known {
    pci_bdf bdf;
    uint32_t id;
    bool opened;
    struct virtio_device dev;
} known[TYPES_MAX];
static unsigned int known_count;

bool vio_expect_success(const char *file, int line, const struct virtio_device *dev, int error,
                        const char *call)
{
    report_checked();
    if (error)
        report_fail_rule(driver_error_rule(error), file, line, "%04x: %s: %s", dev->bdf, call,
                         driver_error_text(error));
    return !error;
}

static bool is_known(uint32_t id)
{
    for (unsigned int i = 0; i < known_count; i++)
        if (known[i].id == id)
            return true;
    return false;
}

static bool all_are_there(void)
{
    for (unsigned int i = 0; i < known_count; i++)
        if (mmio_read32(ecam_address(&bus, known[i].bdf, PCI_VENDOR_ID)) != known[i].id)
            return false;
    return known_count > 0;
}

static void find_all(void)
{
    if (all_are_there())
        return;
    known_count = 0;
    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);)
        if ((scan.id & 0xffff) == PCI_VENDOR_ID_REDHAT_QUMRANET && !is_known(scan.id) &&
            known_count < TYPES_MAX)
            known[known_count++] = (struct known){.bdf = scan.bdf, .id = scan.id};
}

static int open(struct known *function)
{
    int error;

    if (function->opened)
        return virtio_reopen(&function->dev, &bus);
    error = virtio_open(&function->dev, &bus, function->bdf);
    function->opened = !error;
    return error;
}

void vio_each(void (*check)(struct virtio_device *dev))
{
    find_all();
    if (!known_count)
        report_skip("the device model serves no virtio device");
    for (unsigned int i = 0; i < known_count; i++) {
        struct virtio_device *dev = &known[i].dev;
        const bool decided = report_is_decided();

        if (vio_expect(dev, open(&known[i])))
            check(dev);
        if (report_is_decided() && !decided)
            report_note("the device at %04x is of type %u", dev->bdf, dev->type);
        vio_close(dev);
    }
}

void vio_each_afresh(void (*check)(struct virtio_device *dev))
{
    known_count = 0;
    vio_each(check);
}
