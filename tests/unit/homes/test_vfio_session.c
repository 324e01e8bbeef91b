/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: vfio_client send_fds */
/* What a vfio-user server answers, and what it refuses: versions, the device, its regions. */
#include <errno.h>
#include <greatest.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "tests/fakes/vfio_client.h"

#define BAR    VFIO_CLIENT_BAR
#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

static struct vfio_client client;

static void setup_silent(void *arg)
{
    (void)arg;
    vfio_client_open(&client, VFIO_DEVICE_BLK);
}

TEST versions_are_negotiated(void)
{
    struct vfio_user_version version;
    const char *text = (const char *)client.reply.payload + sizeof(version);

    ASSERT_EQ(0, vfio_client_negotiate(
                     &client, "{\"capabilities\":{\"max_msg_fds\":1,\"pgsizes\":4096,\"x\":{}}}"));
    memcpy(&version, client.reply.payload, sizeof(version));
    ASSERT_EQ(0, version.major);
    ASSERT_EQ(0, version.minor);
    ASSERT_STR_EQ("{\"capabilities\":{\"max_msg_fds\":8,\"pgsizes\":4096}}", text);
    ASSERT_EQ(sizeof(version) + strlen(text) + 1, client.reply.size);
    ASSERT_EQ(EINVAL, vfio_client_negotiate(&client, NULL));
    ASSERT(strstr(client.line, "a second one"));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST bad_versions_end_the_session(void)
{
    static const char *const bad[] = {
        "", "[]", "{", "{}x", "{\"capabilities\":[]}", "{\"capabilities\":{\"pgsizes\":\"4096\"}}"};
    const struct vfio_user_version other = {1, 0};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ASSERT_EQm(bad[i], EINVAL, vfio_client_negotiate(&client, bad[i]));
        ASSERT_FALSE(client.session.negotiated);
    }
    ASSERT_EQ(ENOTSUP,
              vfio_client_call(&client, VFIO_USER_VERSION, &other, sizeof(other), NULL, 0));
    ASSERT_EQ(EINVAL, vfio_client_call(&client, VFIO_USER_VERSION, "\0\0\0\0{}", 6, NULL, 0));
    ASSERT_EQ(EINVAL, vfio_client_call(&client, VFIO_USER_DEVICE_RESET, NULL, 0, NULL, 0));
    ASSERT(strstr(client.line, "must come after VERSION"));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST payloads_have_the_size_of_their_command(void)
{
    static const uint8_t zeroes[VFIO_PAYLOAD_MAX];

    for (uint16_t command = 0; command < 40; command++) {
        if (command == VFIO_USER_VERSION)
            continue;
        for (uint32_t size = 0; size < 64; size++) {
            const int error = vfio_client_call(&client, command, zeroes, size, NULL, 0);
            const bool is_whole = (command == VFIO_USER_DEVICE_GET_INFO && size == 16) ||
                                  (command == VFIO_USER_DEVICE_GET_REGION_INFO && size == 32) ||
                                  (command == VFIO_USER_DEVICE_GET_IRQ_INFO && size == 16) ||
                                  (command == VFIO_USER_DEVICE_RESET && !size);

            ASSERT_EQ(is_whole, !error);
            ASSERT(!error || !client.reply.size);
        }
    }
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST the_device_is_described(void)
{
    struct vfio_user_device_info info = {.argsz = sizeof(info)};
    struct vfio_region_info region = {.argsz = sizeof(region)};
    struct vfio_irq_info irq = {.argsz = sizeof(irq)};

    ASSERT_EQ(0,
              vfio_client_call(&client, VFIO_USER_DEVICE_GET_INFO, &info, sizeof(info), NULL, 0));
    memcpy(&info, client.reply.payload, sizeof(info));
    ASSERT_EQ(VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET, info.flags);
    ASSERT_EQ(VFIO_PCI_NUM_REGIONS, info.num_regions);
    ASSERT_EQ(VFIO_PCI_NUM_IRQS, info.num_irqs);
    for (region.index = 0; region.index < VFIO_PCI_NUM_REGIONS; region.index++) {
        const uint64_t size = region.index == BAR      ? ENDPOINT_BAR_SIZE
                              : region.index == CONFIG ? 256
                                                       : 0;
        struct vfio_region_info answer;

        ASSERT_EQ(0, vfio_client_call(&client, VFIO_USER_DEVICE_GET_REGION_INFO, &region,
                                      sizeof(region), NULL, 0));
        memcpy(&answer, client.reply.payload, sizeof(answer));
        ASSERT_EQ(size, answer.size);
        ASSERT_EQ(size ? VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE : 0,
                  answer.flags);
    }
    ASSERT_EQ(EINVAL, vfio_client_call(&client, VFIO_USER_DEVICE_GET_REGION_INFO, &region,
                                       sizeof(region), NULL, 0));
    irq.index = VFIO_PCI_NUM_IRQS;
    ASSERT_EQ(EINVAL,
              vfio_client_call(&client, VFIO_USER_DEVICE_GET_IRQ_INFO, &irq, sizeof(irq), NULL, 0));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST regions_are_read_and_written(void)
{
    struct vfio_user_region_access access = {0, CONFIG, 256};

    ASSERT_EQ(0x10421af4, vfio_client_read(&client, CONFIG, 0));
    ASSERT_EQ(0,
              vfio_client_call(&client, VFIO_USER_REGION_READ, &access, sizeof(access), NULL, 0));
    ASSERT_EQ(sizeof(access) + 256, client.reply.size);
    /* What is not decoded reads as ones, and drops writes. */
    ASSERT_EQ(UINT32_MAX, vfio_client_read(&client, BAR, 0x14));
    ASSERT_EQ(0, vfio_client_write(&client, BAR, 0x14, 1));
    ASSERT_EQ(0, vfio_client_write(&client, CONFIG, PCI_BASE_ADDRESS_4, 0x10000000));
    ASSERT_EQ(0, vfio_client_write(&client, CONFIG, PCI_COMMAND, PCI_COMMAND_MEMORY));
    ASSERT_EQ(0, vfio_client_read(&client, BAR, 0x14));
    ASSERT_EQ(0, vfio_client_write(&client, BAR, 0x14, 1));
    ASSERT_EQ(1, vfio_client_read(&client, BAR, 0x14));
    ASSERT_EQ(0, vfio_client_call(&client, VFIO_USER_DEVICE_RESET, NULL, 0, NULL, 0));
    ASSERT_EQ(UINT32_MAX, vfio_client_read(&client, BAR, 0x14));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST accesses_stay_in_their_region(void)
{
    static const struct vfio_user_region_access bad[] = {
        {0, CONFIG, 0},
        {0, CONFIG, 257},
        {253, CONFIG, 4},
        {256, CONFIG, 1},
        {UINT64_MAX, CONFIG, 1},
        {UINT64_MAX - 3, CONFIG, 8},
        {0, BAR, UINT32_MAX},
        {0, BAR, 4097},
        {ENDPOINT_BAR_SIZE - 3, BAR, 4},
        {0, VFIO_PCI_ROM_REGION_INDEX, 4},
        {0, 9, 4},
        {0, UINT32_MAX, 4},
    };
    struct {
        struct vfio_user_region_access access;
        uint32_t data[2];
    } write = {.access = {0, CONFIG, 8}};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ASSERT_EQ(EINVAL, vfio_client_call(&client, VFIO_USER_REGION_READ, &bad[i], sizeof(bad[i]),
                                           NULL, 0));
        ASSERT_EQ(EINVAL, vfio_client_call(&client, VFIO_USER_REGION_WRITE, &bad[i], sizeof(bad[i]),
                                           NULL, 0));
    }
    ASSERT_EQ(EINVAL, vfio_client_call(&client, VFIO_USER_REGION_WRITE, &write, sizeof(write) - 1,
                                       NULL, 0));
    ASSERT_EQ(0, vfio_client_call(&client, VFIO_USER_REGION_WRITE, &write, sizeof(write), NULL, 0));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST the_log_has_an_end(void)
{
    for (unsigned int i = 0; i < 100; i++)
        ASSERT_EQ(ENOTSUP, vfio_client_call(&client, 99, NULL, 0, NULL, 0));
    ASSERT_EQ(17, client.logged);
    ASSERT(vfio_client_close(&client));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup_silent, NULL);
    RUN_TEST(versions_are_negotiated);
    RUN_TEST(bad_versions_end_the_session);
    SET_SETUP(vfio_client_setup, &client);
    RUN_TEST(payloads_have_the_size_of_their_command);
    RUN_TEST(the_device_is_described);
    RUN_TEST(regions_are_read_and_written);
    RUN_TEST(accesses_stay_in_their_region);
    RUN_TEST(the_log_has_an_end);
    GREATEST_MAIN_END();
}
