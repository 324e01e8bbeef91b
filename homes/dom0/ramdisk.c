/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/ramdisk.h"

#include "runtime/cpu/mmu.h"
#include "runtime/panic.h"

#include <libfdt.h>

struct range ramdisk_find(void)
{
    const void *const fdt = dt_boot();
    const int chosen = fdt_path_offset(fdt, "/chosen");
    uint64_t start = 0, end = 0;

    if (!dt_u64_at(fdt, chosen, "linux,initrd-start", 0, &start) ||
        !dt_u64_at(fdt, chosen, "linux,initrd-end", 0, &end))
        return (struct range){0};
    if (end <= start || !mmu_is_ram(start, end - start))
        panic("no ramdisk at %#llx", (unsigned long long)start);
    return (struct range){start, end - start};
}
