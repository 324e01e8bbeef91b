/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways in which our backend misbehaves on request (bootarg fault=NAME, CONTROL_FAULT), each with
 * the rule whose tests must then fail: that is how we know that they can. The scenario hostile goes
 * through them all.
 */
#ifndef PROTOCOL_FAULT_H
#define PROTOCOL_FAULT_H

#include "protocol/fault_device.h"
#include "protocol/fault_grant.h"
#include "protocol/fault_mmio.h"
#include "protocol/fault_port.h"
#include "protocol/fault_ring.h"
#include "protocol/fault_transport.h"

/* X(constant, name, rule that must fail, what the backend does) */
#define FAULTS(X)                                                                                 \
    X(FAULT_WRONG_ID_ONCE, "wrong-id-once", "ECAM-07",                                            \
      "the first read of an ID after the attach names another device")                            \
    X(FAULT_HALF_ID, "half-id", "ECAM-07",                                                        \
      "the first reads of an ID after the attach lack the device number")                         \
    X(FAULT_ID_VANISHES, "id-vanishes", "ECAM-07",                                                \
      "an ID that was there reads as ones again for a while")                                     \
    X(FAULT_ABSENT_IS_ZERO, "absent-is-zero", "ECAM-01", "absent functions read as zero")         \
    X(FAULT_ABSENT_STORES, "absent-stores", "ECAM-02", "absent functions keep what is written")   \
    X(FAULT_ALIASES, "aliases", "ECAM-03", "the bus number is ignored")                           \
    X(FAULT_ECAM_TOO_LARGE, "ecam-too-large", "ECAM-04",                                          \
      "the server claims the page behind the ECAM")                                               \
    X(FAULT_WIDTHS_DISAGREE, "widths-disagree", "ECAM-05",                                        \
      "a byte read gives the dword's lowest byte")                                                \
    X(FAULT_GARBAGE_8, "garbage-8", "ECAM-06", "an 8-byte read repeats the lower dword")          \
    X(FAULT_HIDDEN_FUNCTION, "hidden-function", "ECAM-09",                                        \
      "the multi-function bit is clear although there are more functions")                        \
    X(FAULT_IDS_WRITABLE, "ids-writable", "ECAM-10", "IDs can be written")                        \
    X(FAULT_CAPABILITY_WRITABLE, "cap-pointer-writable", "ECAM-10",                               \
      "the capabilities pointer can be written")                                                  \
    X(FAULT_ALWAYS_DECODES, "always-decodes", "ECAM-11", "BARs answer with Memory Space clear")   \
    X(FAULT_BAR_HOLES, "bar-holes", "ECAM-12", "a BAR's size is not a power of two")              \
    X(FAULT_WINDOW_SHORT, "window-short", "ECAM-13",                                              \
      "BARs at the end of the window are not decoded")                                            \
    X(FAULT_CAPABILITY_LOOP, "cap-loop", "ECAM-14", "the capability list never ends")             \
    X(FAULT_CAPABILITY_OUTSIDE, "cap-outside", "ECAM-14",                                         \
      "the capability list starts in the header")                                                 \
    X(FAULT_EXTENDED_GARBAGE, "extended-garbage", "ECAM-15",                                      \
      "extended space repeats the first 256 bytes")                                               \
    X(FAULT_POSTED_CONFIG, "posted-config", "ECAM-16",                                            \
      "a write to Command takes effect at the next configuration access")                         \
    X(FAULT_WRONG_LINE, "wrong-line", "ECAM-17", "INTx is raised on the next SPI")                \
    X(FAULT_MSIX, "msix", "ECAM-18", "an MSI-X capability is advertised")                         \
    X(FAULT_LOST_INTERRUPT, "lost-interrupt", "INT-01", "the third interrupt is never raised")    \
    X(FAULT_ENABLED_EARLY, "enabled-early", "IOREQ-01",                                           \
      "the server is enabled as soon as its ranges are mapped")                                   \
    X(FAULT_STALE_ANSWER, "stale-answer", "IOREQ-02", "a read gets the answer of the one before") \
    X(FAULT_LATE_FUNCTION, "late-function", "IOREQ-03",                                           \
      "a function is missing for a while after the attach")                                       \
    X(FAULT_DISABLE_IGNORED, "disable-ignored", "IOREQ-13", "the server is never disabled")       \
    X(FAULT_UNMAP_IGNORED, "unmap-ignored", "IOREQ-14", "a range is never unmapped")              \
    X(FAULT_STALE_TIMES, "stale-times", "LAT-6",                                                  \
      "the times of a request are those of an earlier one")                                       \
    X(FAULT_NO_HOLD, "no-hold", "LAT-10", "a request that is to be held is answered at once")     \
    X(FAULT_POSTED_WRITES, "posted-writes", "IOREQ-19",                                           \
      "a write reaches the device after the next read")                                           \
    X(FAULT_OVERLAY_DIFFERS, "overlay-differs", "OVL-02",                                         \
      "an overlay has a host bridge of fewer buses than there are")                               \
    X(FAULT_OVERLAY_MENDED, "overlay-mended", "OVL-03",                                           \
      "an overlay that should be broken is sound")                                                \
    TRANSPORT_FAULTS(X)                                                                           \
    RING_FAULTS(X)                                                                                \
    DEVICE_FAULTS(X)                                                                              \
    MMIO_FAULTS(X)                                                                                \
    PORT_FAULTS(X)                                                                                \
    GRANT_FAULTS(X)

#define FAULT_CONSTANT(constant, name, rule, text) constant,
enum fault {
    FAULT_NONE,
    FAULTS(FAULT_CONSTANT) FAULTS_END
};
#undef FAULT_CONSTANT

#endif
