/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stage 1 tables, 4 KiB granule, 48-bit VA. First the image and the device tree, with the MMU still
 * off; then, with caches on and libfdt usable, the rest of RAM. Entries only ever go from invalid
 * to valid, so no TLB maintenance is needed; the scratch page is the exception.
 */
#include "runtime/cpu/mmu.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/dt.h"
#include "runtime/panic.h"

#define ENTRIES  512
#define PAGE     4096ull
#define L2_BLOCK (1ull << 21)
#define L1_BLOCK (1ull << 30)
#define L0_SPAN  (1ull << 39)

#define DESC_TABLE 3ull
#define DESC_PAGE  3ull
#define DESC_BLOCK 1ull
#define DESC_AF    (1ull << 10)
#define DESC_INNER (3ull << 8)
#define DESC_RO    (1ull << 7)
#define DESC_USER  (1ull << 6)
#define DESC_XN    (3ull << 53) /* UXN and PXN */
#define DESC_UXN   (1ull << 54)

/* Indices into MAIR_EL1, as descriptors hold them. */
#define MAIR      0x0044ff00ull /* 0 Device-nGnRnE, 1 Normal write-back, 2 Normal non-cacheable */
#define DEVICE    (0ull << 2)
#define WRITEBACK (1ull << 2)
#define NONCACHED (2ull << 2)

#define RAM_DATA   (WRITEBACK | DESC_INNER | DESC_AF | DESC_XN)
#define RAM_RODATA (RAM_DATA | DESC_RO)
#define RAM_TEXT   (WRITEBACK | DESC_INNER | DESC_AF | DESC_RO | DESC_UXN)
#define RAM_FORMS  (WRITEBACK | DESC_INNER | DESC_AF | DESC_RO | DESC_USER)

#define ALIAS_L1  (MMU_ALIAS_SIZE / L0_SPAN)
#define RAM_BANKS 4

typedef uint64_t table[ENTRIES] __attribute__((aligned(4096)));

static table level0;
static table device_level1[ALIAS_L1];
static table nc_level1[ALIAS_L1];
static table pool[16]; /* level 1 to 3 of the identity map */
static size_t pool_used;

static table scratch_level1, scratch_level2, scratch_level3;

static struct range ram[RAM_BANKS];
static size_t ram_count;

extern const char image_start[], forms_start[], rodata_start[], data_start[], stack_guard[],
    image_end[];

static uint64_t *next_level(uint64_t *entry)
{
    if (!*entry) {
        if (pool_used == sizeof(pool) / sizeof(pool[0]))
            panic("mmu: RAM is too scattered for %lu page tables", pool_used);
        *entry = (uint64_t)pool[pool_used++] | DESC_TABLE;
    }
    return (uint64_t *)(*entry & 0xfffffffff000ull);
}

static void map_alias(table *level1, uint64_t va, uint64_t attributes)
{
    for (uint64_t ipa = 0; ipa < MMU_ALIAS_SIZE; ipa += L1_BLOCK)
        level1[ipa / L0_SPAN][(ipa / L1_BLOCK) % ENTRIES] =
            ipa | attributes | DESC_AF | DESC_XN | DESC_BLOCK;
    for (size_t i = 0; i < ALIAS_L1; i++)
        level0[va / L0_SPAN + i] = (uint64_t)level1[i] | DESC_TABLE;
}

/* The descriptor of a page of the image's block: the image is W^X, the rest is data. */
static uint64_t page_descriptor(uint64_t page)
{
    if (page == (uint64_t)stack_guard)
        return 0;
    if (page >= (uint64_t)rodata_start && page < (uint64_t)data_start)
        return page | RAM_RODATA | DESC_PAGE;
    if (page >= (uint64_t)forms_start && page < (uint64_t)rodata_start)
        return page | RAM_FORMS | DESC_PAGE;
    if (page >= (uint64_t)image_start && page < (uint64_t)forms_start)
        return page | RAM_TEXT | DESC_PAGE;
    return page | RAM_DATA | DESC_PAGE;
}

/* Maps the 2 MiB around @address: in pages where the image is, in one block elsewhere. */
static void map_ram_block(uint64_t address)
{
    uint64_t base = address & ~(L2_BLOCK - 1);
    uint64_t *level1 = next_level(&level0[base / L0_SPAN]);
    uint64_t *level2 = next_level(&level1[base / L1_BLOCK % ENTRIES]);
    uint64_t *entry = &level2[base / L2_BLOCK % ENTRIES];
    uint64_t *level3;

    if (*entry)
        return;
    if (base + L2_BLOCK <= (uint64_t)image_start || base >= (uint64_t)image_end) {
        *entry = base | RAM_DATA | DESC_BLOCK;
        return;
    }
    level3 = next_level(entry);
    for (size_t i = 0; i < ENTRIES; i++)
        level3[i] = page_descriptor(base + i * PAGE);
}

static void map_ram(uint64_t base, uint64_t size)
{
    for (uint64_t at = base & ~(L2_BLOCK - 1); at < base + size; at += L2_BLOCK)
        map_ram_block(at);
    __asm__ volatile("dsb ishst; isb" ::: "memory");
}

/*
 * Xen hands RAM over with stage-2 entries that are invalid until their first use. A pair has no
 * syndrome, so Xen asks the p2m about it before anything else: on a Xen that takes such RAM for
 * background (BG-33) the test can say so, where otherwise nothing would boot.
 */
static void touch(uint64_t va, uint64_t size)
{
    uint64_t a, b;

    for (uint64_t at = va; at < va + size; at += PAGE)
        __asm__ volatile("ldp %0, %1, [%2]" : "=&r"(a), "=&r"(b) : "r"(at) : "memory");
}

void mmu_touch_ram(void)
{
    for (size_t i = 0; i < ram_count; i++)
        touch(mmu_nc(ram[i].base), ram[i].size); /* where the guard page is mapped too */
}

/*
 * The image was written with caches off: drop whatever lines were left from before, so that what
 * the caches show from now on is what memory holds.
 */
static void invalidate_image(void)
{
    uint64_t ctr, line;

    __asm__("mrs %0, ctr_el0" : "=r"(ctr));
    line = 4u << ((ctr >> 16) & 0xf);
    for (uint64_t at = (uint64_t)image_start & ~(line - 1); at < (uint64_t)image_end; at += line)
        __asm__ volatile("dc ivac, %0" ::"r"(at) : "memory");
    __asm__ volatile("dsb sy" ::: "memory");
}

static void enable(void)
{
    uint64_t mmfr0, pa_range, sctlr;

    __asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
    pa_range = mmfr0 & 0xf;
    if (pa_range > 5) /* 48 bits are all that this format holds */
        pa_range = 5;
    /* T0SZ 16, walks write-back inner-shareable, 4 KiB, no TTBR1. */
    __asm__ volatile("msr mair_el1, %0" ::"r"(MAIR));
    __asm__ volatile("msr tcr_el1, %0" ::"r"(16 | (1u << 8) | (1u << 10) | (3u << 12) | (1u << 23) |
                                             pa_range << 32));
    __asm__ volatile("msr ttbr0_el1, %0" ::"r"(level0));
    __asm__ volatile("isb; tlbi vmalle1; dsb nsh; ic iallu; dsb nsh; isb" ::: "memory");
    __asm__("mrs %0, sctlr_el1" : "=r"(sctlr));
    sctlr |= 1u | 1u << 2 | 1u << 12; /* M, C, I */
    sctlr &= ~(1ull << 1);            /* A: newlib uses unaligned accesses */
    __asm__ volatile("msr sctlr_el1, %0; isb" ::"r"(sctlr) : "memory");
}

void mmu_early_init(uint64_t fdt)
{
    map_alias(device_level1, MMU_DEVICE, DEVICE);
    map_alias(nc_level1, MMU_NC, NONCACHED);
    map_ram((uint64_t)image_start, (uint64_t)(image_end - image_start));
    map_ram(fdt, L2_BLOCK); /* the largest tree that Xen makes */
    touch(fdt & ~(PAGE - 1), PAGE);
    invalidate_image();
    enable();
}

void mmu_init(const void *fdt)
{
    struct range bank;

    for (unsigned int i = 0; dt_ram(fdt, i, &bank); i++) {
        if (ram_count == RAM_BANKS)
            panic("mmu: more than %u banks of RAM", RAM_BANKS);
        ram[ram_count++] = bank;
        map_ram(bank.base, bank.size);
    }
    mmu_touch_ram();
    if (!mmu_is_ram((uint64_t)image_start, (uint64_t)(image_end - image_start)))
        panic("mmu: /memory does not cover the image at %p", (const void *)image_start);
}

int mmu_is_ram(uint64_t base, uint64_t size)
{
    for (size_t i = 0; i < ram_count; i++)
        if (base >= ram[i].base && size <= ram[i].size && base - ram[i].base <= ram[i].size - size)
            return true;
    return false;
}

static void replace(uint64_t *entry, uint64_t descriptor)
{
    *(volatile uint64_t *)entry = 0;
    __asm__ volatile("dsb ish; tlbi vmalle1is; dsb ish; isb" ::: "memory");
    *(volatile uint64_t *)entry = descriptor;
    __asm__ volatile("dsb ish; isb" ::: "memory");
}

uint64_t mmu_scratch(uint64_t ipa, enum mmu_scratch as)
{
    static const uint64_t attributes[] = {
        [MMU_SCRATCH_USER] = DEVICE | DESC_USER | DESC_AF | DESC_XN,
        [MMU_SCRATCH_KERNEL] = DEVICE | DESC_AF | DESC_XN,
        [MMU_SCRATCH_CODE] = NONCACHED | DESC_RO | DESC_AF | DESC_UXN,
    };

    level0[MMU_SCRATCH / L0_SPAN] = (uint64_t)scratch_level1 | DESC_TABLE;
    scratch_level1[0] = (uint64_t)scratch_level2 | DESC_TABLE;
    if (as == MMU_SCRATCH_TABLE || as == MMU_SCRATCH_NONE) {
        replace(&scratch_level2[0], as == MMU_SCRATCH_NONE ? 0 : (ipa & -PAGE) | DESC_TABLE);
        return MMU_SCRATCH;
    }
    scratch_level3[0] = (ipa & -PAGE) | attributes[as] | DESC_PAGE;
    replace(&scratch_level2[0], (uint64_t)scratch_level3 | DESC_TABLE);
    return MMU_SCRATCH + ipa % PAGE;
}
