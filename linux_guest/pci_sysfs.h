/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI bus as Linux shows it under /sys/bus/pci. */
#ifndef LINUX_GUEST_PCI_SYSFS_H
#define LINUX_GUEST_PCI_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCI_SYSFS_FUNCTIONS 32
#define PCI_SYSFS_NAME      13 /* "0000:00:01.0" */

struct pci_sysfs_function {
    char name[PCI_SYSFS_NAME];
    uint16_t vendor, device;
    char driver[24]; /* "virtio-pci"; empty: none is bound */
    bool has_bar;    /* some BAR is assigned */
};

struct pci_sysfs {
    struct pci_sysfs_function function[PCI_SYSFS_FUNCTIONS];
    size_t count;
    bool has_bridge; /* a host bridge was registered: /sys/bus/pci has a bus 0000:00 */
};

/* What Linux has found until now. */
void pci_sysfs_read(struct pci_sysfs *out);

/* "00:01.0 00:02.0", or "none": for a note. @text has @size bytes. */
const char *pci_sysfs_names(const struct pci_sysfs *pci, char *text, size_t size);

/* Each returns false with errno set. They return when the kernel has done it, however long. */
bool pci_sysfs_rescan(void);
bool pci_sysfs_remove(const char *name);
bool pci_sysfs_unbind(const char *name);
bool pci_sysfs_bind(const char *name);

/*
 * Runs @work(@argument) in a process of its own. True if that returned true within @seconds; else
 * *@hangs says whether it has not returned at all (such a process stays, and may hold locks).
 */
bool run_bounded(bool (*work)(const char *argument), const char *argument, unsigned int seconds,
                 bool *hangs);

#endif
