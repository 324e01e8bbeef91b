/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a fault (protocol/fault.h) wraps: an operation of the device model, whose place a function
 * of the fault layer takes. That may call the operation; all others stay as they are.
 */
#ifndef DEVICE_MODEL_FAULT_OPS_H
#define DEVICE_MODEL_FAULT_OPS_H

#include <stddef.h>

#include "device_model/mmio/mmio_slots.h"
#include "device_model/pci/pci_access.h"
#include "device_model/pci/pci_port.h"
#include "device_model/virtio/virtio_state.h"
#include "protocol/fault.h"

/* A dword that does not read as it is: bits that are clear, then bits that are set. */
struct fault_dword {
    uint8_t capability; /* cfg_type of the one that .offset counts from; 0: a register */
    uint32_t offset;
    uint32_t clear;
    uint32_t set;
};

#define FAULT_MEMBER(type, member) __typeof__(((struct type *)NULL)->member)

/* X(name, type): accesses to the bus; configuration space of every function; the port; registers of
 * every virtio device; mmio slots; its virtqueues; the home; and when the fault begins, anew with
 * each attach, and ends. */
#define FAULT_OPERATIONS(X)                                                    \
    X(ecam_read, FAULT_MEMBER(pci_access_ops, config_read))                    \
    X(ecam_write, FAULT_MEMBER(pci_access_ops, config_write))                  \
    X(memory_read, FAULT_MEMBER(pci_access_ops, memory_read))                  \
    X(memory_write, FAULT_MEMBER(pci_access_ops, memory_write))                \
    X(config_dword, const struct fault_dword *)                                \
    X(config_read, FAULT_MEMBER(pci_dword_ops, read))                          \
    X(config_write, FAULT_MEMBER(pci_dword_ops, write))                        \
    X(port_causes, FAULT_MEMBER(pci_port_ops, causes))                         \
    X(port_window, FAULT_MEMBER(pci_port_ops, window))                         \
    X(port_press, FAULT_MEMBER(pci_port_ops, press))                           \
    X(branch_line, FAULT_MEMBER(pci_branch_ops, line))                         \
    X(branch_is_open, FAULT_MEMBER(pci_branch_ops, is_open))                   \
    X(register_dword, const struct fault_dword *)                              \
    X(register_read, FAULT_MEMBER(virtio_register_ops, read))                  \
    X(register_write, FAULT_MEMBER(virtio_register_ops, write))                \
    X(slot_read, FAULT_MEMBER(mmio_slot_ops, read))                            \
    X(slot_write, FAULT_MEMBER(mmio_slot_ops, write))                          \
    X(split_waiting, FAULT_MEMBER(virtio_queue_ops, waiting))                  \
    X(split_take, FAULT_MEMBER(virtio_queue_ops, take))                        \
    X(split_give_back, FAULT_MEMBER(virtio_queue_ops, give_back))              \
    X(split_wants_interrupt, FAULT_MEMBER(virtio_queue_ops, wants_interrupt))  \
    X(packed_waiting, FAULT_MEMBER(virtio_queue_ops, waiting))                 \
    X(packed_take, FAULT_MEMBER(virtio_queue_ops, take))                       \
    X(packed_give_back, FAULT_MEMBER(virtio_queue_ops, give_back))             \
    X(packed_wants_interrupt, FAULT_MEMBER(virtio_queue_ops, wants_interrupt)) \
    X(fail, FAULT_MEMBER(virtio_device_ops, fail))                             \
    X(set_line, FAULT_MEMBER(home, set_line))                                  \
    X(claim_bar, FAULT_MEMBER(home, claim_bar))                                \
    X(release_bar, FAULT_MEMBER(home, release_bar))                            \
    X(platform_map, FAULT_MEMBER(platform_memory, map))                        \
    X(platform_unmap, FAULT_MEMBER(platform_memory, unmap))                    \
    X(begin, fault_event *)                                                    \
    X(end, fault_event *)

typedef void fault_event(struct pci_bus *bus);

#define FAULT_OPERATION(name, type) FAULT_WRAPS_##name,
enum fault_operation {
    FAULT_OPERATIONS(FAULT_OPERATION)
};
#undef FAULT_OPERATION

/* One operation that a fault wraps: a line of a table, of which a fault may have several. */
struct fault_wrap {
    uint16_t fault;     /* enum fault; FAULT_NONE: the table's end */
    uint16_t operation; /* enum fault_operation */
    union {
#define FAULT_OPERATION(name, type) type name;
        FAULT_OPERATIONS(FAULT_OPERATION)
    } by;
};

#define WRAP(fault, operation, by)      \
    {                                   \
        fault, FAULT_WRAPS_##operation, \
        {                               \
            .operation = (by)           \
        }                               \
    }
/* A virtqueue of either kind. */
#define WRAP_QUEUE(fault, operation, by) \
    WRAP(fault, split_##operation, by), WRAP(fault, packed_##operation, by)
#define WRAP_DWORD(fault, operation, ...) \
    WRAP(fault, operation, (&(const struct fault_dword){__VA_ARGS__}))
#define WRAP_END            \
    {                       \
        .fault = FAULT_NONE \
    }

/* The operations that the current fault wraps; the others are NULL. */
struct fault_ops {
    FAULT_OPERATIONS(FAULT_OPERATION)
};
#undef FAULT_OPERATION

/* Tables by topic. */
extern const struct fault_wrap fault_bus_table[], fault_config_table[], fault_register_table[],
    fault_notify_table[], fault_queue_table[], fault_split_table[], fault_packed_table[],
    fault_mmio_table[], fault_port_table[], fault_grant_table[];

/* What is wrapped of this function, of this queue. */
const struct pci_dword_ops *fault_config_base(struct pci_endpoint *endpoint);
const struct virtio_queue_ops *fault_queue_base(const struct virtio_queue *queue);

extern struct fault_context {
    struct home home;     /* as it was before the fault */
    uint64_t attached_at; /* since when the bus is served, by the home's clock; 0: since before the
                             fault began */
} fault_context;

/* What happens once in a while happens to one request in so many. */
#define FAULT_EVERY 4

#endif
