/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of fault.h: what can be wrong with virtio-mmio slots. */
#ifndef PROTOCOL_FAULT_MMIO_H
#define PROTOCOL_FAULT_MMIO_H

/* X(constant, name, rule that must fail, what the backend does) */
#define MMIO_FAULTS(X)                                                                            \
    X(FAULT_MMIO_MAGIC, "mmio-magic", "MMIO-01", "the magic of a slot with a device is wrong")    \
    X(FAULT_MMIO_VERSION, "mmio-version", "MMIO-01", "slots have version 1")                      \
    X(FAULT_MMIO_EMPTY, "mmio-empty", "MMIO-02",                                                  \
      "an empty slot that was written to has a DeviceID")                                         \
    X(FAULT_MMIO_NEIGHBOUR, "mmio-neighbour", "MMIO-02",                                          \
      "writes to an empty slot reach the one before it")                                          \
    X(FAULT_MMIO_EARLY, "mmio-early", "MMIO-03",                                                  \
      "the first reads of a magic after the attach are 0")                                        \
    X(FAULT_MMIO_STALE_STATUS, "mmio-stale-status", "MMIO-04",                                    \
      "a device that is plugged in has the status that it left with")                             \
    X(FAULT_MMIO_NARROW, "mmio-narrow", "MMIO-05",                                                \
      "bytes and halfwords of configuration read as 0")                                           \
    X(FAULT_MMIO_MAX_FOLLOWS, "mmio-max-follows", "MMIO-06", "QueueNumMax follows QueueNum")      \
    X(FAULT_MMIO_READY_STICKS, "mmio-ready-sticks", "MMIO-06", "QueueReady cannot be cleared")    \
    X(FAULT_MMIO_READ_CLEARS, "mmio-read-clears", "MMIO-07", "reading InterruptStatus clears it") \
    X(FAULT_MMIO_ACK_ALL, "mmio-ack-all", "MMIO-07", "InterruptACK clears all bits")              \
    X(FAULT_MMIO_NEXT_LINE, "mmio-next-line", "MMIO-08",                                          \
      "a slot interrupts on the next one's SPI")                                                  \
    X(FAULT_MMIO_SHM, "mmio-shm", "MMIO-09", "SHMLen and SHMBase read as 0")

#endif
