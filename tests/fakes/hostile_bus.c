/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/hostile_bus.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "device_model/faults/fault_layer.h"
#include "device_model/faults/virtio_fault.h"
#include "device_model/virtio/virtio_pci.h"
#include "homes/dom0/guest_memory.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"
#include "runtime/time/timeout.h"

#define ECAM_SIZE 0x100000ull

static struct {
    struct pci_bus bus;
    struct virtio_pci rng, blk;
    uint64_t memory, size; /* the driver's */
    unsigned int strays;
    uint64_t now;
} hostile;

static bool on_claim(const struct pci_function *function, uint64_t base, uint64_t size)
{
    (void)function, (void)base, (void)size;
    return true;
}

static void on_release(const struct pci_function *function, uint64_t base, uint64_t size)
{
    (void)function, (void)base, (void)size;
}

static void on_interrupt(unsigned int line, bool level)
{
    (void)line, (void)level;
}

void hostile_bus_reset(void *memory, size_t size)
{
    static const struct pci_bus_ops ops = {on_claim, on_release, on_interrupt};

    fault_set(FAULT_NONE);
    hostile.bus = (struct pci_bus){.ops = &ops, .mem = {HOSTILE_MEM, HOSTILE_MEM_SIZE}};
    hostile.memory = (uintptr_t)memory;
    hostile.size = size;
    hostile.strays = 0;
    hostile.now = 0;
    virtio_blk_init();
    virtio_pci_init(&hostile.rng, &hostile.bus, HOSTILE_RNG_SLOT, &virtio_rng);
    virtio_pci_init(&hostile.blk, &hostile.bus, HOSTILE_BLK_SLOT, &virtio_blk);
    virtio_fault_insert(&hostile.rng);
    virtio_fault_insert(&hostile.blk);
}

void hostile_bus_fault(enum fault fault)
{
    fault_set(fault);
}

unsigned int hostile_bus_strays(void)
{
    return hostile.strays;
}

uint64_t hostile_bus_waited(void)
{
    return hostile.now;
}

void *guest_page(uint64_t gfn)
{
    const uint64_t addr = gfn * GUEST_PAGE;

    if (addr >= hostile.memory && addr - hostile.memory < hostile.size)
        return (void *)addr;
    hostile.strays++;
    return NULL;
}

static uint64_t read(uint64_t ipa, unsigned int size)
{
    if (ipa % size == 0 && ipa >= HOSTILE_ECAM && ipa - HOSTILE_ECAM < ECAM_SIZE)
        return fault_config_read(&hostile.bus, ipa - HOSTILE_ECAM, size);
    if (ipa % size == 0 && ipa >= HOSTILE_MEM && ipa - HOSTILE_MEM < HOSTILE_MEM_SIZE)
        return pci_bus_memory_read(&hostile.bus, ipa, size);
    fprintf(stderr, "a wild read at %#" PRIx64 "\n", ipa);
    abort();
}

static void write(uint64_t ipa, unsigned int size, uint64_t value)
{
    if (ipa % size == 0 && ipa >= HOSTILE_ECAM && ipa - HOSTILE_ECAM < ECAM_SIZE) {
        fault_config_write(&hostile.bus, ipa - HOSTILE_ECAM, size, value);
    } else if (ipa % size == 0 && ipa >= HOSTILE_MEM && ipa - HOSTILE_MEM < HOSTILE_MEM_SIZE) {
        pci_bus_memory_write(&hostile.bus, ipa, size, value);
    } else {
        fprintf(stderr, "a wild write at %#" PRIx64 "\n", ipa);
        abort();
    }
}

#define ACCESSORS(bits)                                       \
    uint##bits##_t mmio_read##bits(uint64_t ipa)              \
    {                                                         \
        return (uint##bits##_t)read(ipa, bits / 8);           \
    }                                                         \
    void mmio_write##bits(uint64_t ipa, uint##bits##_t value) \
    {                                                         \
        write(ipa, bits / 8, value);                          \
    }

ACCESSORS(8)
ACCESSORS(16)
ACCESSORS(32)
ACCESSORS(64)

uint64_t clock_ns(void)
{
    return hostile.now;
}

uint64_t clock_deadline(uint64_t ns)
{
    return hostile.now + ns;
}

bool clock_expired(uint64_t deadline)
{
    hostile.now += CLOCK_US;
    return hostile.now > deadline;
}

struct timeout timeout_start(uint64_t ns, const char *what)
{
    return (struct timeout){.deadline = hostile.now + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    return clock_expired(timeout->deadline);
}

bool idle(struct timeout *timeout)
{
    if (hostile.now >= timeout->deadline)
        return false;
    hostile.now += CLOCK_MS;
    virtio_fault_serve();
    return true;
}
