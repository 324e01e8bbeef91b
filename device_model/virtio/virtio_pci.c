/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_pci.h"

#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "device_model/virtio/virtio_common.h"
#include "device_model/virtio/virtio_service.h"

#define DEVICE_BASE 0x1040
#define SUBSYSTEM   0x40 /* at least; 4.1.2.1 */
#define REVISION    1

static uint32_t bar_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = container_of(endpoint, struct virtio_pci, endpoint);
    const uint32_t reg = offset % VIRTIO_PCI_PAGE;
    uint32_t value;

    switch (offset - reg) {
    case 0:
        return virtio_common_read(virtio, reg);
    case VIRTIO_PCI_ISR_PAGE:
        if (reg || !(lanes & 0xff))
            return 0;
        value = virtio->isr;
        virtio->isr = 0; /* read clears and deasserts, 4.1.4.5.1 */
        pci_bus_set_interrupt(endpoint, false);
        return value;
    case VIRTIO_PCI_DEVICE_PAGE:
        if (reg >= virtio->type->config_size)
            return 0;
        value = virtio->config[reg / 4];
        virtio_service_config_was_read(virtio);
        return value;
    default:
        return 0;
    }
}

static void bar_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                      uint32_t value)
{
    struct virtio_pci *virtio = container_of(endpoint, struct virtio_pci, endpoint);
    const uint32_t reg = offset % VIRTIO_PCI_PAGE;

    switch (offset - reg) {
    case 0:
        virtio_common_write(virtio, reg, lanes, value);
        break;
    case VIRTIO_PCI_NOTIFY_PAGE:
        virtio_service_notify(virtio, reg / VIRTIO_PCI_NOTIFY_MULTIPLE);
        break;
    default:
        break;
    }
}

const struct pci_dword_ops virtio_pci_bar_ops = {bar_read, bar_write};

/* The piece of the BAR that the PCI_CFG capability points at (4.1.4.9). */
struct target {
    uint32_t dword;
    unsigned int shift;
    uint32_t lanes;
};

/* False if software has not set it up to name an aligned piece of the BAR. */
static bool find_target(const struct virtio_pci *virtio, struct target *target)
{
    const struct virtio_pci_cap *cap =
        (const struct virtio_pci_cap *)&virtio->endpoint.config[virtio->pci_cfg / 4];
    const uint32_t at = cap->offset, length = cap->length;

    if (cap->bar != ENDPOINT_BAR || (length != 1 && length != 2 && length != 4) || at % length ||
        at > ENDPOINT_BAR_SIZE - length)
        return false;
    target->dword = at & ~3u;
    target->shift = at % 4 * 8;
    target->lanes = ~0u >> (32 - 8 * length) << target->shift;
    return true;
}

static bool is_pci_cfg_data(const struct virtio_pci *virtio, uint32_t offset)
{
    return offset == virtio->pci_cfg + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data);
}

static uint32_t config_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    struct virtio_pci *virtio = container_of(endpoint, struct virtio_pci, endpoint);
    uint32_t *data = &endpoint->config[offset / 4];
    struct target target;

    if (is_pci_cfg_data(virtio, offset) && find_target(virtio, &target)) {
        /* Any read of pci_cfg_data is the access. */
        *data &= ~(target.lanes >> target.shift);
        *data |= (bar_read(endpoint, target.dword, target.lanes) & target.lanes) >> target.shift;
    }
    return pci_config_read(endpoint, offset, lanes);
}

static void config_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                         uint32_t value)
{
    struct virtio_pci *virtio = container_of(endpoint, struct virtio_pci, endpoint);
    struct target target;

    pci_config_write(endpoint, offset, lanes, value);
    if (is_pci_cfg_data(virtio, offset) && find_target(virtio, &target))
        bar_write(endpoint, target.dword, target.lanes,
                  endpoint->config[offset / 4] << target.shift);
}

const struct pci_dword_ops virtio_pci_config_ops = {config_read, config_write};

static void add_capability(struct virtio_pci *virtio, uint8_t type, uint32_t offset,
                           uint32_t length)
{
    const struct virtio_pci_cap cap = {
        .cap_len = sizeof(cap),
        .cfg_type = type,
        .bar = ENDPOINT_BAR,
        .offset = offset,
        .length = length,
    };

    pci_endpoint_add_capability(&virtio->endpoint, PCI_CAP_ID_VNDR, &cap, sizeof(cap));
}

static void add_notify_capability(struct virtio_pci *virtio)
{
    const struct virtio_pci_notify_cap notify = {
        .cap.cap_len = sizeof(notify),
        .cap.cfg_type = VIRTIO_PCI_CAP_NOTIFY_CFG,
        .cap.bar = ENDPOINT_BAR,
        .cap.offset = VIRTIO_PCI_NOTIFY_PAGE,
        .cap.length = virtio->type->queues * VIRTIO_PCI_NOTIFY_MULTIPLE,
        .notify_off_multiplier = VIRTIO_PCI_NOTIFY_MULTIPLE,
    };

    pci_endpoint_add_capability(&virtio->endpoint, PCI_CAP_ID_VNDR, &notify, sizeof(notify));
}

/* pci_cfg_data and the fields that aim it; both are the driver's to write. */
static void add_pci_cfg_capability(struct virtio_pci *virtio)
{
    const struct virtio_pci_cfg_cap pci_cfg = {
        .cap.cap_len = sizeof(pci_cfg),
        .cap.cfg_type = VIRTIO_PCI_CAP_PCI_CFG,
    };
    uint32_t *writable;

    virtio->pci_cfg =
        pci_endpoint_add_capability(&virtio->endpoint, PCI_CAP_ID_VNDR, &pci_cfg, sizeof(pci_cfg));
    writable = &virtio->endpoint.writable[virtio->pci_cfg / 4];
    writable[VIRTIO_PCI_CAP_BAR / 4] = 0xff;
    writable[VIRTIO_PCI_CAP_OFFSET / 4] = writable[VIRTIO_PCI_CAP_LENGTH / 4] = ~0u;
    writable[offsetof(struct virtio_pci_cfg_cap, pci_cfg_data) / 4] = ~0u;
}

void virtio_pci_init(struct virtio_pci *virtio, struct pci_bus *bus, unsigned int slot,
                     const struct virtio_device_type *type, const uint32_t *config)
{
    const struct pci_identity identity = {
        .vendor = VIRTIO_PCI_VENDOR_ID,
        .device = DEVICE_BASE + type->id,
        .class = type->class,
        .revision = REVISION,
        .subsystem_vendor = VIRTIO_PCI_VENDOR_ID,
        .subsystem = SUBSYSTEM + type->id,
    };

    *virtio = (struct virtio_pci){.type = type, .ops = &virtio_device_ops, .config = config};
    pci_endpoint_init(&virtio->endpoint, &identity);
    virtio->endpoint.config_ops = &virtio_pci_config_ops;
    pci_endpoint_add_bar(&virtio->endpoint, &virtio_pci_bar_ops);
    /* The list is built from its end. */
    add_pci_cfg_capability(virtio);
    if (type->config_size)
        add_capability(virtio, VIRTIO_PCI_CAP_DEVICE_CFG, VIRTIO_PCI_DEVICE_PAGE,
                       type->config_size);
    add_capability(virtio, VIRTIO_PCI_CAP_ISR_CFG, VIRTIO_PCI_ISR_PAGE, 1);
    add_notify_capability(virtio);
    add_capability(virtio, VIRTIO_PCI_CAP_COMMON_CFG, 0, VIRTIO_COMMON_SIZE);
    pci_bus_plug(bus, slot, 0, &virtio->endpoint);
    virtio_common_reset(virtio);
}
