/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/control/spare_ram.h"

#include "guest/control/settings.h"
#include "runtime/panic.h"

extern const char image_end[];

struct range spare_ram(void)
{
    const void *fdt = dt_boot();
    struct range bank = {0};
    uint64_t start, end;

    dt_ram(fdt, 0, &bank);
    start = ((uint64_t)image_end + SPARE_BLOCK - 1) & ~(SPARE_BLOCK - 1);
    end = bank.base + bank.size;
    if ((uint64_t)fdt >= start && (uint64_t)fdt < end)
        end = (uint64_t)fdt;
    if (settings.has_control && settings.control.base >= start && settings.control.base < end)
        end = settings.control.base;
    end &= ~(SPARE_BLOCK - 1);
    if (end < start + 2 * SPARE_BLOCK)
        panic("the first bank of RAM, %#lx+%#lx, has no room to spare", bank.base, bank.size);
    return (struct range){start, end - start};
}
