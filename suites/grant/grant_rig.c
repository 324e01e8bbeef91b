/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/grant/grant_rig.h"

#include <string.h>

#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "guest/virtio/virtio_slots.h"
#include "suites/vio/rig/each.h"
#include "suites/vio/rig/find.h"

#define ANSWER (100 * CLOCK_MS)
#define STRIDE 256 /* between the headers of two requests */
#define STATUS 64  /* of a request's status byte, from its header on */

struct grant_rig grant_rig;

static struct grant_rig *const rig = &grant_rig;

static const void *pointer(uint64_t address)
{
    return (const void *)(uintptr_t)address;
}

/* What an earlier test has left. */
static bool end_all(void)
{
    bool ended = true;

    for (unsigned int i = 0; i < GRANT_COUNT; i++)
        ended &= grant_end(GRANT_FIRST + i, 1);
    return ended;
}

static bool start_queues(void)
{
    const unsigned int queues = rig->device.type == VIRTIO_ID_NET ? GRANT_QUEUES : 1;
    bool good = true;

    for (unsigned int i = 0; good && i < queues; i++)
        good = vio_expect(&rig->device,
                          virtio_queue(&rig->device, i, &rig->queue[i], VIRTIO_BLK_QUEUE_SIZE,
                                       rig->ring + i * GRANT_PAGE / GRANT_QUEUES, rig->buffer[i]));
    return good;
}

static bool start(void)
{
    struct virtio_device *const dev = &rig->device;

    rig->ring_at = grant_dma_map(rig->backend, rig->ring, sizeof(rig->ring), false);
    rig->headers_at = grant_dma_map(rig->backend, rig->headers, sizeof(rig->headers), false);
    dev->ring_dma = rig->ring_at - (uintptr_t)rig->ring;
    return vio_expect(dev, virtio_negotiate(dev, (uint64_t)rig->packed << VIRTIO_F_RING_PACKED)) &&
           expect(dev->features >> VIRTIO_F_RING_PACKED & 1 || !rig->packed) &&
           expect(dev->features & _BITULL(VIRTIO_F_ACCESS_PLATFORM)) && start_queues() &&
           vio_expect(dev, virtio_start(dev));
}

static bool find_domain(pci_bdf place)
{
    return settings.over_mmio
               ? grant_dma_node_domain(dt_boot(), virtio_slot(place)->node, &rig->backend)
               : grant_dma_domain(&bus, place, &rig->backend);
}

bool grant_rig_open(unsigned int type)
{
    struct virtio_device *const dev = &rig->device;
    pci_bdf place;
    long rc;

    if (!vio_find(type, &place) || !vio_expect(dev, vio_open(dev, place)))
        return false;
    rc = grant_table_open();
    if (rc || !end_all() || !find_domain(place)) {
        report_error("no grant table (%ld), grants in use, or no xen,grant-dma for %04x", rc,
                     place);
        return false;
    }
    memset(rig->data, GRANT_POISON, sizeof(rig->data));
    if (start())
        return true;
    grant_rig_close();
    return false;
}

void grant_rig_close(void)
{
    vio_close(&rig->device);
    report_about("GRANT-04");
    expect(end_all());
    report_about(NULL);
}

void grant_rings(unsigned int type, void (*check)(unsigned int type))
{
    rig->packed = false;
    check(type);
    rig->packed = true;
    check(type);
}

void grant_each(void (*check)(unsigned int type))
{
    grant_rings(VIRTIO_ID_BLOCK, check);
    grant_rings(VIRTIO_ID_RNG, check);
}

uint64_t grant_data(uint32_t offset, uint32_t size, bool read_only)
{
    const uint64_t address = grant_dma_map(rig->backend, rig->data + offset, size, read_only);

    expect(address);
    return address;
}

void grant_data_end(uint64_t address, uint32_t size)
{
    report_about("GRANT-04");
    expect(grant_dma_unmap(address, size));
    report_about(NULL);
}

bool grant_post(unsigned int n, uint32_t type, uint64_t sector, uint64_t address, uint32_t size)
{
    const struct virtio_blk_outhdr header = {.type = type, .sector = sector};
    const uint64_t at = rig->headers_at + n * STRIDE;
    const struct virtqueue_segment segments[] = {
        {pointer(at), sizeof(header)}, {pointer(address), size}, {pointer(at + STATUS), 1}};
    const unsigned int readable = type == VIRTIO_BLK_T_OUT ? 2 : 1;
    uint8_t *const place = rig->headers + n * STRIDE;
    int error;

    if (rig->device.type == VIRTIO_ID_RNG) {
        error = virtqueue_add(rig->queue, &segments[1], 0, 1, place);
    } else {
        memcpy(place, &header, sizeof(header));
        place[STATUS] = UINT8_MAX;
        error = virtqueue_add(rig->queue, segments, readable, 3 - readable, place);
    }
    if (!error)
        virtqueue_notify(rig->queue);
    return vio_expect(&rig->device, error);
}

bool grant_wait(unsigned int *n, uint32_t *length)
{
    struct virtqueue_used used;

    if (!vio_expect(&rig->device, virtio_wait(&rig->device, rig->queue, &used, ANSWER)))
        return false;
    *n = (unsigned int)(((uint8_t *)used.cookie - rig->headers) / STRIDE);
    *length = used.length;
    return true;
}

int grant_result(unsigned int n)
{
    switch (rig->headers[n * STRIDE + STATUS]) {
    case VIRTIO_BLK_S_OK:
        return 0;
    case VIRTIO_BLK_S_IOERR:
        return VIRTIO_BLK_IOERR;
    default:
        return VIRTIO_BLK_STATUS;
    }
}

int64_t grant_run(uint32_t type, uint64_t sector, uint64_t address, uint32_t size)
{
    uint32_t length;
    unsigned int n;

    if (!grant_post(0, type, sector, address, size) || !grant_wait(&n, &length))
        return VIRTQUEUE_TIMEOUT;
    return rig->device.type == VIRTIO_ID_RNG ? (int64_t)length : grant_result(n);
}

bool grant_untouched(uint32_t offset, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        if (rig->data[offset + i] != GRANT_POISON)
            return false;
    return true;
}

void grant_expect_alive(void)
{
    const uint32_t at = sizeof(rig->data) - GRANT_PAGE;
    const uint64_t address = grant_data(at, VIRTIO_BLK_SECTOR, false);
    const int64_t wanted = rig->device.type == VIRTIO_ID_RNG ? VIRTIO_BLK_SECTOR : 0;

    expect_eq(virtio_status(&rig->device) & VIRTIO_CONFIG_S_NEEDS_RESET, 0);
    expect_eq(grant_run(VIRTIO_BLK_T_IN, 0, address, VIRTIO_BLK_SECTOR), wanted);
    grant_data_end(address, VIRTIO_BLK_SECTOR);
    expect(!grant_untouched(at, VIRTIO_BLK_SECTOR));
    memset(rig->data + at, GRANT_POISON, VIRTIO_BLK_SECTOR);
}
