/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/each.h"

#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "guest/virtio/virtio_slots.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/find.h"

#define TYPES_MAX 8

/* The devices that were found, and how they were last opened. */
static struct known {
    pci_bdf place;
    unsigned int type;
    uint32_t id; /* of a function */
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

static bool is_known(unsigned int type)
{
    for (unsigned int i = 0; i < known_count; i++)
        if (known[i].type == type)
            return true;
    return false;
}

static bool is_there(const struct known *device)
{
    if (settings.over_mmio)
        return virtio_slot_type(device->place) == device->type;
    return mmio_read32(ecam_address(&bus, device->place, PCI_VENDOR_ID)) == device->id;
}

static bool all_are_there(void)
{
    for (unsigned int i = 0; i < known_count; i++)
        if (!is_there(&known[i]))
            return false;
    return known_count > 0;
}

static void find_all(void)
{
    if (all_are_there())
        return;
    known_count = 0;
    for (struct vio_scan scan = vio_scan_start(); vio_scan_next(&scan);)
        if (!is_known(scan.type) && known_count < TYPES_MAX)
            known[known_count++] =
                (struct known){.place = scan.place, .type = scan.type, .id = scan.functions.id};
}

static int open(struct known *function)
{
    int error;

    if (function->opened && !settings.over_mmio)
        return virtio_reopen(&function->dev, &bus);
    error = vio_open(&function->dev, function->place);
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
