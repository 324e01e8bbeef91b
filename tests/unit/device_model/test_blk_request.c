/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device model as a home uses it, through its two seams alone: accesses go in, and a virtio-blk
 * request comes back through guest memory and an interrupt line; split and packed.
 */
#include <greatest.h>
#include <linux/const.h>
#include <linux/pci_regs.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_ring.h>
#include <string.h>

#include "device_model/devices/blk_device.h"
#include "device_model/pci/pci_access.h"
#include "device_model/virtio/virtio_pci.h"
#include "homes/array/array_home.h"

#define SLOT    2
#define CONFIG  (SLOT << 15) /* in the ECAM */
#define WINDOW  0x23000000ull
#define SIZE    0x100000
#define RAM     0x40000000ull
#define DESC    RAM
#define AVAIL   (RAM + 0x1000)
#define USED    (RAM + 0x2000)
#define HEADER  (RAM + 0x3000)
#define DATA    (RAM + 0x3ff0) /* crosses a page */
#define STATUS  (RAM + 0x5000)
#define QUEUE   4
#define SECTOR  3
#define SECTORS 8

static uint8_t ram[0x10000] __attribute__((aligned(GUEST_PAGE)));
static uint8_t disk[SECTORS * BLK_SECTOR];
static struct array_home home;
static struct pci_bus bus;
static struct blk_device blk;
static struct virtio_pci blk_function;

static void *at(uint64_t addr)
{
    return ram + (addr - RAM);
}

static void setup(void *arg)
{
    (void)arg;
    memset(ram, 0, sizeof(ram));
    for (unsigned int i = 0; i < sizeof(disk); i++)
        disk[i] = i * 7 + i / BLK_SECTOR;
    array_home_init(&home, ram, RAM, sizeof(ram));
    bus = (struct pci_bus){.home = &home.home, .access = &pci_access_ops, .window = {WINDOW, SIZE}};
    blk_device_init(&blk, &home.home, disk, SECTORS);
    virtio_pci_plug(&blk_function, &bus, SLOT, &blk.virtio);
}

static uint64_t config_read(unsigned int reg, unsigned int size)
{
    return pci_bus_config_read(&bus, CONFIG + reg, size);
}

/* Where the structure of @type is, by the capability list. */
static uint64_t structure(uint8_t type)
{
    unsigned int at = config_read(PCI_CAPABILITY_LIST, 1);

    while (at && config_read(at + VIRTIO_PCI_CAP_CFG_TYPE, 1) != type)
        at = config_read(at + VIRTIO_PCI_CAP_NEXT, 1);
    return at ? WINDOW + config_read(at + VIRTIO_PCI_CAP_OFFSET, 4) : 0;
}

static void common_write(unsigned int reg, unsigned int size, uint64_t value)
{
    pci_bus_memory_write(&bus, structure(VIRTIO_PCI_CAP_COMMON_CFG) + reg, size, value);
}

static enum greatest_test_res start(uint64_t features)
{
    const uint8_t ready =
        VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK;

    pci_bus_config_write(&bus, CONFIG + PCI_BASE_ADDRESS_4, 8, WINDOW);
    pci_bus_config_write(&bus, CONFIG + PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
    ASSERT_EQ(1u, home.claims.count);
    for (unsigned int word = 0; word < 2; word++) {
        common_write(VIRTIO_PCI_COMMON_GFSELECT, 4, word);
        common_write(VIRTIO_PCI_COMMON_GF, 4, (uint32_t)(features >> 32 * word));
    }
    common_write(VIRTIO_PCI_COMMON_STATUS, 1, ready);
    common_write(VIRTIO_PCI_COMMON_Q_SIZE, 2, QUEUE);
    common_write(VIRTIO_PCI_COMMON_Q_DESCLO, 8, DESC);
    common_write(VIRTIO_PCI_COMMON_Q_AVAILLO, 8, AVAIL);
    common_write(VIRTIO_PCI_COMMON_Q_USEDLO, 8, USED);
    common_write(VIRTIO_PCI_COMMON_Q_ENABLE, 2, 1);
    common_write(VIRTIO_PCI_COMMON_STATUS, 1, ready | VIRTIO_CONFIG_S_DRIVER_OK);
    *(struct virtio_blk_outhdr *)at(HEADER) =
        (struct virtio_blk_outhdr){.type = VIRTIO_BLK_T_IN, .sector = SECTOR};
    *(uint8_t *)at(STATUS) = 0xff;
    PASS();
}

/* The data has come, and one interrupt. */
static enum greatest_test_res finish(void)
{
    const uint64_t isr = structure(VIRTIO_PCI_CAP_ISR_CFG);

    pci_bus_memory_write(&bus, structure(VIRTIO_PCI_CAP_NOTIFY_CFG), 2, 0);
    ASSERT_EQ(VIRTIO_BLK_S_OK, *(uint8_t *)at(STATUS));
    ASSERT_MEM_EQ(disk + SECTOR * BLK_SECTOR, at(DATA), BLK_SECTOR);
    ASSERT_EQ(1u, home.line[SLOT].raises);
    ASSERT(home.line[SLOT].level);
    ASSERT_EQ(1u, pci_bus_memory_read(&bus, isr, 1));
    ASSERT_FALSE(home.line[SLOT].level);
    ASSERT_EQ(0u, home.strays);
    ASSERT_EQ(0u, home.logged);
    PASS();
}

TEST split(void)
{
    const struct vring_desc desc[] = {
        {HEADER, sizeof(struct virtio_blk_outhdr), VRING_DESC_F_NEXT, 1},
        {DATA, BLK_SECTOR, VRING_DESC_F_NEXT | VRING_DESC_F_WRITE, 2},
        {STATUS, 1, VRING_DESC_F_WRITE, 0},
    };
    struct vring_avail *avail = at(AVAIL);
    const struct vring_used *used = at(USED);

    CHECK_CALL(start(_BITULL(VIRTIO_F_VERSION_1)));
    memcpy(at(DESC), desc, sizeof(desc));
    avail->ring[0] = 0;
    avail->idx = 1;
    CHECK_CALL(finish());
    ASSERT_EQ(1, used->idx);
    ASSERT_EQ(0u, used->ring[0].id);
    ASSERT_EQ(BLK_SECTOR + 1u, used->ring[0].len);
    PASS();
}

TEST packed(void)
{
    const uint16_t available = 1u << VRING_PACKED_DESC_F_AVAIL;
    const uint16_t used = available | 1u << VRING_PACKED_DESC_F_USED;
    const struct vring_packed_desc desc[] = {
        {HEADER, sizeof(struct virtio_blk_outhdr), 5, available | VRING_DESC_F_NEXT},
        {DATA, BLK_SECTOR, 5, available | VRING_DESC_F_NEXT | VRING_DESC_F_WRITE},
        {STATUS, 1, 5, available | VRING_DESC_F_WRITE},
    };
    const struct vring_packed_desc *first = at(DESC);

    CHECK_CALL(start(_BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_F_RING_PACKED)));
    memcpy(at(DESC), desc, sizeof(desc));
    CHECK_CALL(finish());
    ASSERT_EQ(used | VRING_DESC_F_WRITE, first->flags);
    ASSERT_EQ(5, first->id);
    ASSERT_EQ(BLK_SECTOR + 1u, first->len);
    PASS();
}

/* Without RAM, and without an address for its BAR, the device model says so. */
TEST a_home_may_refuse(void)
{
    CHECK_CALL(start(_BITULL(VIRTIO_F_VERSION_1)));
    array_home_init(&home, ram, RAM + sizeof(ram), sizeof(ram));
    pci_bus_memory_write(&bus, structure(VIRTIO_PCI_CAP_NOTIFY_CFG), 2, 0);
    ASSERT(home.strays);
    ASSERT(pci_bus_memory_read(&bus, WINDOW + VIRTIO_PCI_COMMON_STATUS, 1) &
           VIRTIO_CONFIG_S_NEEDS_RESET);
    home.refuses = true;
    pci_bus_config_write(&bus, CONFIG + PCI_COMMAND, 2, 0);
    pci_bus_config_write(&bus, CONFIG + PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
    ASSERT_EQ(1u, home.logged);
    ASSERT_EQ(0xffu, pci_bus_memory_read(&bus, WINDOW + VIRTIO_PCI_COMMON_STATUS, 1));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(split);
    RUN_TEST(packed);
    RUN_TEST(a_home_may_refuse);
    GREATEST_MAIN_END();
}
