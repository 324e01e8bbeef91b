/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of fault.h: what a device can do wrong that no transport is to blame for. */
#ifndef PROTOCOL_FAULT_DEVICE_H
#define PROTOCOL_FAULT_DEVICE_H

/* X(constant, name, rule that must fail, what the backend does) */
#define DEVICE_FAULTS(X)                                                                     \
    X(FAULT_RESET_KEEPS_LINE, "reset-keeps-line", "VDEV-01", "a reset leaves the line high") \
    X(FAULT_REMOVAL_KEEPS_LINE, "removal-keeps-line", "VDEV-01",                             \
      "a removed device still interrupts when it is back")                                   \
    X(FAULT_FUNCTION_RESET_IGNORED, "function-reset-ignored", "VDEV-01",                     \
      "a function level reset does nothing")                                                 \
    X(FAULT_FUNCTION_RESET_KEEPS_LINE, "function-reset-keeps-line", "VDEV-01",               \
      "a function level reset leaves the line high")                                         \
    X(FAULT_INTX_DISABLE, "intx-disable", "VDEV-02", "INTX_DISABLE does nothing")            \
    X(FAULT_INTX_STAYS_LOW, "intx-stays-low", "VDEV-02",                                     \
      "clearing INTX_DISABLE does not raise the line, whatever its cause")                   \
    X(FAULT_MSIX_TABLE, "msix-table", "VDEV-03", "there is MSI-X, and its table reads 0")    \
    X(FAULT_UNSUPP_IS_IOERR, "unsupp-is-ioerr", "VDEV-04",                                   \
      "a type of request that the disk does not have is an IOERR")                           \
    X(FAULT_BEYOND_IS_OK, "beyond-is-ok", "VDEV-04",                                         \
      "what cannot be read or written is OK nevertheless")                                   \
    X(FAULT_POWER_IGNORED, "power-ignored", "VDEV-07", "D3hot is there in name only")        \
    X(FAULT_FLUSH_UNSUPP, "flush-unsupp", "VDEV-08",                                         \
      "FLUSH is offered, and a request of that type is UNSUPP")                              \
    X(FAULT_SEGMENTS_SHORT, "segments-short", "VDEV-08",                                     \
      "a request of half as many segments as SEG_MAX is an IOERR")                           \
    X(FAULT_USED_INDEX_READ, "used-index-read", "VDEV-05",                                   \
      "used.idx is read from the ring before it is moved on")                                \
    X(FAULT_DEVICE_EVENT_READ, "device-event-read", "VDEV-05",                               \
      "a packed ring is served only if the device area in memory asks for it")

#endif
