/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can go wrong between the guest's drivers and the machine: one list, names and texts
 * together. Functions that can fail return 0 or more on success, and one of these (all negative)
 * otherwise.
 */
#ifndef GUEST_DRIVER_ERROR_H
#define GUEST_DRIVER_ERROR_H

#include <stdbool.h>

#define DRIVER_ERRORS(X)                                                                        \
    X(PCI_HOST_ABSENT, "no pci-host-ecam-generic node in the device tree")                      \
    X(PCI_HOST_REG, "PCI host: reg is missing, empty, no multiple of 1 MiB or wraps around")    \
    X(PCI_HOST_BUS_RANGE, "PCI host: bus-range is malformed or larger than reg (ECAM-04)")      \
    X(PCI_HOST_CELLS, "PCI host: #address-cells is not 3 or #size-cells is not 2")              \
    X(PCI_HOST_RANGES, "PCI host: ranges is missing or malformed")                              \
    X(PCI_HOST_NO_WINDOW, "PCI host: ranges has no 32-bit non-prefetchable memory window")      \
    X(PCI_HOST_OVERLAP, "PCI host: the memory window overlaps the ECAM")                        \
    X(PCI_HOST_UNREACHABLE, "PCI host: reg or ranges lies above what mmu.h maps")               \
    X(PCI_HOST_INTERRUPT_MAP, "PCI host: interrupt-map is missing or malformed")                \
    X(PCI_HOST_NO_INTERRUPT, "PCI host: interrupt-map has no entry for this function and pin")  \
    X(PCI_DECODE_STUCK, "PCI: Command's decode bits do not follow what is written (ECAM-11)")   \
    X(PCI_BAR_INDEX, "PCI: the header has no such BAR")                                         \
    X(PCI_BAR_TYPE, "PCI: a BAR has a reserved type or its type bits can be written (ECAM-12)") \
    X(PCI_BAR_SIZE, "PCI: a BAR's size is not a power of two (ECAM-12)")                        \
    X(PCI_BAR_PAIR, "PCI: the last BAR claims to be the lower half of a 64-bit pair (ECAM-12)") \
    X(PCI_BAR_VALUE, "PCI: a BAR does not read back the address written to it (ECAM-12)")       \
    X(PCI_BAR_NO_SPACE, "PCI: the host's memory window has no room for a BAR")                  \
    X(PCI_CAP_UNALIGNED, "PCI: a capability pointer is not a multiple of 4 (ECAM-14)")          \
    X(PCI_CAP_RANGE, "PCI: a capability pointer lies outside 0x40..0xfc (ECAM-14)")             \
    X(PCI_CAP_LOOP, "PCI: the capability list visits an offset twice (ECAM-14)")                \
    X(PCI_CAP_ID, "PCI: a capability has the reserved identifier 0xff (ECAM-14)")               \
    X(PCI_BRIDGE_ABSENT, "PCI: no bridge there")                                                \
    X(PCI_BRIDGE_VALUE, "PCI: a bridge's bus number or window does not read back as written")   \
    X(PCI_SLOT_ABSENT, "PCI: the port has no slot for hot-plug")                                \
    X(PCI_SLOT_TIMEOUT, "PCI: a slot did not complete a command in time")                       \
    X(VIRTIO_NOT_VIRTIO, "virtio: vendor and device are no virtio function's (VIO-01)")         \
    X(VIRTIO_WRONG_TYPE, "virtio: the function is another type of device than asked for")       \
    X(VIRTIO_CAP_LENGTH, "virtio: a capability is too short or leaves configuration space")     \
    X(VIRTIO_CAP_BAR, "virtio: a capability's structure is not inside its BAR (VIO-02)")        \
    X(VIRTIO_CAP_STRUCTURE,                                                                     \
      "virtio: a capability's structure is too short or misaligned (VIO-03)")                   \
    X(VIRTIO_CAP_MISSING, "virtio: no usable COMMON, NOTIFY or ISR capability (VIO-02)")        \
    X(VIRTIO_CAP_OVERLAP, "virtio: two structures share bytes of a BAR (VIO-02)")               \
    X(VIRTIO_GONE, "virtio: the device is gone: its status reads as ones")                      \
    X(VIRTIO_WANTS_RESET, "virtio: the device has set DEVICE_NEEDS_RESET")                      \
    X(VIRTIO_RESET_TIMEOUT, "virtio: status did not read 0 in time after a reset (VIO-09)")     \
    X(VIRTIO_STATUS, "virtio: status does not read back what was set (VIO-08)")                 \
    X(VIRTIO_NO_VERSION_1, "virtio: the device does not offer VERSION_1 (VIO-05)")              \
    X(VIRTIO_FEATURES_LOST, "virtio: driver_feature does not read back (VIO-06)")               \
    X(VIRTIO_FEATURES_REFUSED, "virtio: the device cleared FEATURES_OK (VIO-07)")               \
    X(VIRTIO_QUEUE_ABSENT, "virtio: the device has no such queue")                              \
    X(VIRTIO_QUEUE_SIZE, "virtio: queue_size is no power of two up to 32768 (VIO-10)")          \
    X(VIRTIO_QUEUE_STATE, "virtio: a queue register does not read back as written (VIO-11)")    \
    X(VIRTIO_RING_RESET, "virtio: a queue is not disabled by its own reset (VIO-26)")           \
    X(VIRTIO_NOTIFY_RANGE, "virtio: a queue's doorbell is outside NOTIFY or odd (VIO-03)")      \
    X(VIRTIO_CONFIG_RANGE, "virtio: the field is outside the DEVICE structure")                 \
    X(VIRTIO_CONFIG_UNSTABLE, "virtio: config_generation changes at every read (VIO-22)")       \
    X(VIRTQUEUE_SIZE, "virtqueue: the size is no power of two in 1..32768")                     \
    X(VIRTQUEUE_EMPTY_CHAIN, "virtqueue: a request without segments")                           \
    X(VIRTQUEUE_FULL, "virtqueue: not enough free descriptors")                                 \
    X(VIRTQUEUE_BUSY, "virtqueue: an earlier request is in flight; reset the device first")     \
    X(VIRTQUEUE_TIMEOUT, "virtqueue: no used buffer in time")                                   \
    X(VIRTQUEUE_USED_JUMP, "virtqueue: used.idx claims more than is in flight (VIO-12)")        \
    X(VIRTQUEUE_USED_RANGE, "virtqueue: used.id is not below the queue's size (VIO-12)")        \
    X(VIRTQUEUE_USED_UNPOSTED, "virtqueue: used.id is not the head of a posted chain (VIO-12)") \
    X(VIRTQUEUE_USED_TWICE, "virtqueue: used.id was already returned (VIO-12)")                 \
    X(VIRTQUEUE_PACKED_ID, "virtqueue: a packed ring's used id is no posted buffer's (VIO-28)") \
    X(VIRTQUEUE_PACKED_IDLE, "virtqueue: a packed ring says used with nothing posted (VIO-28)") \
    X(VIRTQUEUE_USED_LENGTH, "virtqueue: used.len exceeds what was writable (VIO-14)")          \
    X(VIRTIO_BLK_IOERR, "virtio-blk: the device answered IOERR")                                \
    X(VIRTIO_BLK_UNSUPP, "virtio-blk: the device answered UNSUPP")                              \
    X(VIRTIO_BLK_STATUS, "virtio-blk: the status byte was not written or is unknown")

#define DRIVER_ERROR_BASE (-1000)

#define DRIVER_ERROR_NAME(name, text) name,
enum driver_error {
    DRIVER_ERROR_FIRST = DRIVER_ERROR_BASE,
    DRIVER_ERRORS(DRIVER_ERROR_NAME)
};
#undef DRIVER_ERROR_NAME

/* One line for an error of the list; "no error" for 0 or more, "unknown error" for the rest. */
const char *driver_error_text(int error);

/* The rule that such a text names at its end, "(VIO-12)": whose violation it is. False if none. */
#define DRIVER_ERROR_RULE 12 /* characters, with the end */
bool driver_error_rule(const char *text, char rule[DRIVER_ERROR_RULE]);

#endif
