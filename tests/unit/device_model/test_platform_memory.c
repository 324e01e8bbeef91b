/* SPDX-License-Identifier: BSD-2-Clause */
/* A device whose addresses are the platform's: what that refuses, a request loses and no more. */
#include <greatest.h>
#include <linux/const.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_ring.h>
#include <string.h>

#include "device_model/devices/blk_device.h"
#include "device_model/devices/rng_device.h"
#include "device_model/virtio/virtio_common.h"
#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_service.h"
#include "homes/array/array_home.h"

#define BIT     (1ull << 63)
#define SECTORS 16

/* Pages, which are references at the same time. */
enum page {
    RING,
    HEADER, /* and status */
    DATA,
    BEHIND,
    PAGES,
};

#define ADDRESS(page) (BIT | (uint64_t)(page)*GUEST_PAGE)
#define AVAIL_AT      1024
#define USED_AT       2048
#define STATUS_AT     64
#define QUEUE         8

static uint8_t ram[PAGES][GUEST_PAGE] __attribute__((aligned(GUEST_PAGE)));
static uint8_t disk[SECTORS * BLK_SECTOR];
static struct array_home home;
static struct blk_device blk;
static struct virtio_state rng;
static uint16_t posted;
static unsigned int interrupts;

static struct {
    bool granted, writable;
    unsigned int mapped, writes; /* how often since it was last unmapped; to be written */
} grant[PAGES];

static void *map(struct home *of, uint64_t page, bool write)
{
    const uint64_t ref = page & ~(BIT / GUEST_PAGE);

    (void)of;
    if (ref == page || ref >= PAGES || !grant[ref].granted || (write && !grant[ref].writable))
        return NULL;
    grant[ref].mapped++;
    grant[ref].writes += write;
    return ram[ref];
}

static void unmap(struct home *of)
{
    (void)of;
    for (unsigned int i = 0; i < PAGES; i++)
        grant[i].mapped = 0;
}

static const struct platform_memory platform = {map, unmap};

static void set_interrupt(struct virtio_transport *transport, bool level)
{
    (void)transport;
    interrupts += level;
}

static bool is_master(const struct virtio_transport *transport)
{
    (void)transport;
    return true;
}

static struct virtio_transport transport = {.set_interrupt = set_interrupt, .is_master = is_master};

static void write_field(struct virtio_state *virtio, uint32_t reg, uint32_t value)
{
    virtio_common_write(virtio, reg & ~3u,
                        0xffffffffu >> (32 - 8 * (reg == VIRTIO_PCI_COMMON_STATUS ? 1 : 4)), value);
}

static void write_address(struct virtio_state *virtio, uint32_t reg, uint64_t address)
{
    write_field(virtio, reg, (uint32_t)address);
    write_field(virtio, reg + 4, (uint32_t)(address >> 32));
}

static uint8_t accept(struct virtio_state *virtio, uint64_t features)
{
    const uint8_t status =
        VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK;

    write_field(virtio, VIRTIO_PCI_COMMON_STATUS, 0);
    write_field(virtio, VIRTIO_PCI_COMMON_GFSELECT, 1);
    write_field(virtio, VIRTIO_PCI_COMMON_GF, (uint32_t)(features >> 32));
    write_field(virtio, VIRTIO_PCI_COMMON_STATUS, status);
    return virtio->status;
}

static void start(struct virtio_state *virtio)
{
    const uint8_t status =
        accept(virtio, _BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_F_ACCESS_PLATFORM));

    virtio_common_write(virtio, VIRTIO_PCI_COMMON_Q_SIZE, 0xffff, QUEUE);
    write_address(virtio, VIRTIO_PCI_COMMON_Q_DESCLO, ADDRESS(RING));
    write_address(virtio, VIRTIO_PCI_COMMON_Q_AVAILLO, ADDRESS(RING) + AVAIL_AT);
    write_address(virtio, VIRTIO_PCI_COMMON_Q_USEDLO, ADDRESS(RING) + USED_AT);
    virtio_common_write(virtio, VIRTIO_PCI_COMMON_Q_ENABLE, 0xffff, 1);
    write_field(virtio, VIRTIO_PCI_COMMON_STATUS, status | VIRTIO_CONFIG_S_DRIVER_OK);
}

static void setup(void *arg)
{
    (void)arg;
    memset(ram, 0, sizeof(ram));
    for (unsigned int i = 0; i < sizeof(disk); i++)
        disk[i] = (uint8_t)(i * 7 + 1);
    array_home_init(&home, NULL, 0, 0); /* no page is to be had in the other way */
    home.home.platform = &platform;
    blk_device_init(&blk, &home.home, disk, SECTORS);
    rng_device_init(&rng, &home.home);
    blk.virtio.transport = rng.transport = &transport;
    for (unsigned int i = 0; i < PAGES; i++) {
        grant[i].granted = grant[i].writable = i != BEHIND;
        grant[i].mapped = grant[i].writes = 0;
    }
    posted = 0;
    interrupts = 0;
}

/* Posts a chain of @count and notifies; what used.len is then. */
static uint32_t post(struct virtio_state *virtio, const struct vring_desc *desc, unsigned int count)
{
    struct vring_avail *avail = (struct vring_avail *)(ram[RING] + AVAIL_AT);
    const struct vring_used *used = (const struct vring_used *)(ram[RING] + USED_AT);

    memcpy(ram[RING], desc, count * sizeof(*desc));
    avail->ring[posted % QUEUE] = 0;
    avail->idx = ++posted;
    virtio_service_notify(virtio, 0);
    return used->idx == posted ? used->ring[(posted - 1) % QUEUE].len : UINT32_MAX;
}

/* Transfers @size bytes at @address; the status byte. */
static uint8_t transfer(uint32_t type, uint64_t address, uint32_t size)
{
    const uint16_t write = type == VIRTIO_BLK_T_OUT ? 0 : VRING_DESC_F_WRITE;
    const struct vring_desc desc[] = {
        {ADDRESS(HEADER), sizeof(struct virtio_blk_outhdr), VRING_DESC_F_NEXT, 1},
        {address, size, (uint16_t)(VRING_DESC_F_NEXT | write), 2},
        {ADDRESS(HEADER) + STATUS_AT, 1, VRING_DESC_F_WRITE, 0},
    };

    *(struct virtio_blk_outhdr *)ram[HEADER] = (struct virtio_blk_outhdr){.type = type};
    ram[HEADER][STATUS_AT] = 0xff;
    post(&blk.virtio, desc, 3);
    return ram[HEADER][STATUS_AT];
}

TEST must_be_accepted(void)
{
    ASSERT_FALSE(accept(&blk.virtio, _BITULL(VIRTIO_F_VERSION_1)) & VIRTIO_CONFIG_S_FEATURES_OK);
    ASSERT(accept(&blk.virtio, _BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_F_ACCESS_PLATFORM)) &
           VIRTIO_CONFIG_S_FEATURES_OK);
    home.home.platform = NULL;
    ASSERT(accept(&blk.virtio, _BITULL(VIRTIO_F_VERSION_1)) & VIRTIO_CONFIG_S_FEATURES_OK);
    PASS();
}

TEST what_is_granted_is_served(void)
{
    start(&blk.virtio);
    ASSERT_EQ(VIRTIO_BLK_S_OK, transfer(VIRTIO_BLK_T_IN, ADDRESS(DATA) + 512, BLK_SECTOR));
    ASSERT_MEM_EQ(disk, ram[DATA] + 512, BLK_SECTOR);
    for (unsigned int i = 0; i < PAGES; i++)
        ASSERT_EQ(0u, grant[i].mapped); /* nothing stays mapped */
    ASSERT_EQ(1u, interrupts);
    ASSERT_EQ(0u, home.strays);
    PASS();
}

TEST reading_does_not_ask_to_write(void)
{
    start(&blk.virtio);
    grant[DATA].writable = false;
    memset(ram[DATA], 0xa5, BLK_SECTOR);
    ASSERT_EQ(VIRTIO_BLK_S_OK, transfer(VIRTIO_BLK_T_OUT, ADDRESS(DATA), BLK_SECTOR));
    ASSERT_EQ(0xa5, disk[0]);
    ASSERT_EQ(0u, grant[DATA].writes);
    PASS();
}

/* One request after the other is refused; the device goes on. */
TEST a_refusal_is_the_requests_error(void)
{
    const uint64_t bad[] = {
        (uint64_t)DATA * GUEST_PAGE,
        ADDRESS(BEHIND),
        ADDRESS(PAGES),
        ADDRESS(DATA),
    };

    start(&blk.virtio);
    grant[DATA].writable = false;
    for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ASSERT_EQ(VIRTIO_BLK_S_IOERR, transfer(VIRTIO_BLK_T_IN, bad[i], BLK_SECTOR));
        ASSERT_FALSE(blk.virtio.status & VIRTIO_CONFIG_S_NEEDS_RESET);
    }
    grant[DATA].writable = true;
    ASSERT_EQ(VIRTIO_BLK_S_IOERR, transfer(VIRTIO_BLK_T_IN, ADDRESS(DATA), 2 * GUEST_PAGE));
    for (unsigned int i = 0; i < GUEST_PAGE; i++)
        ASSERT_EQ(0, ram[BEHIND][i]);
    ASSERT_EQ(VIRTIO_BLK_S_OK, transfer(VIRTIO_BLK_T_IN, ADDRESS(DATA), BLK_SECTOR));
    PASS();
}

/* Without its header or its status byte a request comes back, with nothing written. */
TEST a_header_may_be_refused(void)
{
    start(&blk.virtio);
    grant[HEADER].granted = false;
    ASSERT_EQ(0xff, transfer(VIRTIO_BLK_T_IN, ADDRESS(DATA), BLK_SECTOR));
    ASSERT_EQ(1u, interrupts);
    grant[HEADER].granted = true;
    ASSERT_EQ(VIRTIO_BLK_S_OK, transfer(VIRTIO_BLK_T_IN, ADDRESS(DATA), BLK_SECTOR));
    PASS();
}

TEST a_rng_writes_what_it_may(void)
{
    const struct vring_desc across = {ADDRESS(DATA) + GUEST_PAGE - 256, 512, VRING_DESC_F_WRITE, 0};
    const struct vring_desc good = {ADDRESS(DATA), 512, VRING_DESC_F_WRITE, 0};

    start(&rng);
    ASSERT_EQ(256u, post(&rng, &across, 1));
    ASSERT_EQ(512u, post(&rng, &good, 1));
    ASSERT_FALSE(rng.status & VIRTIO_CONFIG_S_NEEDS_RESET);
    PASS();
}

/* A ring is no request: without it there is nothing to answer in. */
TEST a_ring_that_is_refused_breaks_the_device(void)
{
    const struct vring_desc good = {ADDRESS(DATA), 512, VRING_DESC_F_WRITE, 0};

    start(&rng);
    grant[RING].writable = false;
    post(&rng, &good, 1);
    ASSERT(rng.status & VIRTIO_CONFIG_S_NEEDS_RESET);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(must_be_accepted);
    RUN_TEST(what_is_granted_is_served);
    RUN_TEST(reading_does_not_ask_to_write);
    RUN_TEST(a_refusal_is_the_requests_error);
    RUN_TEST(a_header_may_be_refused);
    RUN_TEST(a_rng_writes_what_it_may);
    RUN_TEST(a_ring_that_is_refused_breaks_the_device);
    GREATEST_MAIN_END();
}
