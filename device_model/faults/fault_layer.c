/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/faults/fault_layer.h"

#include <linux/pci_regs.h>
#include <stddef.h>

#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_registers.h"
#include "device_model/virtio/virtio_service.h"
#include "device_model/virtio/virtio_split.h"

static bool installed;
static struct fault_ops current;

/* The operations with the fault's among them. */
static struct pci_access_ops access;
static struct pci_dword_ops config, virtio_config,
    port_config; /* of any other function, of these */
static struct pci_port_ops port;
static struct pci_branch_ops branch;
static struct virtio_register_ops registers;
static struct mmio_slot_ops slot_ops;
static struct virtio_queue_ops split, packed;
static struct virtio_device_ops device;
static struct platform_memory platform;

static const struct fault_wrap *const tables[] = {
    fault_bus_table,   fault_config_table, fault_register_table, fault_notify_table,
    fault_queue_table, fault_split_table,  fault_packed_table,   fault_mmio_table,
    fault_port_table,  fault_grant_table,
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

/* The first line of @fault, from @line on; NULL: there is none. */
static const struct fault_wrap *find(const struct fault_wrap *line, enum fault fault)
{
    while (line->fault != FAULT_NONE && line->fault != fault)
        line++;
    return line->fault == FAULT_NONE ? NULL : line;
}

bool fault_layer_has(enum fault fault)
{
    for (size_t i = 0; i < TABLES; i++)
        if (find(tables[i], fault))
            return true;
    return false;
}

static void collect(const struct fault_wrap *table, enum fault fault)
{
    for (const struct fault_wrap *line = find(table, fault); line; line = find(line + 1, fault)) {
        switch (line->operation) {
#define FAULT_OPERATION(name, type)   \
    case FAULT_WRAPS_##name:          \
        current.name = line->by.name; \
        break;
            FAULT_OPERATIONS(FAULT_OPERATION)
#undef FAULT_OPERATION
        }
    }
}

/* The offset of the capability of @type, 0 if there is none. */
static unsigned int find_capability(const struct pci_endpoint *endpoint, uint8_t type)
{
    unsigned int at = endpoint->config[PCI_CAPABILITY_LIST / 4] & 0xff;

    while (at && (uint8_t)(endpoint->config[at / 4] >> 24) != type)
        at = endpoint->config[at / 4] >> 8 & 0xff;
    return at;
}

static uint32_t read_config_dword(struct pci_endpoint *endpoint, uint32_t offset, uint32_t lanes)
{
    const uint32_t value = fault_config_base(endpoint)->read(endpoint, offset, lanes);
    const struct fault_dword *dword = current.config_dword;
    unsigned int base = 0;

    if (dword->capability) {
        base = virtio_pci_of(endpoint) ? find_capability(endpoint, dword->capability) : 0;
        if (!base)
            return value;
    }
    return offset == base + dword->offset ? (value & ~dword->clear) | dword->set : value;
}

static uint32_t read_register_dword(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    const uint32_t value = virtio_register_ops.read(virtio, offset, lanes);
    const struct fault_dword *dword = current.register_dword;

    return offset == dword->offset ? (value & ~dword->clear) | dword->set : value;
}

/* Puts the fault's operation in the place of @operation, if it wraps that one. */
#define REPLACE(operation, by) ((by) ? (void)((operation) = (by)) : (void)0)

static void build_config(struct pci_dword_ops *ops, const struct pci_dword_ops *base)
{
    *ops = *base;
    if (current.config_dword)
        ops->read = read_config_dword;
    REPLACE(ops->read, current.config_read);
    REPLACE(ops->write, current.config_write);
}

static void build(void)
{
    access = pci_access_ops;
    REPLACE(access.config_read, current.ecam_read);
    REPLACE(access.config_write, current.ecam_write);
    REPLACE(access.memory_read, current.memory_read);
    REPLACE(access.memory_write, current.memory_write);
    build_config(&config, &pci_config_ops);
    build_config(&virtio_config, &virtio_pci_config_ops);
    build_config(&port_config, &pci_port_config_ops);
    port = pci_port_ops;
    REPLACE(port.causes, current.port_causes);
    REPLACE(port.window, current.port_window);
    REPLACE(port.press, current.port_press);
    branch = pci_port_branch_ops;
    REPLACE(branch.line, current.branch_line);
    REPLACE(branch.is_open, current.branch_is_open);
    registers = virtio_register_ops;
    if (current.register_dword)
        registers.read = read_register_dword;
    REPLACE(registers.read, current.register_read);
    REPLACE(registers.write, current.register_write);
    slot_ops = mmio_slot_ops;
    REPLACE(slot_ops.read, current.slot_read);
    REPLACE(slot_ops.write, current.slot_write);
}

static void build_queues(void)
{
    split = virtio_split_ops;
    REPLACE(split.waiting, current.split_waiting);
    REPLACE(split.take, current.split_take);
    REPLACE(split.give_back, current.split_give_back);
    REPLACE(split.wants_interrupt, current.split_wants_interrupt);
    packed = virtio_packed_ops;
    REPLACE(packed.waiting, current.packed_waiting);
    REPLACE(packed.take, current.packed_take);
    REPLACE(packed.give_back, current.packed_give_back);
    REPLACE(packed.wants_interrupt, current.packed_wants_interrupt);
    device = (struct virtio_device_ops){&split, &packed, virtio_device_ops.fail};
    REPLACE(device.fail, current.fail);
}

/* Of a device whose queues may be in use. */
static void set_device_ops(struct virtio_state *virtio, const struct virtio_device_ops *ops)
{
    for (unsigned int i = 0; i < VIRTIO_QUEUES_MAX; i++) {
        struct virtio_queue *queue = &virtio->queue[i];

        if (queue->enabled)
            queue->ops = queue->ops == virtio->ops->packed ? ops->packed : ops->split;
    }
    virtio->ops = ops;
}

/* With the fault's operations, or as they are without one. */
static void set_bus_ops(struct pci_bus *bus, bool faulty)
{
    for (unsigned int i = 0; i < bus->plugged_count; i++) {
        struct pci_endpoint *endpoint = bus->plugged[i];

        if (!faulty)
            endpoint->config_ops = fault_config_base(endpoint);
        else if (virtio_pci_of(endpoint))
            endpoint->config_ops = &virtio_config;
        else
            endpoint->config_ops = pci_port_of(endpoint) ? &port_config : &config;
    }
    if (!bus->behind)
        return;
    pci_port_before(bus->behind)->ops = faulty ? &port : &pci_port_ops;
    bus->behind->branch = faulty ? &branch : &pci_port_branch_ops;
    set_bus_ops(bus->behind, faulty);
}

static void set_ops(struct pci_bus *bus, const struct pci_access_ops *of_bus,
                    const struct virtio_register_ops *of_registers,
                    const struct mmio_slot_ops *of_slots, const struct virtio_device_ops *of_device)
{
    bus->access = of_bus;
    set_bus_ops(bus, of_bus != &pci_access_ops);
    if (bus->home->mmio)
        bus->home->mmio->ops = of_slots;
    for (struct virtio_state *virtio = bus->home->devices; virtio; virtio = virtio->next) {
        virtio->registers = of_registers;
        set_device_ops(virtio, of_device);
    }
}

void fault_layer_install(struct pci_bus *bus, enum fault fault, const struct fault_wrap *home_table)
{
    installed = true;
    current = (struct fault_ops){.end = NULL};
    for (size_t i = 0; i < TABLES; i++)
        collect(tables[i], fault);
    if (home_table)
        collect(home_table, fault);
    fault_context = (struct fault_context){*bus->home, 0};
    REPLACE(bus->home->set_line, current.set_line);
    REPLACE(bus->home->claim_bar, current.claim_bar);
    REPLACE(bus->home->release_bar, current.release_bar);
    if (bus->home->platform) {
        platform = *bus->home->platform;
        REPLACE(platform.map, current.platform_map);
        REPLACE(platform.unmap, current.platform_unmap);
        bus->home->platform = &platform;
    }
    build();
    build_queues();
    set_ops(bus, &access, &registers, &slot_ops, &device);
    if (current.begin)
        current.begin(bus);
}

void fault_layer_remove(struct pci_bus *bus)
{
    if (!installed)
        return;
    if (current.end)
        current.end(bus);
    set_ops(bus, &pci_access_ops, &virtio_register_ops, &mmio_slot_ops, &virtio_device_ops);
    bus->home->set_line = fault_context.home.set_line;
    bus->home->claim_bar = fault_context.home.claim_bar;
    bus->home->release_bar = fault_context.home.release_bar;
    bus->home->platform = fault_context.home.platform;
    installed = false;
}

void fault_layer_attached(struct pci_bus *bus)
{
    fault_context.attached_at = bus->home->now(bus->home);
    if (installed && current.begin)
        current.begin(bus);
}
