/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Misbehaviour on request (protocol/fault.h), around the device model: its operations are replaced
 * when a fault begins and put back when it ends. Without one nothing of this is called.
 */
#ifndef DEVICE_MODEL_FAULT_LAYER_H
#define DEVICE_MODEL_FAULT_LAYER_H

#include "device_model/faults/fault_ops.h"

/* Whether @fault wraps something of the device model by itself. */
bool fault_layer_has(enum fault fault);

/*
 * Begins @fault, with what @home_table says besides: a table of the home's own, NULL if it has
 * none. One at a time.
 */
void fault_layer_install(struct pci_bus *bus, enum fault fault,
                         const struct fault_wrap *home_table);

/* Ends it, if there is one. */
void fault_layer_remove(struct pci_bus *bus);

/* From now on the bus is served: what goes wrong once goes wrong again. */
void fault_layer_attached(struct pci_bus *bus);

#endif
