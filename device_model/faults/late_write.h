/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes to guest memory that become visible later than they should. One at a time. */
#ifndef DEVICE_MODEL_LATE_WRITE_H
#define DEVICE_MODEL_LATE_WRITE_H

#include "device_model/pci/pci_bus.h"

#define LATE_WRITE_MAX 64 /* bytes; no more of it comes late */

struct late_write {
    uint64_t addr;
    uint32_t size;
    uint8_t bytes[LATE_WRITE_MAX];
};

/* Saves what is at [@addr, @addr + @size) now. */
void late_write_save(struct late_write *write, struct home *home, uint64_t addr, uint32_t size);

/* Puts what was saved in @before back; what is there now comes with late_write_deliver(). */
void late_write_postpone(const struct late_write *before, struct home *home);

/* Delivers what was postponed, if anything was; or drops it. */
void late_write_deliver(struct home *home);
void late_write_forget(struct pci_bus *bus);

/* Inverts a byte, if there is memory. */
void fault_invert(struct home *home, uint64_t addr);

#endif
