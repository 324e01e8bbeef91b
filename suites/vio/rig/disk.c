/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/vio/rig/disk.h"

#include <string.h>

#include "guest/test/report.h"
#include "protocol/control.h"

#define STATUS_BYTES 1

uint8_t disk_byte(uint32_t offset)
{
    return control_disk_byte(offset);
}

void disk_prepare(struct disk_request *request, uint32_t type, uint64_t sector,
                  unsigned int readable, unsigned int writable)
{
    struct scatter *scatter = &request->scatter;
    uint8_t all[sizeof(request->header) + VIRTIO_BLK_SECTOR];
    const bool out = type == VIRTIO_BLK_T_OUT;

    request->header = (struct virtio_blk_outhdr){.type = type, .sector = sector};
    for (uint32_t i = 0; i < VIRTIO_BLK_SECTOR; i++)
        request->data[i] = disk_byte(sector * VIRTIO_BLK_SECTOR + i);
    memcpy(all, &request->header, sizeof(request->header));
    memcpy(all + sizeof(request->header), request->data, VIRTIO_BLK_SECTOR);
    scatter_clear(scatter);
    scatter_read(scatter, all, out ? sizeof(all) : sizeof(request->header), readable);
    scatter_write(scatter, out ? STATUS_BYTES : VIRTIO_BLK_SECTOR + STATUS_BYTES, writable);
}

void disk_prepare_any(struct disk_request *request, uint32_t type, unsigned int size)
{
    const unsigned int most = size < SCATTER_PIECES ? size : SCATTER_PIECES;
    const unsigned int header = 1 + rig_draw(most / 2 < 16 ? most / 2 : 16);
    const uint64_t sector = rig_draw(DISK_SECTORS);

    if (type == VIRTIO_BLK_T_OUT)
        disk_prepare(request, type, sector, 1 + rig_draw(most - 1), 1);
    else
        disk_prepare(request, type, sector, header, 1 + rig_draw(most - header));
}

static bool is_known(const struct disk_request *request)
{
    static uint8_t data[VIRTIO_BLK_SECTOR];

    scatter_gather(&request->scatter, 0, data, sizeof(data));
    return !memcmp(data, request->data, sizeof(data));
}

const char *disk_wrong(const struct disk_request *request, uint32_t length)
{
    const bool in = request->header.type == VIRTIO_BLK_T_IN;
    const uint32_t data = in ? VIRTIO_BLK_SECTOR : 0;
    uint8_t status = SCATTER_POISON;

    scatter_gather(&request->scatter, data, &status, sizeof(status));
    if (status == SCATTER_POISON)
        return "the status byte was not written";
    if (status != VIRTIO_BLK_S_OK)
        return "the status is not OK";
    if (length != data + STATUS_BYTES)
        return "used.len is not what was written";
    return in && !is_known(request) ? "wrong data" : NULL;
}

bool disk_run(struct rig *rig, struct disk_request *request)
{
    struct scatter *scatter = &request->scatter;
    const char *wrong;
    uint32_t length;

    if (!rig_post(rig, scatter->segment, scatter->readable, scatter->writable) ||
        !rig_reap(rig, 0, (void *)scatter->segment[0].data, &length))
        return false;
    wrong = disk_wrong(request, length);
    if (wrong)
        report_fail(__FILE__, __LINE__, "%s of sector %lu in %u + %u pieces: %s",
                    request->header.type == VIRTIO_BLK_T_IN ? "read" : "write",
                    (uint64_t)request->header.sector, scatter->readable, scatter->writable, wrong);
    return !wrong;
}

bool disk_open(struct rig *rig, uint64_t features, unsigned int size)
{
    static struct disk_request request;

    if (!rig_open(rig, VIRTIO_ID_BLOCK, features, size))
        return false;
    for (uint64_t sector = 0; sector < DISK_SECTORS; sector++) {
        disk_prepare(&request, VIRTIO_BLK_T_OUT, sector, 2, 1);
        if (!disk_run(rig, &request)) {
            rig_close(rig);
            return false;
        }
    }
    return true;
}
