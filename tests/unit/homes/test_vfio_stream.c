/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: vfio_client send_fds */
/* vfio-user messages out of a stream: in pieces, in a row, with descriptors, and broken ones. */
#include <errno.h>
#include <greatest.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/fakes/vfio_client.h"

static struct vfio_client client;

static void setup(void *arg)
{
    (void)arg;
    vfio_client_open(&client, VFIO_DEVICE_RNG);
}

static struct vfio_user_header header_of(uint16_t command, uint32_t size)
{
    return (struct vfio_user_header){.id = 7, .command = command, .size = size};
}

static bool is_broken_by(const char *why)
{
    return vfio_client_serve(&client) == VFIO_READ_BROKEN && strstr(client.reader.why, why);
}

TEST a_message_may_come_byte_by_byte(void)
{
    struct {
        struct vfio_user_header header;
        struct vfio_user_version version;
    } message = {header_of(VFIO_USER_VERSION, sizeof(message)), {0, 0}};

    for (size_t i = 0; i < sizeof(message); i++) {
        ASSERT_EQ(VFIO_READ_MORE, vfio_client_serve(&client));
        ASSERT_EQ(i > 0, vfio_reader_is_within(&client.reader));
        vfio_client_send(&client, (const char *)&message + i, 1, NULL, 0);
    }
    ASSERT_EQ(VFIO_READ_DONE, vfio_client_serve(&client));
    ASSERT_EQ(VFIO_USER_REPLY, client.reply.header.flags);
    ASSERT_EQ(VFIO_READ_MORE, vfio_client_serve(&client));
    ASSERT(vfio_client_close(&client));
    PASS();
}

/* The second one has descriptors, which must not go to the first. */
TEST messages_in_a_row_keep_their_descriptors(void)
{
    const struct vfio_user_header reset = header_of(VFIO_USER_DEVICE_RESET, sizeof(reset));
    const int fd = eventfd(0, EFD_CLOEXEC);

    ASSERT_EQ(0, vfio_client_negotiate(&client, NULL));
    vfio_client_send(&client, &reset, sizeof(reset), NULL, 0);
    vfio_client_send(&client, &reset, sizeof(reset), &fd, 1);
    ASSERT_EQ(VFIO_READ_DONE, vfio_client_serve(&client));
    ASSERT_EQ(0, client.reply.header.error);
    ASSERT_EQ(VFIO_READ_DONE, vfio_client_serve(&client));
    ASSERT_EQ(EINVAL, client.reply.header.error);
    ASSERT(strstr(client.line, "DEVICE_RESET: descriptors that it does not need"));
    close(fd);
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST a_size_that_no_message_has_breaks_the_stream(void)
{
    struct vfio_user_header header = header_of(VFIO_USER_VERSION, sizeof(header) - 1);

    vfio_client_send(&client, &header, sizeof(header), NULL, 0);
    ASSERT(is_broken_by("shorter than its header"));
    ASSERT(vfio_client_close(&client));
    setup(NULL);
    header.size = UINT32_MAX;
    vfio_client_send(&client, &header, sizeof(header), NULL, 0);
    ASSERT(is_broken_by("longer than any"));
    ASSERT(vfio_client_close(&client));
    setup(NULL);
    header.size = sizeof(header);
    header.flags = VFIO_USER_REPLY;
    vfio_client_send(&client, &header, sizeof(header), NULL, 0);
    ASSERT(is_broken_by("no command"));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST half_a_message_is_told_from_an_end(void)
{
    const struct vfio_user_header header = header_of(VFIO_USER_VERSION, sizeof(header));

    vfio_client_send(&client, &header, sizeof(header) / 2, NULL, 0);
    close(client.ends[0]);
    client.ends[0] = -1;
    ASSERT(is_broken_by("in the middle of a message"));
    ASSERT(vfio_client_close(&client));
    setup(NULL);
    close(client.ends[0]);
    client.ends[0] = -1;
    ASSERT_EQ(VFIO_READ_CLOSED, vfio_client_serve(&client));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST too_many_descriptors_break_the_stream(void)
{
    const struct vfio_user_header header = header_of(VFIO_USER_VERSION, sizeof(header));

    for (unsigned int count = VFIO_FDS_MAX + 1; count <= 20; count++) {
        int fds[20];

        setup(NULL);
        for (unsigned int i = 0; i < count; i++)
            fds[i] = dup(0);
        vfio_client_send(&client, &header, sizeof(header), fds, count);
        for (unsigned int i = 0; i < count; i++)
            close(fds[i]);
        ASSERT(is_broken_by("max_msg_fds"));
        ASSERT(vfio_client_close(&client));
    }
    PASS();
}

TEST one_byte_too_few_is_waited_for(void)
{
    const struct vfio_user_header header = header_of(VFIO_USER_DEVICE_RESET, sizeof(header) + 1);

    vfio_client_send(&client, &header, sizeof(header), NULL, 0);
    ASSERT_EQ(VFIO_READ_MORE, vfio_client_serve(&client));
    ASSERT(vfio_reader_is_within(&client.reader));
    vfio_client_send(&client, "x", 1, NULL, 0);
    ASSERT_EQ(VFIO_READ_DONE, vfio_client_serve(&client));
    ASSERT(vfio_client_close(&client));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    RUN_TEST(a_message_may_come_byte_by_byte);
    RUN_TEST(messages_in_a_row_keep_their_descriptors);
    RUN_TEST(a_size_that_no_message_has_breaks_the_stream);
    RUN_TEST(half_a_message_is_told_from_an_end);
    SET_SETUP(NULL, NULL);
    RUN_TEST(too_many_descriptors_break_the_stream);
    SET_SETUP(setup, NULL);
    RUN_TEST(one_byte_too_few_is_waited_for);
    GREATEST_MAIN_END();
}
