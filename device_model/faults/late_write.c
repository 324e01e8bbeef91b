/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/faults/late_write.h"

#include "device_model/guest_memory.h"

static struct late_write late; /* .size 0: nothing */

void late_write_save(struct late_write *write, struct home *home, uint64_t addr, uint32_t size)
{
    write->addr = addr;
    write->size = size < LATE_WRITE_MAX ? size : LATE_WRITE_MAX;
    if (!guest_read(home, addr, write->bytes, write->size))
        write->size = 0;
}

void late_write_postpone(const struct late_write *before, struct home *home)
{
    late_write_save(&late, home, before->addr, before->size);
    guest_write(home, before->addr, before->bytes, before->size);
}

void late_write_deliver(struct home *home)
{
    guest_write(home, late.addr, late.bytes, late.size);
    late.size = 0;
}

void late_write_forget(struct pci_bus *bus)
{
    (void)bus;
    late.size = 0;
}

void fault_invert(struct home *home, uint64_t addr)
{
    uint8_t byte;

    if (guest_read(home, addr, &byte, 1)) {
        byte = ~byte;
        guest_write(home, addr, &byte, 1);
    }
}
