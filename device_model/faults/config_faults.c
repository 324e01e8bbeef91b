/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration space that lies: identities, header, capabilities (virtio 1.2, 4.1.4). */
#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/virtio/virtio_pci.h"

#define VICTIM_SLOT    2      /* of what is missing for a while */
#define LATE_BY        500000 /* ns */
#define HALF_IDS       10     /* reads of an ID that lack half of it */
#define VANISHES_FROM  20     /* reads of an ID after the attach ... */
#define VANISHES_UNTIL 30     /* ... between which it is gone */

#define NO_DEVICE      0x10ff /* no virtio device's */
#define NO_TYPE        0xff000000
#define BAD_MULTIPLIER 3
#define MSIX_AT        0xe0 /* behind all other capabilities */
#define MSIX_VECTORS   2
#define MSIX_TABLE     0x3800
#define MSIX_PBA       0x3c00
#define WRONG_VECTOR   1u

#define NEXT       0x0000ff00u /* of a capability's first dword */
#define NEXT_SHIFT 8

static uint32_t read_base(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    return fault_config_base(endpoint)->read(endpoint, reg, lanes);
}

static unsigned int list_of(const struct pci_endpoint *endpoint)
{
    return endpoint->config[PCI_CAPABILITY_LIST / 4] & 0xff;
}

static unsigned int id_reads; /* since the attach */

static void forget_id_reads(struct pci_bus *bus)
{
    (void)bus;
    id_reads = 0;
}

static uint32_t wrong_id_once(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes);

    return reg == PCI_VENDOR_ID && id_reads++ == 0 ? value + 0x10000 : value;
}

static uint32_t half_id(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes);

    return reg == PCI_VENDOR_ID && id_reads++ < HALF_IDS ? value | 0xffff0000 : value;
}

static uint32_t vanishing_id(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes);

    if (reg != PCI_VENDOR_ID)
        return value;
    id_reads++;
    return id_reads >= VANISHES_FROM && id_reads < VANISHES_UNTIL ? UINT32_MAX : value;
}

static uint32_t late_function(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    struct home *home = endpoint->bus->home;

    if (endpoint->slot == VICTIM_SLOT && home->now(home) - fault_context.attached_at < LATE_BY)
        return UINT32_MAX;
    return read_base(endpoint, reg, lanes);
}

/* Dwords that were written though they are not the driver's. */
static struct {
    const struct pci_endpoint *endpoint;
    uint32_t reg, lanes, value;
} written[64];
static unsigned int written_count;

static void forget_written(struct pci_bus *bus)
{
    (void)bus;
    written_count = 0;
}

static uint32_t read_written(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    uint32_t value = read_base(endpoint, reg, lanes);

    for (unsigned int i = 0; i < written_count; i++)
        if (written[i].endpoint == endpoint && written[i].reg == reg)
            value = (value & ~written[i].lanes) | (written[i].value & written[i].lanes);
    return value;
}

static void write_also(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes, uint32_t value,
                       bool writable)
{
    if (writable && written_count < sizeof(written) / sizeof(written[0])) {
        written[written_count].endpoint = endpoint;
        written[written_count].reg = reg;
        written[written_count].lanes = lanes;
        written[written_count++].value = value;
    }
    fault_config_base(endpoint)->write(endpoint, reg, lanes, value);
}

static void write_ids(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes, uint32_t value)
{
    write_also(endpoint, reg, lanes, value, reg == PCI_VENDOR_ID || reg == PCI_SUBSYSTEM_VENDOR_ID);
}

static void write_list(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes, uint32_t value)
{
    write_also(endpoint, reg, lanes, value, reg == PCI_CAPABILITY_LIST);
}

static uint32_t list_in_header(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    return reg == PCI_CAPABILITY_LIST && list_of(endpoint) ? PCI_SUBSYSTEM_VENDOR_ID
                                                           : read_base(endpoint, reg, lanes);
}

static uint32_t endless_list(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes), list = list_of(endpoint);

    return list && reg == list ? (value & ~NEXT) | list << NEXT_SHIFT : value;
}

static uint32_t msix_in_place(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes), list = list_of(endpoint);

    return list && reg == list ? (value & ~0xffu) | PCI_CAP_ID_MSIX : value;
}

/* A capability of its own at the end of the list, which is PCI_CFG. */
static uint32_t msix_at_end(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const struct virtio_pci *virtio = virtio_pci_of(endpoint);
    const uint32_t value = read_base(endpoint, reg, lanes);

    if (!virtio)
        return value;
    if (reg == virtio->pci_cfg)
        return (value & ~NEXT) | MSIX_AT << NEXT_SHIFT;
    if (reg == MSIX_AT)
        return PCI_CAP_ID_MSIX | (MSIX_VECTORS - 1) << 16;
    if (reg == MSIX_AT + PCI_MSIX_TABLE)
        return MSIX_TABLE | ENDPOINT_BAR;
    return reg == MSIX_AT + PCI_MSIX_PBA ? MSIX_PBA | ENDPOINT_BAR : value;
}

static uint32_t bar_stuck(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    if (endpoint->bar_ops && reg == PCI_BAR_DWORD)
        return PCI_BASE_ADDRESS_MEM_TYPE_64;
    return endpoint->bar_ops && reg == PCI_BAR_DWORD + 4 ? 0 : read_base(endpoint, reg, lanes);
}

static void keep_power(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes, uint32_t value)
{
    if (endpoint->power && reg == endpoint->power + PCI_PM_CTRL)
        *pci_endpoint_power(endpoint) = value & lanes & PCI_PM_CTRL_STATE_MASK;
    else
        fault_config_base(endpoint)->write(endpoint, reg, lanes, value);
}

static uint32_t wrong_virtio_id(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes);

    return reg == PCI_VENDOR_ID && virtio_pci_of(endpoint)
               ? (value & 0xffff) | (uint32_t)NO_DEVICE << 16
               : value;
}

static uint32_t virtio_revision_0(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes);

    return reg == PCI_CLASS_REVISION && virtio_pci_of(endpoint) ? value & ~0xffu : value;
}

/* COMMON is the first of the list. */
static uint32_t overlapping_capability(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes)
{
    const uint32_t value = read_base(endpoint, reg, lanes), common = list_of(endpoint);

    return virtio_pci_of(endpoint) && reg == common
               ? (value & ~NEXT) | (common + VIRTIO_PCI_CAP_BAR) << NEXT_SHIFT
               : value;
}

#define COMMON VIRTIO_PCI_CAP_COMMON_CFG
#define NOTIFY VIRTIO_PCI_CAP_NOTIFY_CFG
#define ISR    VIRTIO_PCI_CAP_ISR_CFG

const struct fault_wrap fault_config_table[] = {
    WRAP(FAULT_WRONG_ID_ONCE, config_read, wrong_id_once),
    WRAP(FAULT_WRONG_ID_ONCE, begin, forget_id_reads),
    WRAP(FAULT_HALF_ID, config_read, half_id),
    WRAP(FAULT_HALF_ID, begin, forget_id_reads),
    WRAP(FAULT_ID_VANISHES, config_read, vanishing_id),
    WRAP(FAULT_ID_VANISHES, begin, forget_id_reads),
    WRAP(FAULT_LATE_FUNCTION, config_read, late_function),
    WRAP_DWORD(FAULT_HIDDEN_FUNCTION, config_dword, 0, PCI_HEADER_TYPE_DWORD,
               PCI_HEADER_MULTI << PCI_HEADER_TYPE_SHIFT, 0),
    WRAP(FAULT_IDS_WRITABLE, config_read, read_written),
    WRAP(FAULT_IDS_WRITABLE, config_write, write_ids),
    WRAP(FAULT_IDS_WRITABLE, begin, forget_written),
    WRAP(FAULT_CAPABILITY_WRITABLE, config_read, read_written),
    WRAP(FAULT_CAPABILITY_WRITABLE, config_write, write_list),
    WRAP(FAULT_CAPABILITY_WRITABLE, begin, forget_written),
    WRAP_DWORD(FAULT_BAR_HOLES, config_dword, 0, PCI_BAR_DWORD, 4u * ENDPOINT_BAR_SIZE, 0),
    WRAP(FAULT_BAR_STUCK, config_read, bar_stuck),
    WRAP(FAULT_CAPABILITY_LOOP, config_read, endless_list),
    WRAP(FAULT_CAPABILITY_OUTSIDE, config_read, list_in_header),
    WRAP(FAULT_MSIX, config_read, msix_in_place),
    WRAP_DWORD(FAULT_INTX_STATUS, config_dword, 0, PCI_COMMAND_DWORD,
               PCI_STATUS_INTERRUPT << PCI_STATUS_SHIFT, 0),
    WRAP(FAULT_POWER_IGNORED, config_write, keep_power),
    WRAP(FAULT_VIRTIO_ID, config_read, wrong_virtio_id),
    WRAP(FAULT_VIRTIO_REVISION, config_read, virtio_revision_0),
    WRAP_DWORD(FAULT_CAP_MISSING, config_dword, NOTIFY, 0, NO_TYPE, NO_TYPE),
    WRAP(FAULT_CAP_OVERLAP, config_read, overlapping_capability),
    WRAP_DWORD(FAULT_CAP_OUTSIDE_BAR, config_dword, NOTIFY, VIRTIO_PCI_CAP_OFFSET, ~0u,
               ENDPOINT_BAR_SIZE),
    WRAP_DWORD(FAULT_CAP_WRONG_BAR, config_dword, NOTIFY, VIRTIO_PCI_CAP_BAR, 0xff, 0),
    WRAP_DWORD(FAULT_STRUCTURES_OVERLAP, config_dword, ISR, VIRTIO_PCI_CAP_OFFSET, ~0u, 0),
    WRAP_DWORD(FAULT_CAP_MISALIGNED, config_dword, COMMON, VIRTIO_PCI_CAP_OFFSET, 0, 2),
    WRAP_DWORD(FAULT_NOTIFY_MULTIPLIER, config_dword, NOTIFY, VIRTIO_PCI_NOTIFY_CAP_MULT, ~0u,
               BAD_MULTIPLIER),
    WRAP(FAULT_MSIX_VECTOR, config_read, msix_at_end),
    WRAP(FAULT_MSIX_TABLE, config_read, msix_at_end),
    WRAP_DWORD(FAULT_MSIX_VECTOR, register_dword, 0, VIRTIO_PCI_COMMON_MSIX, 0xffff, WRONG_VECTOR),
    WRAP_END,
};
