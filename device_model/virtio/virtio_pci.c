/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_pci.h"

#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "device_model/pci/pci_express.h"
#include "device_model/virtio/virtio_common.h"
#include "device_model/virtio/virtio_registers.h"

#define DEVICE_BASE 0x1040
#define SUBSYSTEM   0x40 /* at least; 4.1.2.1 */
#define REVISION    1

enum { /* what a function has of the states in PMCSR */
    D0 = 0,
    D3HOT = 3,
};

static struct virtio_pci *pci_of(struct pci_endpoint *endpoint)
{
    return container_of(endpoint, struct virtio_pci, endpoint);
}

static uint32_t bar_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    struct virtio_state *virtio = pci_of(endpoint)->device;

    return virtio->registers->read(virtio, offset, lanes);
}

static void bar_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                      uint32_t value)
{
    struct virtio_state *virtio = pci_of(endpoint)->device;

    virtio->registers->write(virtio, offset, lanes, value);
}

static const struct pci_dword_ops bar_ops = {bar_read, bar_write};

/* The same for a function with MSI-X, whose table is in the ISR's page. */
#define MSIX_TABLE (VIRTIO_ISR_PAGE + 0x800)

static uint32_t msix_bar_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    const struct pci_msix *msix = &pci_of(endpoint)->msix;

    return pci_msix_has(msix, offset) ? pci_msix_read(msix, offset)
                                      : bar_read(endpoint, offset, lanes);
}

static void msix_bar_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                           uint32_t value)
{
    struct pci_msix *msix = &pci_of(endpoint)->msix;

    if (pci_msix_has(msix, offset))
        pci_msix_write(msix, offset, lanes, value);
    else
        bar_write(endpoint, offset, lanes, value);
}

static const struct pci_dword_ops msix_bar_ops = {msix_bar_read, msix_bar_write};

/* The piece of the BAR that the PCI_CFG capability points at (4.1.4.9). */
struct target {
    uint32_t dword;
    unsigned int shift;
    uint32_t lanes;
};

/* False if software has not set it up to name an aligned piece of the BAR. */
static bool find_target(const struct virtio_pci *pci, struct target *target)
{
    const struct virtio_pci_cap *cap =
        (const struct virtio_pci_cap *)&pci->endpoint.config[pci->pci_cfg / 4];
    const uint32_t at = cap->offset, length = cap->length;

    if (cap->bar != ENDPOINT_BAR || (length != 1 && length != 2 && length != 4) || at % length ||
        at > ENDPOINT_BAR_SIZE - length)
        return false;
    target->dword = at & ~3u;
    target->shift = at % 4 * 8;
    target->lanes = ~0u >> (32 - 8 * length) << target->shift;
    return true;
}

static bool is_pci_cfg_data(const struct virtio_pci *pci, uint32_t offset)
{
    return offset == pci->pci_cfg + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data);
}

/* Any read of pci_cfg_data is the access. Apart, as other reads are on a path that is measured. */
static __attribute__((noinline)) uint32_t read_pci_cfg_data(struct pci_endpoint *endpoint,
                                                            uint32_t offset, uint32_t lanes)
{
    uint32_t *data = &endpoint->config[offset / 4];
    struct target target;

    if (find_target(pci_of(endpoint), &target)) {
        *data &= ~(target.lanes >> target.shift);
        *data |= (bar_read(endpoint, target.dword, target.lanes) & target.lanes) >> target.shift;
    }
    return pci_config_read(endpoint, offset, lanes);
}

static uint32_t config_read(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    return is_pci_cfg_data(pci_of(endpoint), offset) ? read_pci_cfg_data(endpoint, offset, lanes)
                                                     : pci_config_read(endpoint, offset, lanes);
}

/* Whatever the function holds is lost in D3hot; a state that it does not have is not entered. */
static void set_power(struct virtio_pci *pci, uint32_t state)
{
    uint32_t *const power = pci_endpoint_power(&pci->endpoint);

    if (state == *power || (state != D0 && state != D3HOT))
        return;
    virtio_pci_reset(pci);
    *power = state;
}

static void write_capability(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                             uint32_t value)
{
    struct virtio_pci *pci = pci_of(endpoint);
    struct target target;

    if (virtio_pci_is_function_reset(pci, offset, value & lanes))
        virtio_pci_reset(pci);
    if (offset == endpoint->power + PCI_PM_CTRL && lanes & PCI_PM_CTRL_STATE_MASK)
        set_power(pci, value & PCI_PM_CTRL_STATE_MASK);
    if (pci->msix.pending) /* Function Mask may be clear now */
        virtio_pci_deliver(pci);
    if (is_pci_cfg_data(pci, offset) && find_target(pci, &target))
        bar_write(endpoint, target.dword, target.lanes,
                  endpoint->config[offset / 4] << target.shift);
}

static void config_write(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes,
                         uint32_t value)
{
    pci_config_write(endpoint, offset, lanes, value);
    if (offset >= PCI_STD_HEADER_SIZEOF)
        write_capability(endpoint, offset, lanes, value);
}

void virtio_pci_deliver(struct virtio_pci *pci)
{
    struct home *home = pci->endpoint.bus->home;
    struct pci_msix *msix = &pci->msix;

    if (!pci_msix_is_enabled(msix, &pci->endpoint) || pci_msix_is_masked(msix, &pci->endpoint))
        return;
    for (unsigned int i = 0; i < msix->vectors; i++)
        if (msix->pending >> i & 1 && home->send_message(home, &pci->endpoint, i))
            msix->pending &= ~(1u << i);
}

static void reset(struct pci_endpoint *endpoint)
{
    virtio_pci_reset(pci_of(endpoint));
}

void virtio_pci_reset(struct virtio_pci *pci)
{
    virtio_common_reset(pci->device);
    pci_bus_reset(&pci->endpoint);
    *pci_endpoint_power(&pci->endpoint) = D0;
    pci_msix_reset(&pci->msix);
}

const struct pci_dword_ops virtio_pci_config_ops = {config_read, config_write};

static void add_capability(struct virtio_pci *pci, uint8_t type, uint32_t offset, uint32_t length)
{
    const struct virtio_pci_cap cap = {
        .cap_len = sizeof(cap),
        .cfg_type = type,
        .bar = ENDPOINT_BAR,
        .offset = offset,
        .length = length,
    };

    pci_endpoint_add_capability(&pci->endpoint, PCI_CAP_ID_VNDR, &cap, sizeof(cap));
}

static void add_notify_capability(struct virtio_pci *pci)
{
    const struct virtio_pci_notify_cap notify = {
        .cap.cap_len = sizeof(notify),
        .cap.cfg_type = VIRTIO_PCI_CAP_NOTIFY_CFG,
        .cap.bar = ENDPOINT_BAR,
        .cap.offset = VIRTIO_NOTIFY_PAGE,
        .cap.length = pci->device->type->queues * VIRTIO_NOTIFY_MULTIPLE,
        .notify_off_multiplier = VIRTIO_NOTIFY_MULTIPLE,
    };

    pci_endpoint_add_capability(&pci->endpoint, PCI_CAP_ID_VNDR, &notify, sizeof(notify));
}

/* pci_cfg_data and the fields that aim it; both are the driver's to write. */
static void add_pci_cfg_capability(struct virtio_pci *pci)
{
    const struct virtio_pci_cfg_cap pci_cfg = {
        .cap.cap_len = sizeof(pci_cfg),
        .cap.cfg_type = VIRTIO_PCI_CAP_PCI_CFG,
    };
    uint32_t *writable;

    pci->pci_cfg =
        pci_endpoint_add_capability(&pci->endpoint, PCI_CAP_ID_VNDR, &pci_cfg, sizeof(pci_cfg));
    writable = &pci->endpoint.writable[pci->pci_cfg / 4];
    writable[VIRTIO_PCI_CAP_BAR / 4] = 0xff;
    writable[VIRTIO_PCI_CAP_OFFSET / 4] = writable[VIRTIO_PCI_CAP_LENGTH / 4] = ~0u;
    writable[offsetof(struct virtio_pci_cfg_cap, pci_cfg_data) / 4] = ~0u;
}

/* Function level reset of a conventional function. */
static void add_reset_capability(struct virtio_pci *pci)
{
    const uint8_t features[8] = {
        [PCI_AF_LENGTH] = PCI_CAP_AF_SIZEOF,
        [PCI_AF_CAP] = PCI_AF_CAP_TP | PCI_AF_CAP_FLR,
    };

    pci->features =
        pci_endpoint_add_capability(&pci->endpoint, PCI_CAP_ID_AF, features, sizeof(features));
}

static void set_interrupt(struct virtio_transport *transport, bool level)
{
    pci_bus_set_interrupt(&container_of(transport, struct virtio_pci, transport)->endpoint, level);
}

static bool is_master(const struct virtio_transport *transport)
{
    return pci_endpoint_is_master(&container_of(transport, struct virtio_pci, transport)->endpoint);
}

/* Behind a port, which has to be one, too. */
static bool is_master_behind(const struct virtio_transport *transport)
{
    const struct virtio_pci *pci = container_of(transport, struct virtio_pci, transport);

    return is_master(transport) && pci_endpoint_is_master(pci->endpoint.bus->bridge);
}

static bool send(struct virtio_transport *transport, uint16_t vector)
{
    struct virtio_pci *pci = container_of(transport, struct virtio_pci, transport);

    if (!pci_msix_is_enabled(&pci->msix, &pci->endpoint))
        return false;
    if (vector != VIRTIO_MSI_NO_VECTOR) {
        pci->msix.pending |= 1u << vector;
        virtio_pci_deliver(pci);
    }
    return true;
}

/* A vector for each queue and for the configuration. */
static void add_msix(struct virtio_pci *pci)
{
    pci->transport.vectors = pci->device->type->queues + 1;
    pci->transport.send = send;
    pci_msix_add(&pci->msix, &pci->endpoint, pci->transport.vectors, MSIX_TABLE);
}

_Static_assert(PCI_MSIX_VECTORS_MAX == VIRTIO_QUEUES_MAX + 1, "one for the configuration");

void virtio_pci_plug(struct virtio_pci *pci, struct pci_bus *bus, unsigned int slot,
                     struct virtio_state *virtio)
{
    const struct virtio_device_type *type = virtio->type;
    const struct pci_identity identity = {
        .vendor = VIRTIO_PCI_VENDOR_ID,
        .device = DEVICE_BASE + type->id,
        .class = type->class,
        .revision = REVISION,
        .subsystem_vendor = VIRTIO_PCI_VENDOR_ID,
        .subsystem = SUBSYSTEM + type->id,
    };

    *pci = (struct virtio_pci){.transport = {set_interrupt, is_master, 0, NULL}, .device = virtio};
    virtio->transport = &pci->transport;
    pci_endpoint_init(&pci->endpoint, &identity);
    pci->endpoint.config_ops = &virtio_pci_config_ops;
    pci->endpoint.reset = reset;
    pci_endpoint_add_bar(&pci->endpoint, bus->home->send_message ? &msix_bar_ops : &bar_ops);
    /* The list is built from its end. */
    if (bus->bridge) {
        pci->transport.is_master = is_master_behind;
        pci_express_add(&pci->endpoint, PCI_EXP_TYPE_ENDPOINT);
    }
    pci_endpoint_add_power(&pci->endpoint);
    if (bus->home->send_message)
        add_msix(pci);
    add_reset_capability(pci);
    add_pci_cfg_capability(pci);
    if (type->config_size)
        add_capability(pci, VIRTIO_PCI_CAP_DEVICE_CFG, VIRTIO_DEVICE_PAGE, type->config_size);
    add_capability(pci, VIRTIO_PCI_CAP_ISR_CFG, VIRTIO_ISR_PAGE, 1);
    add_notify_capability(pci);
    add_capability(pci, VIRTIO_PCI_CAP_COMMON_CFG, 0, VIRTIO_COMMON_SIZE);
    pci_bus_plug(bus, slot, 0, &pci->endpoint);
    virtio_common_reset(virtio);
}
