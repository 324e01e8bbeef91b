/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can go wrong between the guest's drivers and the machine: one list of names, rules
 * and texts. Functions that can fail return 0 or more on success, and one of these (all negative)
 * otherwise.
 */
#ifndef GUEST_DRIVER_ERROR_H
#define GUEST_DRIVER_ERROR_H

/* X(constant, rule that is broken or NULL, text) */
#define DRIVER_ERRORS(X)                                                                           \
    X(PCI_HOST_ABSENT, NULL, "no pci-host-ecam-generic node in the device tree")                   \
    X(PCI_HOST_REG, NULL, "PCI host: reg is missing, empty, no multiple of 1 MiB or wraps around") \
    X(PCI_HOST_BUS_RANGE, "ECAM-04", "PCI host: bus-range is malformed or larger than reg")        \
    X(PCI_HOST_CELLS, NULL, "PCI host: #address-cells is not 3 or #size-cells is not 2")           \
    X(PCI_HOST_RANGES, NULL, "PCI host: ranges is missing or malformed")                           \
    X(PCI_HOST_NO_WINDOW, NULL, "PCI host: ranges has no 32-bit non-prefetchable memory window")   \
    X(PCI_HOST_OVERLAP, NULL, "PCI host: the memory window overlaps the ECAM")                     \
    X(PCI_HOST_UNREACHABLE, NULL, "PCI host: reg or ranges lies above what mmu.h maps")            \
    X(PCI_HOST_INTERRUPT_MAP, NULL, "PCI host: interrupt-map is missing or malformed")             \
    X(PCI_HOST_NO_INTERRUPT, NULL,                                                                 \
      "PCI host: interrupt-map has no entry for this function and pin")                            \
    X(PCI_OVERLAY_BLOB, NULL, "overlay: not a whole and sound device tree blob")                   \
    X(PCI_OVERLAY_TARGET, NULL, "overlay: the tree has not what it is for")                        \
    X(PCI_OVERLAY_BRIDGE, NULL, "overlay: it does not bring the tree its first host bridge")       \
    X(PCI_OVERLAY_TAKEN, NULL, "overlay: a window of the bridge covers memory or another device")  \
    X(PCI_DECODE_STUCK, "ECAM-11", "PCI: Command's decode bits do not follow what is written")     \
    X(PCI_BAR_INDEX, NULL, "PCI: the header has no such BAR")                                      \
    X(PCI_BAR_TYPE, "ECAM-12", "PCI: a BAR has a reserved type or its type bits can be written")   \
    X(PCI_BAR_SIZE, "ECAM-12", "PCI: a BAR's size is not a power of two")                          \
    X(PCI_BAR_PAIR, "ECAM-12", "PCI: the last BAR claims to be the lower half of a 64-bit pair")   \
    X(PCI_BAR_VALUE, "ECAM-12", "PCI: a BAR does not read back the address written to it")         \
    X(PCI_BAR_NO_SPACE, NULL, "PCI: the host's memory window has no room for a BAR")               \
    X(PCI_CAP_UNALIGNED, "ECAM-14", "PCI: a capability pointer is not a multiple of 4")            \
    X(PCI_CAP_RANGE, "ECAM-14", "PCI: a capability pointer lies outside 0x40..0xfc")               \
    X(PCI_CAP_LOOP, "ECAM-14", "PCI: the capability list visits an offset twice")                  \
    X(PCI_CAP_ID, "ECAM-14", "PCI: a capability has the reserved identifier 0xff")                 \
    X(PCI_BRIDGE_ABSENT, NULL, "PCI: no bridge there")                                             \
    X(PCI_BRIDGE_VALUE, NULL,                                                                      \
      "PCI: a bridge's bus number or window does not read back as written")                        \
    X(PCI_SLOT_ABSENT, NULL, "PCI: the port has no slot for hot-plug")                             \
    X(PCI_SLOT_TIMEOUT, NULL, "PCI: a slot did not complete a command in time")                    \
    X(VIRTIO_NOT_VIRTIO, "VIO-01", "virtio: vendor and device are no virtio function's")           \
    X(VIRTIO_WRONG_TYPE, NULL, "virtio: the function is another type of device than asked for")    \
    X(VIRTIO_CAP_LENGTH, NULL, "virtio: a capability is too short or leaves configuration space")  \
    X(VIRTIO_CAP_BAR, "VIO-02", "virtio: a capability's structure is not inside its BAR")          \
    X(VIRTIO_CAP_STRUCTURE, "VIO-03",                                                              \
      "virtio: a capability's structure is too short or misaligned")                               \
    X(VIRTIO_CAP_MISSING, "VIO-02", "virtio: no usable COMMON, NOTIFY or ISR capability")          \
    X(VIRTIO_CAP_OVERLAP, "VIO-02", "virtio: two structures share bytes of a BAR")                 \
    X(VIRTIO_MMIO_NONE, NULL, "virtio: the slot is empty or no virtio-mmio slot")                  \
    X(VIRTIO_MMIO_OLD, "MMIO-01", "virtio: the slot's version is not 2")                           \
    X(VIRTIO_GONE, NULL, "virtio: the device is gone: its status reads as ones")                   \
    X(VIRTIO_WANTS_RESET, NULL, "virtio: the device has set DEVICE_NEEDS_RESET")                   \
    X(VIRTIO_RESET_TIMEOUT, "VIO-09", "virtio: status did not read 0 in time after a reset")       \
    X(VIRTIO_STATUS, "VIO-08", "virtio: status does not read back what was set")                   \
    X(VIRTIO_NO_VERSION_1, "VIO-05", "virtio: the device does not offer VERSION_1")                \
    X(VIRTIO_FEATURES_LOST, "VIO-06", "virtio: driver_feature does not read back")                 \
    X(VIRTIO_FEATURES_REFUSED, "VIO-07", "virtio: the device cleared FEATURES_OK")                 \
    X(VIRTIO_QUEUE_ABSENT, NULL, "virtio: the device has no such queue")                           \
    X(VIRTIO_QUEUE_SIZE, "VIO-10", "virtio: queue_size is no power of two up to 32768")            \
    X(VIRTIO_QUEUE_STATE, "VIO-11", "virtio: a queue register does not read back as written")      \
    X(VIRTIO_RING_RESET, "VIO-26", "virtio: a queue is not disabled by its own reset")             \
    X(VIRTIO_NOTIFY_RANGE, "VIO-03", "virtio: a queue's doorbell is outside NOTIFY or odd")        \
    X(VIRTIO_CONFIG_RANGE, NULL, "virtio: the field is outside the DEVICE structure")              \
    X(VIRTIO_CONFIG_UNSTABLE, "VIO-22", "virtio: config_generation changes at every read")         \
    X(VIRTQUEUE_SIZE, NULL, "virtqueue: the size is no power of two in 1..32768")                  \
    X(VIRTQUEUE_EMPTY_CHAIN, NULL, "virtqueue: a request without segments")                        \
    X(VIRTQUEUE_FULL, NULL, "virtqueue: not enough free descriptors")                              \
    X(VIRTQUEUE_BUSY, NULL, "virtqueue: an earlier request is in flight; reset the device first")  \
    X(VIRTQUEUE_TIMEOUT, NULL, "virtqueue: timed out waiting for a used buffer")                   \
    X(VIRTQUEUE_USED_JUMP, "VIO-12", "virtqueue: used.idx claims more than is in flight")          \
    X(VIRTQUEUE_USED_RANGE, "VIO-12", "virtqueue: used.id is not below the queue's size")          \
    X(VIRTQUEUE_USED_UNPOSTED, "VIO-12", "virtqueue: used.id is not the head of a posted chain")   \
    X(VIRTQUEUE_USED_TWICE, "VIO-12", "virtqueue: used.id was already returned")                   \
    X(VIRTQUEUE_PACKED_ID, "VIO-28", "virtqueue: a packed ring's used id is no posted buffer's")   \
    X(VIRTQUEUE_PACKED_IDLE, "VIO-28", "virtqueue: a packed ring says used with nothing posted")   \
    X(VIRTQUEUE_USED_LENGTH, "VIO-14", "virtqueue: used.len exceeds what was writable")            \
    X(VIRTIO_BLK_IOERR, NULL, "virtio-blk: the device answered IOERR")                             \
    X(VIRTIO_BLK_UNSUPP, NULL, "virtio-blk: the device answered UNSUPP")                           \
    X(VIRTIO_BLK_STATUS, NULL, "virtio-blk: the status byte was not written or is unknown")

#define DRIVER_ERROR_BASE (-1000)

#define DRIVER_ERROR_NAME(name, rule, text) name,
enum driver_error {
    DRIVER_ERROR_FIRST = DRIVER_ERROR_BASE,
    DRIVER_ERRORS(DRIVER_ERROR_NAME)
};
#undef DRIVER_ERROR_NAME

/* One line for an error of the list; "no error" for 0 or more, "unknown error" for the rest. */
const char *driver_error_text(int error);

/* The rule that the device or the host breaks by it. NULL if it breaks what it was asked to do:
 * then the rule is that of the test which asked. */
const char *driver_error_rule(int error);

#endif
