/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain device accesses by guest physical address (IPA), one instruction each.
 *
 * On the machine they go through the Device-nGnRnE alias of the whole IPA space (mmu.h); mmio_load
 * and mmio_store take a virtual address, of whichever alias. In host
 * unit tests the same names are functions that a scripted device implements (tests/), so the code
 * above this line is the same in both. Accesses whose every detail is under test use probe.h.
 */
#ifndef RUNTIME_MMIO_H
#define RUNTIME_MMIO_H

#include <stdint.h>
#include <string.h>

#ifdef __aarch64__

#include "runtime/cpu/mmu.h"

#define MMIO_ACCESSORS(bits, suffix, reg)                                                     \
    static inline uint##bits##_t mmio_load##bits(uint64_t va)                                 \
    {                                                                                         \
        uint##bits##_t value;                                                                 \
        __asm__ volatile("ldr" suffix " %" reg "0, [%1]" : "=r"(value) : "r"(va) : "memory"); \
        return value;                                                                         \
    }                                                                                         \
    static inline void mmio_store##bits(uint64_t va, uint##bits##_t value)                    \
    {                                                                                         \
        __asm__ volatile("str" suffix " %" reg "0, [%1]" : : "r"(value), "r"(va) : "memory"); \
    }                                                                                         \
    static inline uint##bits##_t mmio_read##bits(uint64_t ipa)                                \
    {                                                                                         \
        return mmio_load##bits(mmu_device(ipa));                                              \
    }                                                                                         \
    static inline void mmio_write##bits(uint64_t ipa, uint##bits##_t value)                   \
    {                                                                                         \
        mmio_store##bits(mmu_device(ipa), value);                                             \
    }

MMIO_ACCESSORS(8, "b", "w")
MMIO_ACCESSORS(16, "h", "w")
MMIO_ACCESSORS(32, "", "w")
MMIO_ACCESSORS(64, "", "x")

/* Memory shared with the backend, before a device write that announces it. */
static inline void mmio_wmb(void)
{
    __asm__ volatile("dmb ishst" ::: "memory");
}

static inline void mmio_rmb(void)
{
    __asm__ volatile("dmb ishld" ::: "memory");
}

static inline void mmio_mb(void)
{
    __asm__ volatile("dmb ish" ::: "memory");
}

/* 16 bytes of memory by one instruction. */
static inline void mmio_store_pair(void *at, uint64_t low, uint64_t high)
{
    typedef unsigned __int128 __attribute__((may_alias)) pair;

    __asm__("stp %1, %2, %0" : "=Q"(*(pair *)at) : "r"(low), "r"(high));
}

#else

uint8_t mmio_read8(uint64_t ipa);
uint16_t mmio_read16(uint64_t ipa);
uint32_t mmio_read32(uint64_t ipa);
uint64_t mmio_read64(uint64_t ipa);
void mmio_write8(uint64_t ipa, uint8_t value);
void mmio_write16(uint64_t ipa, uint16_t value);
void mmio_write32(uint64_t ipa, uint32_t value);
void mmio_write64(uint64_t ipa, uint64_t value);

static inline void mmio_store_pair(void *at, uint64_t low, uint64_t high)
{
    memcpy(at, &low, sizeof(low));
    memcpy((uint8_t *)at + sizeof(low), &high, sizeof(high));
}

#define mmio_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#define mmio_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define mmio_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)

#endif

#endif
