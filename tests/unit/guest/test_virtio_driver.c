/* SPDX-License-Identifier: BSD-2-Clause */
/* Negotiation, queues and device configuration over modern virtio-pci: VIO-05 to VIO-11. */
/* FAKES: fake_device fake_virtio */

#include <greatest.h>

#include "tests/fakes/assert_error.h"
#include "tests/fakes/fake_virtio.h"

#define BDF       PCI_BDF(FAKE_BUS_FIRST, 1, 0)
#define FEATURE_X (1ull << 5)
#define FEATURE_Y (1ull << 35)

static struct pci_host host;
static struct fake_function *fn;
static struct fake_virtio state;
static struct virtio_device dev;
static struct virtqueue vq;
static struct VIRTQUEUE_STORAGE(16) storage;

static void setup(void *arg)
{
    (void)arg;
    host = fake_reset();
    fn = fake_virtio_add(BDF, VIRTIO_ID_RNG, &state);
}

static int open_device(void)
{
    return virtio_open(&dev, &host, BDF);
}

static int set_up_queue(unsigned int index)
{
    return virtio_queue(&dev, index, &vq, 16, storage.ring, storage.buffer);
}

TEST negotiates(void)
{
    state.offered |= FEATURE_X | FEATURE_Y;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(state.offered, virtio_offered(&dev));
    ASSERT_EQ(0, virtio_negotiate(&dev, FEATURE_Y | 1));
    ASSERT_EQ(_BITULL(VIRTIO_F_VERSION_1) | FEATURE_Y, dev.features);
    ASSERT_EQ(dev.features, state.accepted);
    ASSERT_EQ(VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK,
              state.status);
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_EQ(0, virtio_start(&dev));
    ASSERT_EQ(0xf, virtio_status(&dev));
    ASSERT_EQ(0, state.wrong_width);
    PASS();
}

TEST legacy_device(void)
{
    state.offered = FEATURE_X;
    ASSERT_EQ(0, open_device());
    ASSERT_ERROR(VIRTIO_NO_VERSION_1, virtio_negotiate(&dev, FEATURE_X));
    ASSERT(state.status & VIRTIO_CONFIG_S_FAILED);
    PASS();
}

TEST features_refused(void)
{
    state.status_dropped = VIRTIO_CONFIG_S_FEATURES_OK;
    ASSERT_EQ(0, open_device());
    ASSERT_ERROR(VIRTIO_FEATURES_REFUSED, virtio_negotiate(&dev, 0));
    PASS();
}

TEST slow_reset(void)
{
    state.reset_reads = 100;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    PASS();
}

TEST reset_that_never_ends(void)
{
    state.reset_reads = ~0u;
    ASSERT_EQ(0, open_device());
    ASSERT_ERROR(VIRTIO_RESET_TIMEOUT, virtio_negotiate(&dev, 0));
    ASSERT(fake.now >= VIRTIO_RESET_LIMIT && fake.now < 2 * VIRTIO_RESET_LIMIT);
    PASS();
}

/* VIO-08 */
TEST status_does_not_stick(void)
{
    ASSERT_EQ(0, open_device());
    state.status_dropped = VIRTIO_CONFIG_S_ACKNOWLEDGE;
    ASSERT_ERROR(VIRTIO_STATUS, virtio_negotiate(&dev, 0));
    state.status_dropped = VIRTIO_CONFIG_S_DRIVER;
    ASSERT_ERROR(VIRTIO_STATUS, virtio_negotiate(&dev, 0));
    state.status_dropped = 0;
    state.status_raised = VIRTIO_CONFIG_S_NEEDS_RESET;
    ASSERT_ERROR(VIRTIO_WANTS_RESET, virtio_negotiate(&dev, 0));
    state.status_raised = 0;
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    state.status_dropped = VIRTIO_CONFIG_S_DRIVER_OK;
    ASSERT_ERROR(VIRTIO_STATUS, virtio_start(&dev));
    PASS();
}

/* The device model went away: everything reads as ones. */
TEST device_vanishes(void)
{
    ASSERT_EQ(0, open_device());
    fn->present = false;
    ASSERT_ERROR(VIRTIO_GONE, virtio_negotiate(&dev, 0));
    ASSERT_EQ(0, fake.now); /* and nobody waited for it */
    fn->present = true;
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    fn->present = false;
    ASSERT_ERROR(VIRTIO_QUEUE_STATE, set_up_queue(0));
    ASSERT_ERROR(VIRTIO_GONE, virtio_start(&dev));
    fn->present = true;
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_EQ(0, virtio_start(&dev));
    fn->present = false;
    ASSERT_ERROR(VIRTIO_GONE, virtio_wait(&dev, &vq, &(struct virtqueue_used){0}, CLOCK_MS));
    PASS();
}

/* VIO-06 */
TEST accepted_features_read_back(void)
{
    state.offered |= FEATURE_X;
    state.features_lost = FEATURE_X;
    ASSERT_EQ(0, open_device());
    ASSERT_ERROR(VIRTIO_FEATURES_LOST, virtio_negotiate(&dev, FEATURE_X));
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    PASS();
}

/* VIO-24: what is offered must be accepted, and changes nothing here. */
TEST platform_addresses(void)
{
    state.offered |= _BITULL(VIRTIO_F_ACCESS_PLATFORM);
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    ASSERT_EQ(_BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_F_ACCESS_PLATFORM), state.accepted);
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_EQ((uintptr_t)vq.desc, state.queue[0].address[0]);
    PASS();
}

/* VIO-26 */
TEST queue_reset(void)
{
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_ERROR(VIRTIO_CAP_STRUCTURE, virtio_queue_reset(&dev, 0)); /* COMMON is too short */
    fake_set32(fn, FAKE_CAP_COMMON + 12, (VIRTIO_PCI_COMMON_Q_RESET + 2));
    host.mem_used = 0;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    ASSERT_EQ(0, set_up_queue(0));
    state.queue_reset = FAKE_RESET_WORKS;
    ASSERT_EQ(0, virtio_queue_reset(&dev, 0));
    ASSERT_EQ(0, set_up_queue(0));
    state.queue_reset = FAKE_RESET_NOTHING;
    ASSERT_ERROR(VIRTIO_RING_RESET, virtio_queue_reset(&dev, 0));
    state.queue_reset = FAKE_RESET_FOREVER;
    ASSERT_ERROR(VIRTIO_RING_RESET, virtio_queue_reset(&dev, 0));
    ASSERT(fake.now >= VIRTIO_RESET_LIMIT && fake.now < 2 * VIRTIO_RESET_LIMIT);
    PASS();
}

/* VIO-23: the reason comes in place of the time-out. */
TEST device_gives_up(void)
{
    struct virtqueue_used used;

    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_EQ(0, virtio_start(&dev));
    ASSERT_ERROR(VIRTQUEUE_TIMEOUT, virtio_wait(&dev, &vq, &used, CLOCK_MS));
    ASSERT_EQ(CLOCK_MS, fake.now);
    state.status |= VIRTIO_CONFIG_S_NEEDS_RESET;
    ASSERT_ERROR(VIRTIO_WANTS_RESET, virtio_wait(&dev, &vq, &used, CLOCK_MS));
    PASS();
}

TEST queue_sizes(void)
{
    static const struct {
        uint16_t device, expected;
        int error;
    } cases[] = {
        {256, 16, 0},
        {32768, 16, 0},
        {16, 16, 0},
        {4, 4, 0},
        {0, 0, VIRTIO_QUEUE_ABSENT},
        {3, 0, VIRTIO_QUEUE_SIZE},
        {257, 0, VIRTIO_QUEUE_SIZE},
        {65535, 0, VIRTIO_QUEUE_SIZE},
        {32769, 0, VIRTIO_QUEUE_SIZE},
    };

    ASSERT_EQ(0, open_device());
    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        state.max_size = cases[i].device;
        ASSERT_EQ(0, virtio_negotiate(&dev, 0));
        ASSERT_ERROR(cases[i].error, set_up_queue(0));
        ASSERT_EQ(!cases[i].error, state.queue[0].enabled);
        if (!cases[i].error) {
            ASSERT_EQ(cases[i].expected, vq.size);
            ASSERT_EQ(cases[i].expected, state.queue[0].size);
        }
    }
    PASS();
}

TEST queue_registers(void)
{
    static const uint8_t fields[] = {VIRTIO_PCI_COMMON_Q_SIZE,   VIRTIO_PCI_COMMON_Q_ENABLE,
                                     VIRTIO_PCI_COMMON_Q_DESCLO, VIRTIO_PCI_COMMON_Q_AVAILLO,
                                     VIRTIO_PCI_COMMON_Q_USEDLO, VIRTIO_PCI_COMMON_Q_SELECT};

    state.num_queues = 2;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    ASSERT_EQ(0, set_up_queue(1));
    ASSERT_EQ((uintptr_t)vq.desc, state.queue[1].address[0]);
    ASSERT_EQ((uintptr_t)vq.avail, state.queue[1].address[1]);
    ASSERT_EQ((uintptr_t)vq.used, state.queue[1].address[2]);
    ASSERT_EQ(FAKE_MEM + FAKE_NOTIFY + FAKE_MULTIPLIER, vq.notify);
    ASSERT_EQ(1, vq.index);
    ASSERT_EQ(0, state.queue[0].enabled);
    ASSERT_ERROR(VIRTIO_QUEUE_STATE, set_up_queue(1)); /* enabled already */
    ASSERT_ERROR(VIRTIO_QUEUE_ABSENT, set_up_queue(2));
    ASSERT_ERROR(VIRTIO_QUEUE_ABSENT, set_up_queue(0x10000));

    for (unsigned int i = 0; i < sizeof(fields); i++) {
        ASSERT_EQ(0, virtio_negotiate(&dev, 0));
        state.queue_select = 0;
        state.read_only_field = fields[i];
        ASSERT_ERROR(VIRTIO_QUEUE_STATE, set_up_queue(1));
        ASSERT_EQ(0, state.queue[1].enabled);
        state.read_only_field = 0;
    }
    PASS();
}

TEST doorbell_outside_notify(void)
{
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    state.queue[0].notify_off = FAKE_REGION / FAKE_MULTIPLIER;
    ASSERT_ERROR(VIRTIO_NOTIFY_RANGE, set_up_queue(0));
    dev.notify_multiplier = 1u << 31; /* the product wraps in 32 bits */
    state.queue[0].notify_off = 2;
    ASSERT_ERROR(VIRTIO_NOTIFY_RANGE, set_up_queue(0));
    dev.notify_multiplier = 1;
    state.queue[0].notify_off = 1;
    ASSERT_ERROR(VIRTIO_NOTIFY_RANGE, set_up_queue(0));
    state.queue[0].notify_off = FAKE_REGION - 2;
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_EQ(FAKE_MEM + FAKE_NOTIFY + FAKE_REGION - 2, vq.notify);
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    dev.notify_multiplier = 0; /* one doorbell for all queues */
    ASSERT_EQ(0, set_up_queue(0));
    ASSERT_EQ(FAKE_MEM + FAKE_NOTIFY, vq.notify);
    PASS();
}

TEST device_config(void)
{
    uint64_t value;

    memcpy(state.device, "\x08\x07\x06\x05\x04\x03\x02\x01\xff\xff\xff\xff\xff\xff\xff\xff", 16);
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, virtio_config_read64(&dev, 0, &value));
    ASSERT_EQ(0x0102030405060708, value);
    ASSERT_EQ(0, virtio_config_read64(&dev, 8, &value));
    ASSERT_ERROR(VIRTIO_CONFIG_RANGE, virtio_config_read64(&dev, 12, &value));
    ASSERT_ERROR(VIRTIO_CONFIG_RANGE, virtio_config_read64(&dev, ~0u, &value));
    state.restless = true;
    ASSERT_ERROR(VIRTIO_CONFIG_UNSTABLE, virtio_config_read64(&dev, 0, &value));
    dev.device.size = 4;
    ASSERT_ERROR(VIRTIO_CONFIG_RANGE, virtio_config_read64(&dev, 0, &value));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(negotiates);
    RUN_TEST(legacy_device);
    RUN_TEST(features_refused);
    RUN_TEST(slow_reset);
    RUN_TEST(reset_that_never_ends);
    RUN_TEST(status_does_not_stick);
    RUN_TEST(device_vanishes);
    RUN_TEST(accepted_features_read_back);
    RUN_TEST(platform_addresses);
    RUN_TEST(queue_reset);
    RUN_TEST(device_gives_up);
    RUN_TEST(queue_sizes);
    RUN_TEST(queue_registers);
    RUN_TEST(doorbell_outside_notify);
    RUN_TEST(device_config);
    GREATEST_MAIN_END();
}
