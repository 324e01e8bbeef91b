/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio-rng and virtio-blk requests against devices that answer well, badly and not at all. */
/* FAKES: fake_device fake_virtio */

#include <greatest.h>

#include "guest/virtio/virtio_blk.h"
#include "guest/virtio/virtio_rng.h"
#include "tests/fakes/assert_error.h"
#include "tests/fakes/fake_virtio.h"

#define BDF      PCI_BDF(FAKE_BUS_FIRST, 1, 0)
#define CAPACITY 8 /* sectors */

static struct pci_host host;
static struct fake_virtio state;
static struct virtio_rng rng;
static struct virtio_blk blk;
static uint8_t disk[CAPACITY * VIRTIO_BLK_SECTOR];
static uint32_t claim; /* bytes that the rng claims on top of what it wrote */

static uint32_t serve_rng(struct fake_virtio *virtio, const struct fake_chain *chain)
{
    (void)virtio;
    memset(chain->segment[0].data, 0x5a, chain->segment[0].length);
    return chain->segment[0].length + claim;
}

static uint32_t serve_blk(struct fake_virtio *virtio, const struct fake_chain *chain)
{
    const struct virtio_blk_request *request = (const void *)chain->segment[0].data;
    const uint64_t offset = request->header.sector * VIRTIO_BLK_SECTOR;
    const uint32_t length = chain->segment[1].length;
    uint8_t *status = chain->segment[2].data;

    (void)virtio;
    if (offset + length > sizeof(disk)) {
        *status = VIRTIO_BLK_S_IOERR;
        return 1;
    }
    *status = VIRTIO_BLK_S_OK;
    if (!chain->segment[1].writable) {
        memcpy(disk + offset, chain->segment[1].data, length);
        return 1;
    }
    memcpy(chain->segment[1].data, disk + offset, length);
    return length + 1;
}

static uint32_t serve_unsupported(struct fake_virtio *virtio, const struct fake_chain *chain)
{
    (void)virtio;
    *chain->segment[2].data = VIRTIO_BLK_S_UNSUPP;
    return 1;
}

static uint32_t serve_nothing(struct fake_virtio *virtio, const struct fake_chain *chain)
{
    (void)virtio;
    (void)chain;
    return 0;
}

static void setup(void *arg)
{
    (void)arg;
    host = fake_reset();
    fake_virtio_add(BDF, VIRTIO_ID_RNG, &state);
    state.serve = serve_rng;
    claim = 0;
}

static void become_blk(void)
{
    host = fake_reset();
    fake_virtio_add(BDF, VIRTIO_ID_BLOCK, &state);
    state.serve = serve_blk;
    state.device[0] = CAPACITY;
}

TEST rng_reads(void)
{
    uint8_t bytes[33] = {0};

    ASSERT_EQ(0, virtio_rng_open(&rng, &host, BDF));
    for (unsigned int i = 0; i < 100; i++) {
        ASSERT_EQ(32, virtio_rng_read(&rng, bytes, 32, CLOCK_S));
        ASSERT_EQ(0x5a, bytes[31]);
        ASSERT_EQ(0, bytes[32]);
        ASSERT_EQ(VIRTIO_PCI_ISR_QUEUE, virtio_isr(&rng.device));
        ASSERT_EQ(0, virtio_isr(&rng.device));
    }
    ASSERT_EQ(100, state.queue[0].kicks);
    ASSERT_EQ(0, state.early_kicks);
    PASS();
}

TEST rng_that_overstates(void)
{
    uint8_t bytes[32];

    claim = 1;
    ASSERT_EQ(0, virtio_rng_open(&rng, &host, BDF));
    ASSERT_ERROR(VIRTQUEUE_USED_LENGTH, virtio_rng_read(&rng, bytes, 32, CLOCK_S));
    PASS();
}

TEST rng_that_never_answers(void)
{
    uint8_t bytes[32];

    state.serve = NULL;
    ASSERT_EQ(0, virtio_rng_open(&rng, &host, BDF));
    ASSERT_ERROR(VIRTQUEUE_TIMEOUT, virtio_rng_read(&rng, bytes, 32, CLOCK_S));
    ASSERT_ERROR(VIRTQUEUE_BUSY, virtio_rng_read(&rng, bytes, 32, CLOCK_S));
    PASS();
}

TEST wrong_type(void)
{
    ASSERT_ERROR(VIRTIO_WRONG_TYPE, virtio_blk_open(&blk, &host, BDF));
    become_blk();
    ASSERT_ERROR(VIRTIO_WRONG_TYPE, virtio_rng_open(&rng, &host, BDF));
    PASS();
}

TEST blk_reads_and_writes(void)
{
    static uint8_t buffer[2 * VIRTIO_BLK_SECTOR], pattern[2 * VIRTIO_BLK_SECTOR];

    become_blk();
    for (unsigned int i = 0; i < sizeof(pattern); i++)
        pattern[i] = i * 7 + (i >> 8);
    ASSERT_EQ(0, virtio_blk_open(&blk, &host, BDF));
    ASSERT_EQ(CAPACITY, blk.capacity);
    ASSERT_EQ(0, virtio_blk_transfer(&blk, VIRTIO_BLK_T_OUT, 3, pattern, 2, CLOCK_S));
    ASSERT_MEM_EQ(pattern, disk + 3 * VIRTIO_BLK_SECTOR, sizeof(pattern));
    ASSERT_EQ(0, virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, 3, buffer, 2, CLOCK_S));
    ASSERT_MEM_EQ(pattern, buffer, sizeof(pattern));
    PASS();
}

TEST blk_errors(void)
{
    static uint8_t buffer[VIRTIO_BLK_SECTOR];

    become_blk();
    ASSERT_EQ(0, virtio_blk_open(&blk, &host, BDF));
    ASSERT_ERROR(VIRTIO_BLK_IOERR,
                 virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, CAPACITY, buffer, 1, CLOCK_S));
    state.serve = serve_unsupported;
    ASSERT_ERROR(VIRTIO_BLK_UNSUPP,
                 virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, 0, buffer, 1, CLOCK_S));
    state.serve = serve_nothing;
    ASSERT_ERROR(VIRTIO_BLK_STATUS,
                 virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, 0, buffer, 1, CLOCK_S));
    state.serve = NULL;
    ASSERT_ERROR(VIRTQUEUE_TIMEOUT,
                 virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, 0, buffer, 1, CLOCK_S));
    ASSERT_ERROR(VIRTQUEUE_BUSY, virtio_blk_transfer(&blk, VIRTIO_BLK_T_IN, 0, buffer, 1, CLOCK_S));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(rng_reads);
    RUN_TEST(rng_that_overstates);
    RUN_TEST(rng_that_never_answers);
    RUN_TEST(wrong_type);
    RUN_TEST(blk_reads_and_writes);
    RUN_TEST(blk_errors);
    GREATEST_MAIN_END();
}
