/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The address space of both images.
 *
 *     0x0000_....  RAM at its own address: Normal write-back inner-shareable, image W^X, no page 0
 *     0x1000_....  one page for tests: mmu_scratch()
 *     0x4000_....  the IPA space again, Device-nGnRnE, never executable
 *     0x8000_....  the IPA space again, Normal non-cacheable, never executable
 *
 * Each alias covers the first MMU_ALIAS_SIZE bytes of IPA space. RAM only exists in the first map,
 * so a stray pointer faults instead of reading background.
 */
#ifndef RUNTIME_MMU_H
#define RUNTIME_MMU_H

#include <stdint.h>

#define MMU_SCRATCH    0x100000000000ull
#define MMU_DEVICE     0x400000000000ull
#define MMU_NC         0x800000000000ull
#define MMU_ALIAS_SIZE 0x020000000000ull /* 2 TiB: above 1 TiB there is room for a high ECAM */

static inline uint64_t mmu_device(uint64_t ipa)
{
    return MMU_DEVICE | ipa;
}

static inline uint64_t mmu_nc(uint64_t ipa)
{
    return MMU_NC | ipa;
}

/*
 * Maps the banks of RAM that the device tree at @fdt names. Panics on more banks than it has room
 * for.
 */
void mmu_init(const void *fdt);

/* Loads from every page that mmu_init() mapped, each by a pair of registers. */
void mmu_touch_ram(void);

/* Before it, MMU off, no library: the image, the aliases and the 2 MiB from @fdt; MMU on. */
void mmu_early_init(uint64_t fdt);

enum mmu_scratch {
    MMU_SCRATCH_NONE,   /* @ipa does not matter: nothing is mapped */
    MMU_SCRATCH_USER,   /* Device-nGnRnE, EL0 may read and write */
    MMU_SCRATCH_KERNEL, /* Device-nGnRnE, for addresses beyond the aliases */
    MMU_SCRATCH_CODE,   /* Normal non-cacheable, executable at EL1 */
    MMU_SCRATCH_TABLE,  /* @ipa is where the walk finds its last table: BG-23 */
};

/*
 * One page for what the aliases deny: maps the 4 KiB around @ipa (48 bits) in place of what was
 * there before, and returns the address of @ipa.
 */
uint64_t mmu_scratch(uint64_t ipa, enum mmu_scratch as);

/* Whether [@base, @base + @size) is RAM that mmu_init() mapped. */
int mmu_is_ram(uint64_t base, uint64_t size);

#endif
