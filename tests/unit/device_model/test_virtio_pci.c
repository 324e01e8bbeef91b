/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of the backend's virtio transport: VIO-01 to -11, -25. */
/* FAKES: scripted_driver */

#include <greatest.h>

#include "tests/fakes/scripted_driver.h"

/* VERSION_1, ACCESS_PLATFORM (the rng only), RING_PACKED, NOTIFICATION_DATA and RING_RESET, of
 * features 32 to 63; INDIRECT_DESC and EVENT_IDX below. */
#define TRANSPORT_HIGH 0x147u
#define TRANSPORT_LOW  0x30000000u

TEST identities(void)
{
    ASSERT_EQ(0x10441af4u, config_read(0x00, 4));
    ASSERT_EQ(0x00ff0001u, config_read(0x08, 4));
    ASSERT(config_read(0x2e, 2) >= 0x40);
    driver.slot = BLK_SLOT;
    ASSERT_EQ(0x10421af4u, config_read(0x00, 4));
    ASSERT_EQ(0x01000001u, config_read(0x08, 4));
    PASS();
}

/* The capability with identifier @id and, if that is virtio's, of @type: its offset, or 0. */
static unsigned int find_any(uint8_t id, uint8_t type)
{
    unsigned int offset = config_read(0x34, 1);

    for (unsigned int i = 0; offset && i < 48; i++, offset = config_read(offset + 1, 1))
        if (config_read(offset, 1) == id && (id != 0x09 || config_read(offset + 3, 1) == type))
            return offset;
    return 0;
}

static unsigned int find_capability(uint8_t type)
{
    return find_any(0x09, type);
}

TEST capabilities(void)
{
    for (driver.slot = RNG_SLOT; driver.slot <= BLK_SLOT; driver.slot++) {
        for (uint8_t type = 1; type <= 4; type++) {
            unsigned int offset = find_capability(type);

            if (type == 4 && driver.slot == RNG_SLOT) {
                ASSERT_EQ(0u, offset); /* rng has no device configuration */
                continue;
            }
            ASSERT(offset);
            ASSERT_EQ(0u, offset % 4);
            ASSERT_EQ(type == 2 ? 20u : 16u, config_read(offset + 2, 1));
            ASSERT_EQ(4u, config_read(offset + 4, 1));
            ASSERT_EQ(0u, config_read(offset + 8, 4) % 4);
            ASSERT(config_read(offset + 8, 4) + config_read(offset + 12, 4) <= ENDPOINT_BAR_SIZE);
        }
        ASSERT_EQ(4u, config_read(find_capability(2) + 16, 4)); /* notify_off_multiplier */
        ASSERT(find_capability(5));
    }
    PASS();
}

/* A feature of the device, on top of the transport's. */
TEST features_of_the_device(void)
{
    driver_use(BLK_SLOT);
    put(STATUS, 1, ACKNOWLEDGE | DRIVER);
    /* SEG_MAX, BLK_SIZE, FLUSH and MQ */
    ASSERT_EQ(TRANSPORT_LOW | 1u << 2 | 1u << 6 | 1u << 9 | 1u << 12, get(DEVICE_FEATURE, 4));
    ASSERT_EQ(254u, get(CONFIG + 12, 4));
    ASSERT_EQ(512u, get(CONFIG + 20, 4));
    ASSERT_EQ(2u, get(CONFIG + 34, 2));
    put(DRIVER_FEATURE, 4, 1u << 12);
    put(DRIVER_FEATURE_SELECT, 4, 1);
    put(DRIVER_FEATURE, 4, 1);
    put(STATUS, 1, READY);
    ASSERT_EQ((uint64_t)READY, get(STATUS, 1));
    ASSERT_EQ(0x100001000u, driver.blk.virtio.driver_features);
    PASS();
}

TEST features(void)
{
    static const uint32_t offered[9] = {TRANSPORT_LOW, TRANSPORT_HIGH};

    for (uint32_t select = 0; select < 9; select++) {
        put(DEVICE_FEATURE_SELECT, 4, select);
        ASSERT_EQ(select, get(DEVICE_FEATURE_SELECT, 4));
        ASSERT_EQ(offered[select], get(DEVICE_FEATURE, 4));
        put(DEVICE_FEATURE, 4, ~0u);
        ASSERT_EQ(offered[select], get(DEVICE_FEATURE, 4));
        put(DRIVER_FEATURE_SELECT, 4, select);
        put(DRIVER_FEATURE, 4, select + 0x100);
        ASSERT_EQ(select < 2 ? select + 0x100 : 0, get(DRIVER_FEATURE, 4));
    }
    PASS();
}

TEST features_ok_is_refused(void)
{
    static const uint32_t bad[][2] = {{0, 0}, {1, 1}, {0, 9}, {0x8000, 1}, {0, 0xffffffff}};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        put(STATUS, 1, 0);
        put(STATUS, 1, ACKNOWLEDGE | DRIVER);
        for (uint32_t select = 0; select < 2; select++) {
            put(DRIVER_FEATURE_SELECT, 4, select);
            put(DRIVER_FEATURE, 4, bad[i][select]);
        }
        put(STATUS, 1, READY);
        ASSERT_EQ((uint64_t)(ACKNOWLEDGE | DRIVER), get(STATUS, 1));
    }
    negotiate();
    ASSERT_EQ((uint64_t)(READY), get(STATUS, 1));
    put(DRIVER_FEATURE, 4, 0); /* too late */
    ASSERT_EQ(1u, get(DRIVER_FEATURE, 4));
    PASS();
}

TEST common_configuration_at_all_widths(void)
{
    ASSERT_EQ(0xffffu, get(MSIX_CONFIG, 2));
    ASSERT_EQ(1u, get(NUM_QUEUES, 2));
    ASSERT_EQ(0u, get(GENERATION, 1));
    ASSERT_EQ(256u, get(QUEUE_SIZE, 2));
    ASSERT_EQ(0xffffu, get(QUEUE_MSIX, 2));
    ASSERT_EQ(0u, get(QUEUE_NOTIFY_OFF, 2));
    for (unsigned int reg = QUEUE_DESC; reg <= QUEUE_DEVICE; reg += 8) {
        put(reg, 4, 0x11223344);
        put(reg + 4, 4, 0x55667788);
        ASSERT_EQ(0x5566778811223344u, get(reg, 8));
        for (unsigned int i = 0; i < 8; i++)
            put(reg + i, 1, 0xa0 + i);
        ASSERT_EQ(0xa3a2a1a0u, get(reg, 4));
        ASSERT_EQ(0xa7a6a5a4u, get(reg + 4, 4));
        put(reg, 8, 0);
        ASSERT_EQ(0u, get(reg, 8));
    }
    put(STATUS, 4, 1 | ACKNOWLEDGE); /* status and queue_select in one access */
    ASSERT_EQ(1u, get(STATUS, 4));
    ASSERT_EQ(0u, get(0x3c, 4));
    ASSERT_EQ(0u, get(0xffc, 4));
    PASS();
}

TEST queue_registers_belong_to_a_queue(void)
{
    driver_use(BLK_SLOT);
    ASSERT_EQ(2u, get(NUM_QUEUES, 2));
    for (unsigned int i = 0; i < 2; i++) {
        put(QUEUE_SELECT, 2, i);
        ASSERT_EQ(256u, get(QUEUE_SIZE, 2));
        ASSERT_EQ(i, get(QUEUE_NOTIFY_OFF, 2));
        put(QUEUE_SIZE, 2, 16 << i);
        for (unsigned int area = 0; area < 3; area++)
            put(QUEUE_DESC + 8 * area, 8, RAM + 0x1000 * (3 * i + area));
    }
    put(QUEUE_ENABLE, 2, 1);
    for (unsigned int i = 0; i < 2; i++) {
        put(QUEUE_SELECT, 2, i);
        ASSERT_EQ(16u << i, get(QUEUE_SIZE, 2));
        ASSERT_EQ(i, get(QUEUE_ENABLE, 2));
        for (unsigned int area = 0; area < 3; area++)
            ASSERT_EQ(RAM + 0x1000 * (3 * i + area), get(QUEUE_DESC + 8 * area, 8));
    }
    for (unsigned int i = 2; i < 0x10000; i = 2 * i + 1) {
        put(QUEUE_SELECT, 2, i);
        put(QUEUE_SIZE, 2, 4);
        put(QUEUE_ENABLE, 2, 1);
        for (unsigned int reg = QUEUE_SIZE; reg <= QUEUE_DEVICE; reg += 8)
            ASSERT_EQ(0u, get(reg, 8));
    }
    put(QUEUE_SELECT, 2, 0);
    ASSERT_EQ(16u, get(QUEUE_SIZE, 2));
    PASS();
}

TEST queue_size_is_a_power_of_two(void)
{
    static const uint16_t bad[] = {0, 3, 100, 255, 512, 32768, 65535};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        put(QUEUE_SIZE, 2, bad[i]);
        ASSERT_EQ(256u, get(QUEUE_SIZE, 2));
    }
    start();
    put(QUEUE_SIZE, 2, 4); /* not while it is enabled */
    put(QUEUE_DESC, 8, 0);
    put(QUEUE_ENABLE, 2, 0);
    ASSERT_EQ((uint64_t)RING, get(QUEUE_SIZE, 2));
    ASSERT_EQ(DESC, get(QUEUE_DESC, 8));
    ASSERT_EQ(1u, get(QUEUE_ENABLE, 2));
    PASS();
}

TEST misaligned_rings_need_a_reset(void)
{
    static const uint64_t bad[][3] = {
        {DESC + 8, AVAIL, USED}, {DESC, AVAIL + 1, USED}, {DESC, AVAIL, USED + 2},
        {0, AVAIL, USED},        {DESC, 0, USED},         {DESC, AVAIL, 0},
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        negotiate();
        for (unsigned int area = 0; area < 3; area++)
            put(QUEUE_DESC + 8 * area, 8, bad[i][area]);
        put(QUEUE_ENABLE, 2, 1);
        ASSERT(get(STATUS, 1) & NEEDS_RESET);
    }
    PASS();
}

TEST reset_forgets_everything(void)
{
    start();
    describe(0, DATA, 16, WRITE, 0);
    post(0);
    kick();
    ASSERT(driver.home.line[RNG_SLOT].level);
    put(STATUS, 1, 0);
    ASSERT_EQ(0u, get(STATUS, 1));
    ASSERT_FALSE(driver.home.line[RNG_SLOT].level);
    ASSERT_EQ(0u, get(ISR, 1));
    ASSERT_EQ(0u, get(QUEUE_ENABLE, 2));
    ASSERT_EQ(256u, get(QUEUE_SIZE, 2));
    ASSERT_EQ(0u, get(QUEUE_DESC, 8));
    post(0);
    kick();
    ASSERT_EQ(1, used_index());
    PASS();
}

/* 4.1.4.9: the BAR by way of configuration space, whether or not memory is decoded. */
TEST pci_cfg_window(void)
{
    unsigned int window;

    driver.slot = RNG_SLOT;
    window = find_capability(5);
    config_write(0x04, 2, 0);
    ASSERT_EQ(0u, config_read(window + 16, 4)); /* not aimed yet */
    config_write(window + 4, 1, 4);
    config_write(window + 8, 4, STATUS);
    config_write(window + 12, 4, 1);
    config_write(window + 16, 1, ACKNOWLEDGE | DRIVER);
    ASSERT_EQ((uint64_t)(ACKNOWLEDGE | DRIVER), config_read(window + 16, 1));
    ASSERT_EQ(ACKNOWLEDGE | DRIVER, driver.rng.status);
    config_write(window + 8, 4, QUEUE_SIZE);
    config_write(window + 12, 4, 2);
    ASSERT_EQ(256u, config_read(window + 16, 2));
    config_write(window + 16, 2, 32);
    ASSERT_EQ(32, driver.rng.queue[0].size);
    config_write(window + 8, 4, QUEUE_DESC + 4);
    config_write(window + 12, 4, 4);
    config_write(window + 16, 4, 0x12345678);
    ASSERT_EQ(0x1234567800000000u, driver.rng.queue[0].desc);
    config_write(window + 4, 1, 0); /* a BAR that is not there: nothing is reached */
    config_write(window + 16, 4, ~0u);
    ASSERT_EQ(0x1234567800000000u, driver.rng.queue[0].desc);
    config_write(window + 4, 1, 4);
    config_write(window + 8, 4, ENDPOINT_BAR_SIZE - 2);
    ASSERT_EQ(0xffffffffu, config_read(window + 16, 4));
    config_write(window + 8, 4, 0xfffffffc);
    ASSERT_EQ(0xffffffffu, config_read(window + 16, 4));
    config_write(window + 12, 4, 3);
    ASSERT_EQ(0xffffffffu, config_read(window + 16, 4));
    config_write(window + 12, 4, 4);
    config_write(window + 8, 4, QUEUE_DESC + 2);
    ASSERT_EQ(0xffffffffu, config_read(window + 16, 4));
    PASS();
}

/* Only D0 and D3hot are there, and with each change of theirs all is lost; a byte that is not the
 * state's changes nothing. */
TEST power_management(void)
{
    const unsigned int power = find_any(0x01, 0) + 4;
    const uint64_t bar = config_read(0x20, 4);

    ASSERT(power > 4);
    ASSERT_EQ(0u, config_read(power, 4));
    put(STATUS, 1, ACKNOWLEDGE);
    for (unsigned int state = 1; state < 3; state++)
        config_write(power, 2, state);
    config_write(power + 1, 1, 3);
    ASSERT_EQ(0u, config_read(power, 4));
    ASSERT_EQ((uint64_t)ACKNOWLEDGE, get(STATUS, 1));
    config_write(power, 2, 3);
    ASSERT_EQ(3u, config_read(power, 4));
    ASSERT_EQ(0, driver.rng.status);
    config_write(0x20, 4, bar);
    config_write(0x04, 2, 6);
    ASSERT_FALSE(virtio_pci_of(driver.bus.at[RNG_SLOT * PCI_FUNCTIONS])->endpoint.claimed);
    config_write(power, 2, 0);
    ASSERT_EQ(0u, config_read(power, 4));
    ASSERT_EQ(0u, config_read(0x04, 2) & 6);
    config_write(0x20, 4, bar);
    config_write(0x04, 2, 6);
    ASSERT(virtio_pci_of(driver.bus.at[RNG_SLOT * PCI_FUNCTIONS])->endpoint.claimed);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(driver_setup, NULL);
    RUN_TEST(identities);
    RUN_TEST(capabilities);
    RUN_TEST(features);
    RUN_TEST(features_of_the_device);
    RUN_TEST(features_ok_is_refused);
    RUN_TEST(common_configuration_at_all_widths);
    RUN_TEST(queue_registers_belong_to_a_queue);
    RUN_TEST(queue_size_is_a_power_of_two);
    RUN_TEST(misaligned_rings_need_a_reset);
    RUN_TEST(reset_forgets_everything);
    RUN_TEST(pci_cfg_window);
    RUN_TEST(power_management);
    GREATEST_MAIN_END();
}
