/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/dom0_port.h"

#include <stdio.h>

#include "device_model/devices/blk_device.h"
#include "device_model/pci/pci_port.h"
#include "device_model/virtio/virtio_pci.h"
#include "homes/ioreq/control_page.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/first_use.h"
#include "protocol/control.h"

#include <xen/errno.h>

/* QEMU's pci-testdev. */
static const struct pci_identity first_identity = {
    .vendor = 0x1b36, .device = 0x0005, .class = 0x00ff00};
/* QEMU's pcie-root-port. */
static const struct pci_identity identity = {.vendor = 0x1b36, .device = 0x000c, .class = 0x060400};

static const struct args *args;
static struct pci_endpoint first;
static struct pci_port port;
static struct blk_device blk;
static struct virtio_pci function;
static enum control_slot asked;

static const char *const past[] = {
    [SLOT_INSERT] = "plugged", [SLOT_PRESS] = "attention button pressed", [SLOT_PULL] = "pulled"};

static int move(enum control_slot what)
{
    if ((what == SLOT_INSERT) == port.occupied)
        return -XEN_EINVAL;
    if (what == SLOT_INSERT)
        pci_port_insert(&port);
    else if (what == SLOT_PRESS)
        pci_port_press(&port);
    else
        pci_port_pull(&port);
    control_page_slot_moved();
    return 0;
}

static void asked_due(struct deadline *deadline)
{
    (void)deadline;
    (void)move(asked); /* it may have left by itself */
}

/* The next event of plug=. */
static void plug_due(struct deadline *deadline)
{
    static unsigned int event;
    const enum control_slot what = event % 2 == 0   ? SLOT_INSERT
                                   : args->surprise ? SLOT_PULL
                                                    : SLOT_PRESS;

    if (move(what))
        printf("doorbell backend: error: the slot cannot be %s now\n", past[what]);
    else
        printf("doorbell backend: %s\n", past[what]);
    if (what == SLOT_INSERT && !args->has_control)
        first_use_watch(&blk.virtio, "the plug");
    if (++event < args->plug_count)
        dom0_home_after(deadline, args->plugs[event] - args->plugs[event - 1]);
}

static struct deadline next_plug = {.run = plug_due}, next_asked = {.run = asked_due};

void dom0_port_init(const struct args *from)
{
    args = from;
    if (args->port_function) {
        pci_endpoint_init(&first, &first_identity);
        pci_bus_plug(&dom0_bus, args->port, 0, &first);
    }
    pci_port_plug(&port, &dom0_bus, args->port, args->port_function, &identity);
    dom0_bus_share_disk(&blk);
    virtio_pci_plug(&function, &port.behind, 0, &blk.virtio);
    if (args->plug_count)
        dom0_home_after(&next_plug, args->plugs[0]);
}

int dom0_port_ask(uint64_t what, uint64_t ns)
{
    if (!dom0_bus.behind)
        return -XEN_EOPNOTSUPP;
    if (next_asked.set)
        return -XEN_EBUSY;
    if (what >= SLOTS_END || ns > ATTACH_NS_MAX)
        return -XEN_EINVAL;
    if (!ns)
        return move(what);
    asked = what;
    dom0_home_after(&next_asked, ns);
    return 0;
}

void dom0_port_forget(void)
{
    dom0_home_cancel(&next_asked);
}
