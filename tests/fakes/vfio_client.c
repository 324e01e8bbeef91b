/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/vfio_client.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device_model/container_of.h"

static void take_line(struct home *home, const char *text)
{
    struct vfio_client *client =
        container_of(container_of(home, struct vfio_device, home), struct vfio_client, device);

    client->logged++;
    snprintf(client->line, sizeof(client->line), "%s", text);
}

static unsigned int open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned int count = 0;

    if (!folder)
        abort();
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

void vfio_client_open(struct vfio_client *client, enum vfio_device_type type)
{
    client->open_before = open_descriptors();
    memset(&client->reader, 0, sizeof(client->reader));
    client->logged = 0;
    client->line[0] = '\0';
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, client->ends))
        abort();
    vfio_device_init(&client->device, type, take_line);
    client->session = (struct vfio_session){.device = &client->device};
    dma_regions_watch(&client->device.dma);
}

void vfio_client_setup(void *client)
{
    vfio_client_open(client, VFIO_DEVICE_BLK);
    vfio_client_negotiate(client, NULL);
}

bool vfio_client_close(struct vfio_client *client)
{
    vfio_reader_next(&client->reader);
    vfio_device_disconnect(&client->device);
    dma_regions_watch(NULL);
    for (int i = 0; i < 2; i++)
        if (client->ends[i] >= 0)
            close(client->ends[i]);
    return open_descriptors() == client->open_before;
}

void vfio_client_send(struct vfio_client *client, const void *bytes, size_t size, const int *fds,
                      unsigned int count)
{
    if (!send_fds(client->ends[0], bytes, size, fds, count))
        abort();
}

enum vfio_read vfio_client_serve(struct vfio_client *client)
{
    const enum vfio_read result = vfio_reader_take(&client->reader, client->ends[1]);

    if (result != VFIO_READ_DONE)
        return result;
    vfio_session_handle(&client->session, &client->reader.message, &client->reply);
    vfio_reader_next(&client->reader);
    return result;
}

int vfio_client_call(struct vfio_client *client, uint16_t command, const void *payload,
                     uint32_t size, const int *fds, unsigned int count)
{
    uint8_t bytes[sizeof(struct vfio_user_header) + VFIO_PAYLOAD_MAX];
    const struct vfio_user_header header = {
        .id = 0x1234, .command = command, .size = (uint32_t)sizeof(header) + size};

    memcpy(bytes, &header, sizeof(header));
    if (size)
        memcpy(bytes + sizeof(header), payload, size);
    vfio_client_send(client, bytes, header.size, fds, count);
    if (vfio_client_serve(client) != VFIO_READ_DONE || client->reply.header.id != header.id)
        return -1;
    return (int)client->reply.header.error;
}

int vfio_client_negotiate(struct vfio_client *client, const char *json)
{
    char payload[512] = {0};

    if (json)
        snprintf(payload + sizeof(struct vfio_user_version),
                 sizeof(payload) - sizeof(struct vfio_user_version), "%s", json);
    return vfio_client_call(
        client, VFIO_USER_VERSION, payload,
        (uint32_t)(sizeof(struct vfio_user_version) + (json ? strlen(json) + 1 : 0)), NULL, 0);
}

uint32_t vfio_client_read(struct vfio_client *client, uint32_t region, uint64_t offset)
{
    const struct vfio_user_region_access access = {offset, region, 4};
    uint32_t value = 0xbad0bad0;

    if (!vfio_client_call(client, VFIO_USER_REGION_READ, &access, sizeof(access), NULL, 0))
        memcpy(&value, client->reply.payload + sizeof(access), sizeof(value));
    return value;
}

int vfio_client_write(struct vfio_client *client, uint32_t region, uint64_t offset, uint32_t value)
{
    struct {
        struct vfio_user_region_access access;
        uint32_t value;
        uint32_t pad;
    } write = {{offset, region, 4}, value, 0};

    return vfio_client_call(client, VFIO_USER_REGION_WRITE, &write, sizeof(write.access) + 4, NULL,
                            0);
}
