/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/hostile_bus.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "device_model/devices/blk_device.h"
#include "device_model/devices/rng_device.h"
#include "device_model/faults/fault_layer.h"
#include "device_model/virtio/virtio_pci.h"
#include "homes/array/array_home.h"
#include "protocol/control.h"
#include "runtime/idle.h"
#include "runtime/mmio.h"
#include "runtime/time/clock.h"
#include "runtime/time/timeout.h"

#define ECAM_SIZE 0x100000ull

static struct {
    struct array_home home;
    struct pci_bus bus;
    struct virtio_state rng;
    struct blk_device blk;
    struct virtio_pci rng_function, blk_function;
    uint8_t disk[CONTROL_DISK_SECTORS * BLK_SECTOR];
} hostile;

void hostile_bus_reset(void *memory, size_t size)
{
    fault_layer_remove(&hostile.bus);
    array_home_init(&hostile.home, memory, (uintptr_t)memory, size);
    hostile.bus = (struct pci_bus){.home = &hostile.home.home,
                                   .access = &pci_access_ops,
                                   .window = {HOSTILE_MEM, HOSTILE_MEM_SIZE}};
    rng_device_init(&hostile.rng, &hostile.home.home);
    virtio_pci_plug(&hostile.rng_function, &hostile.bus, HOSTILE_RNG_SLOT, &hostile.rng);
    blk_device_init(&hostile.blk, &hostile.home.home, hostile.disk, CONTROL_DISK_SECTORS);
    virtio_pci_plug(&hostile.blk_function, &hostile.bus, HOSTILE_BLK_SLOT, &hostile.blk.virtio);
}

void hostile_bus_fault(enum fault fault)
{
    fault_layer_remove(&hostile.bus);
    if (fault != FAULT_NONE)
        fault_layer_install(&hostile.bus, fault, NULL);
}

unsigned int hostile_bus_strays(void)
{
    return hostile.home.strays;
}

uint64_t hostile_bus_waited(void)
{
    return hostile.home.now;
}

static uint64_t read(uint64_t ipa, unsigned int size)
{
    if (ipa % size == 0 && ipa >= HOSTILE_ECAM && ipa - HOSTILE_ECAM < ECAM_SIZE)
        return pci_bus_config_read(&hostile.bus, ipa - HOSTILE_ECAM, size);
    if (ipa % size == 0 && ipa >= HOSTILE_MEM && ipa - HOSTILE_MEM < HOSTILE_MEM_SIZE)
        return pci_bus_memory_read(&hostile.bus, ipa, size);
    fprintf(stderr, "a wild read at %#" PRIx64 "\n", ipa);
    abort();
}

static void write(uint64_t ipa, unsigned int size, uint64_t value)
{
    if (ipa % size == 0 && ipa >= HOSTILE_ECAM && ipa - HOSTILE_ECAM < ECAM_SIZE) {
        pci_bus_config_write(&hostile.bus, ipa - HOSTILE_ECAM, size, value);
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
    return hostile.home.now;
}

uint64_t clock_deadline(uint64_t ns)
{
    return hostile.home.now + ns;
}

bool clock_expired(uint64_t deadline)
{
    hostile.home.now += CLOCK_US;
    return hostile.home.now > deadline;
}

struct timeout timeout_start(uint64_t ns, const char *what)
{
    return (struct timeout){.deadline = hostile.home.now + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    return clock_expired(timeout->deadline);
}

bool idle(struct timeout *timeout)
{
    if (hostile.home.now >= timeout->deadline)
        return false;
    array_home_advance(&hostile.home, CLOCK_MS);
    return true;
}
