/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/linux/linux_bus.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest/control/settings.h"
#include "guest/test/report.h"

#define REDHAT       0x1af4
#define QEMU         0x1b36
#define VIRTIO(type) (0x1040 + (type))
#define AFTER_MS     100 /* from a scheduled event until it is surely over */

static const struct {
    const char *name;
    uint16_t vendor, device;
    bool is_virtio;
} expected[] = {
    {"0000:00:00.0", QEMU, 0x0008, false},     {"0000:00:01.0", REDHAT, VIRTIO(4), true},
    {"0000:00:02.0", REDHAT, VIRTIO(2), true}, {"0000:00:03.0", QEMU, 0x0005, false},
    {"0000:00:03.2", QEMU, 0x0005, false},     {"0000:00:05.0", REDHAT, VIRTIO(4), true},
    {"0000:00:06.0", REDHAT, VIRTIO(1), true},
};

uint64_t linux_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool is_over(uint64_t at_ns)
{
    return linux_now_ms() >= at_ns / 1000000 + AFTER_MS;
}

static bool wait_for(const uint64_t *times, size_t count, unsigned int index)
{
    if (index >= count) {
        report_error("the scenario's schedule has no event %u", index);
        return false;
    }
    while (!is_over(times[index]))
        usleep(1000);
    return true;
}

bool linux_event_passed(unsigned int index)
{
    return index < settings.schedule_count && is_over(settings.schedule[index]);
}

bool linux_wait_for_event(unsigned int index)
{
    return wait_for(settings.schedule, settings.schedule_count, index);
}

bool linux_plug_passed(unsigned int index)
{
    return index < settings.plug_count && is_over(settings.plugs[index]);
}

bool linux_wait_for_plug(unsigned int index)
{
    return wait_for(settings.plugs, settings.plug_count, index);
}

static const struct pci_sysfs_function *find(const struct pci_sysfs *pci, const char *name)
{
    for (size_t i = 0; i < pci->count; i++)
        if (!strcmp(pci->function[i].name, name))
            return &pci->function[i];
    return NULL;
}

/* A port with a hot-plug slot may be there, too. */
static size_t count_ports(const struct pci_sysfs *pci)
{
    size_t count = 0;

    for (size_t i = 0; i < pci->count; i++)
        count += !strcmp(pci->function[i].driver, "pcieport");
    return count;
}

void linux_expect_whole_bus(const struct pci_sysfs *pci)
{
    expect_eq(pci->count - count_ports(pci), sizeof(expected) / sizeof(expected[0]));
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const struct pci_sysfs_function *function = find(pci, expected[i].name);

        report_checked();
        if (!function) {
            report_fail(__FILE__, __LINE__, "%s is missing", expected[i].name);
            continue;
        }
        if (function->vendor != expected[i].vendor || function->device != expected[i].device)
            report_fail(__FILE__, __LINE__, "%s: expected %04x:%04x, found %04x:%04x",
                        function->name, expected[i].vendor, expected[i].device, function->vendor,
                        function->device);
        if (expected[i].is_virtio && !function->has_bar)
            report_fail(__FILE__, __LINE__, "%s has no BAR", function->name);
        if (expected[i].is_virtio && strcmp(function->driver, "virtio-pci"))
            report_fail(__FILE__, __LINE__, "%s: expected driver virtio-pci, found \"%s\"",
                        function->name, function->driver);
    }
}

void linux_note_bus(const char *when, const struct pci_sysfs *pci)
{
    char names[PCI_SYSFS_FUNCTIONS * PCI_SYSFS_NAME];

    report_note("%s: %s", when, pci_sysfs_names(pci, names, sizeof(names)));
}
