/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of fault.h: what a port with a hot-plug slot can do wrong. */
#ifndef PROTOCOL_FAULT_PORT_H
#define PROTOCOL_FAULT_PORT_H

/* X(constant, name, rule that must fail, what the backend does) */
#define PORT_FAULTS(X)                                                                       \
    X(FAULT_HOT_UNSEEN, "hot-unseen", "HOT-01", "a slot never says that it is occupied")     \
    X(FAULT_HOT_SILENT, "hot-silent", "HOT-02", "an arrival does not interrupt")             \
    X(FAULT_HOT_LINE, "hot-line", "HOT-03",                                                  \
      "a function behind a port interrupts on the next line")                                \
    X(FAULT_HOT_EJECTED, "hot-ejected", "HOT-04", "the attention button removes the device") \
    X(FAULT_HOT_ZEROES, "hot-zeroes", "HOT-05", "a removed function reads as zero")          \
    X(FAULT_HOT_ANY_BUS, "hot-any-bus", "HOT-06", "a port forwards whatever the bus number") \
    X(FAULT_HOT_ANYWHERE, "hot-anywhere", "HOT-06",                                          \
      "BARs behind a port are decoded outside its window")                                   \
    X(FAULT_HOT_COMPLETION, "hot-completion", "HOT-07", "a completed command does not interrupt")

#endif
