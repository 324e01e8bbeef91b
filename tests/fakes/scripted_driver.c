/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/scripted_driver.h"

#include <string.h>

#include "device_model/devices/rng_device.h"
#include "device_model/pci/pci_access.h"
#include "protocol/control.h"

#define BARS       0x23000000ull
#define BAR(slot)  (BARS + (slot)*ENDPOINT_BAR_SIZE)
#define BARS_SIZE  0x100000
#define MEM_MASTER 6 /* of the command register */

struct scripted_driver driver;

static uint8_t ram[RAM_SIZE] __attribute__((aligned(GUEST_PAGE)));
static uint8_t disk[CONTROL_DISK_SECTORS * BLK_SECTOR];

void *at(uint64_t addr)
{
    return ram + (addr - RAM);
}

uint64_t config_read(unsigned int reg, unsigned int size)
{
    return pci_bus_config_read(&driver.bus, (uint64_t)driver.slot << 15 | reg, size);
}

void config_write(unsigned int reg, unsigned int size, uint64_t value)
{
    pci_bus_config_write(&driver.bus, (uint64_t)driver.slot << 15 | reg, size, value);
}

uint64_t get(unsigned int reg, unsigned int size)
{
    return pci_bus_memory_read(&driver.bus, BAR(driver.slot) + reg, size);
}

void put(unsigned int reg, unsigned int size, uint64_t value)
{
    pci_bus_memory_write(&driver.bus, BAR(driver.slot) + reg, size, value);
}

void driver_use(unsigned int slot)
{
    driver.slot = slot;
    config_write(0x20, 8, BAR(slot));
    config_write(0x04, 2, MEM_MASTER);
}

void driver_setup(void *arg)
{
    (void)arg;
    memset(ram, 0, sizeof(ram));
    for (uint32_t i = 0; i < sizeof(disk); i++)
        disk[i] = control_disk_byte(i);
    driver = (struct scripted_driver){
        .bus = {.home = &driver.home.home, .access = &pci_access_ops, .window = {BARS, BARS_SIZE}}};
    array_home_init(&driver.home, ram, RAM, RAM_SIZE);
    rng_device_init(&driver.rng, &driver.home.home);
    virtio_pci_plug(&driver.rng_function, &driver.bus, RNG_SLOT, &driver.rng);
    blk_device_init(&driver.blk, &driver.home.home, disk, CONTROL_DISK_SECTORS);
    virtio_pci_plug(&driver.blk_function, &driver.bus, BLK_SLOT, &driver.blk.virtio);
    driver_use(BLK_SLOT);
    driver_use(RNG_SLOT);
}

void negotiate(void)
{
    put(STATUS, 1, 0);
    put(STATUS, 1, ACKNOWLEDGE);
    put(STATUS, 1, ACKNOWLEDGE | DRIVER);
    put(DRIVER_FEATURE_SELECT, 4, 1);
    put(DRIVER_FEATURE, 4, 1); /* VERSION_1 */
    put(STATUS, 1, READY);
}

void start(void)
{
    memset(at(AVAIL), 0, 4 + 2 * RING);
    memset(at(USED), 0, 4 + 8 * RING);
    driver.avail_index = 0;
    negotiate();
    put(QUEUE_SIZE, 2, RING);
    put(QUEUE_DESC, 8, DESC);
    put(QUEUE_DRIVER, 8, AVAIL);
    put(QUEUE_DEVICE, 8, USED);
    put(QUEUE_ENABLE, 2, 1);
    put(STATUS, 1, RUNNING);
}

void describe(unsigned int i, uint64_t addr, uint32_t size, uint16_t flags, uint16_t next)
{
    driver.desc[i].addr = addr;
    driver.desc[i].size = size;
    driver.desc[i].flags = flags;
    driver.desc[i].next = next;
}

void post(uint16_t head)
{
    memcpy(at(DESC), driver.desc, sizeof(driver.desc));
    memcpy(at(AVAIL + 4 + 2 * (driver.avail_index % RING)), &head, sizeof(head));
    driver.avail_index++;
    memcpy(at(AVAIL + 2), &driver.avail_index, sizeof(driver.avail_index));
}

void kick(void)
{
    put(NOTIFY, 2, 0);
}

uint16_t used_index(void)
{
    uint16_t index;

    memcpy(&index, at(USED + 2), sizeof(index));
    return index;
}

static uint32_t used_word(uint16_t n, unsigned int offset)
{
    uint32_t word;

    memcpy(&word, at(USED + 4 + 8 * (n % RING) + offset), sizeof(word));
    return word;
}

uint32_t used_id(uint16_t n)
{
    return used_word(n, 0);
}

uint32_t used_written(uint16_t n)
{
    return used_word(n, 4);
}
