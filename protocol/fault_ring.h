/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of fault.h: what a virtio device can do wrong with its rings. */
#ifndef PROTOCOL_FAULT_RING_H
#define PROTOCOL_FAULT_RING_H

/* X(constant, name, rule that must fail, what the backend does) */
#define RING_FAULTS(X)                                                                           \
    X(FAULT_SERVES_EARLY, "serves-early", "VIO-08", "queues are served before DRIVER_OK")        \
    X(FAULT_USED_UNPOSTED, "used-unposted", "VIO-12", "a used id is that of no posted chain")    \
    X(FAULT_USED_TWICE, "used-twice", "VIO-12", "a chain comes back twice, another one never")   \
    X(FAULT_USED_RANGE, "used-range", "VIO-12", "a used id is the size of the queue")            \
    X(FAULT_USED_JUMP, "used-jump", "VIO-12", "used.idx jumps by more than the queue holds")     \
    X(FAULT_USED_BACK, "used-back", "VIO-12", "used.idx goes back by one")                       \
    X(FAULT_REQUEST_LOST, "request-lost", "VIO-12", "a request never comes back")                \
    X(FAULT_VANISHES, "vanishes", "VIO-12", "the device is gone in the middle of a request")     \
    X(FAULT_DATA_LATE, "data-late", "VIO-13", "used.idx is visible before the data")             \
    X(FAULT_LENGTH_LATE, "length-late", "VIO-13", "used.idx is visible before the length")       \
    X(FAULT_WRITES_READABLE, "writes-readable", "VIO-14", "a device-readable buffer is written") \
    X(FAULT_WRITES_DESCRIPTOR, "writes-descriptor", "VIO-14", "a descriptor is written")         \
    X(FAULT_WRITES_AVAIL, "writes-avail", "VIO-14", "the avail ring is written")                 \
    X(FAULT_WRITES_BEYOND, "writes-beyond", "VIO-14", "the byte behind a buffer is written")     \
    X(FAULT_WRITES_ELSEWHERE, "writes-elsewhere", "VIO-14",                                      \
      "memory that no chain names is written")                                                   \
    X(FAULT_USED_LENGTH, "used-length", "VIO-14", "used.len is more than was writable")          \
    X(FAULT_WRONG_DATA, "wrong-data", "VIO-15", "one bit of the data is wrong")                  \
    X(FAULT_CHAIN_ORDER, "chain-order", "VIO-15", "the last two writable segments are swapped")  \
    X(FAULT_ONE_SEGMENT, "one-segment", "VIO-15", "only the last writable segments are used")    \
    X(FAULT_INDIRECT_DATA, "indirect-data", "VIO-16", "an indirect table is taken for data")     \
    X(FAULT_INDIRECT_WRITE, "indirect-write", "VIO-16", "WRITE on a table's descriptor counts")  \
    X(FAULT_INDIRECT_ALONE, "indirect-alone", "VIO-16", "a table behind descriptors is ignored") \
    X(FAULT_INTERRUPT_UNWANTED, "interrupt-unwanted", "VIO-17", "NO_INTERRUPT is ignored")       \
    X(FAULT_INTERRUPT_MISSING, "interrupt-missing", "VIO-17", "used buffers do not interrupt")   \
    X(FAULT_INTERRUPT_STORM, "interrupt-storm", "VIO-17", "an interrupt comes again and again")  \
    X(FAULT_EVENT_IGNORED, "event-ignored", "VIO-18",                                            \
      "used_event is ignored: every buffer "                                                     \
      "interrupts")                                                                              \
    X(FAULT_EVENT_LATE, "event-late", "VIO-18", "the interrupt comes a buffer after used_event") \
    X(FAULT_EVENT_FLAGS, "event-flags", "VIO-18", "avail.flags count in spite of EVENT_IDX")     \
    X(FAULT_AVAIL_EVENT_STUCK, "avail-event-stuck", "VIO-18", "avail_event never moves")         \
    X(FAULT_NOTIFY_DATA, "notify-data", "VIO-20", "notifications with data have no effect")      \
    X(FAULT_NEEDS_RESET_NEVER, "needs-reset-never", "VIO-23", "a corrupt ring is tolerated")     \
    X(FAULT_NEEDS_RESET_SILENT, "needs-reset-silent", "VIO-23",                                  \
      "NEEDS_RESET comes without a configuration interrupt")                                     \
    X(FAULT_NEEDS_RESET_CLEARS, "needs-reset-clears", "VIO-23",                                  \
      "writing another status clears NEEDS_RESET")                                               \
    X(FAULT_PACKED_WRAP, "packed-wrap", "VIO-28", "the device's wrap counter never flips")       \
    X(FAULT_PACKED_SKIP, "packed-skip", "VIO-28", "a chain counts as one used descriptor")       \
    X(FAULT_PACKED_ID, "packed-id", "VIO-28", "the used buffer's id is another one's")           \
    X(FAULT_PACKED_EVENT, "packed-event", "VIO-28", "event suppression is ignored")

#endif
