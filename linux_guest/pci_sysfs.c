/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_guest/pci_sysfs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux_guest/files.h"

#define DEVICES     "/sys/bus/pci/devices"
#define DRIVER      "/sys/bus/pci/drivers/virtio-pci"
#define BARS        6
#define POLL_US     1000

static uint16_t attribute(const char *name, const char *which)
{
    char text[16];

    if (file_read(text, sizeof(text), DEVICES "/%s/%s", name, which) < 0)
        return 0;
    return (uint16_t)strtoul(text, NULL, 16);
}

/* Lines of `resource`: start, end and flags of each BAR; zeroes if it is not assigned. */
static bool has_bar(const char *name)
{
    char text[1024];
    const char *line = text;

    if (file_read(text, sizeof(text), DEVICES "/%s/resource", name) < 0)
        return false;
    for (unsigned int i = 0; i < BARS && line; i++) {
        uint64_t start, end;

        if (sscanf(line, "%" SCNx64 " %" SCNx64, &start, &end) == 2 && start && end > start)
            return true;
        line = strchr(line, '\n');
        if (line)
            line++;
    }
    return false;
}

static void add(const char *name, void *context)
{
    struct pci_sysfs *pci = context;
    struct pci_sysfs_function *function = &pci->function[pci->count];

    if (pci->count == PCI_SYSFS_FUNCTIONS || strlen(name) >= PCI_SYSFS_NAME)
        return;
    pci->count++;
    strcpy(function->name, name);
    function->vendor = attribute(name, "vendor");
    function->device = attribute(name, "device");
    function->has_bar = has_bar(name);
    if (!file_link_name(function->driver, sizeof(function->driver), DEVICES "/%s/driver", name))
        function->driver[0] = '\0';
}

void pci_sysfs_read(struct pci_sysfs *out)
{
    memset(out, 0, sizeof(*out));
    out->has_bridge = !access("/sys/class/pci_bus/0000:00", F_OK);
    directory_each(DEVICES, add, out);
}

const char *pci_sysfs_names(const struct pci_sysfs *pci, char *text, size_t size)
{
    size_t length = 0;

    snprintf(text, size, "none");
    for (size_t i = 0; i < pci->count && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? " " : "",
                                   pci->function[i].name + 5); /* without the domain */
    return text;
}

bool pci_sysfs_rescan(void)
{
    return file_write("1", "/sys/bus/pci/rescan");
}

bool pci_sysfs_remove(const char *name)
{
    return file_write("1", DEVICES "/%s/remove", name);
}

bool pci_sysfs_unbind(const char *name)
{
    return file_write(name, DRIVER "/unbind");
}

bool pci_sysfs_bind(const char *name)
{
    return file_write(name, DRIVER "/bind");
}

bool run_bounded(bool (*work)(const char *argument), const char *argument, unsigned int seconds,
                 bool *hangs)
{
    const pid_t child = fork();
    int status;

    *hangs = false;
    if (child < 0)
        return false;
    if (!child)
        _exit(work(argument) ? 0 : 1);
    for (unsigned long us = 0; us < seconds * 1000000ul; us += POLL_US) {
        if (waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) && !WEXITSTATUS(status);
        usleep(POLL_US);
    }
    *hangs = true;
    return false;
}
