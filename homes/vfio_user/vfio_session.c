/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/vfio_user/vfio_session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "homes/vfio_user/vfio_version.h"

#define REFUSALS_LOGGED 16

/* Handlers return 0 or an errno, with a reason in *@why. A payload is as long as its table says. */
typedef int vfio_handler(struct vfio_device *device, struct vfio_message *request,
                         struct vfio_message *reply, const char **why);

static int refuse(const char **why, const char *reason, int error)
{
    *why = reason;
    return error;
}

static void answer(struct vfio_message *reply, const void *payload, uint32_t size)
{
    memcpy(reply->payload, payload, size);
    reply->size = size;
}

static int get_version(struct vfio_device *device, struct vfio_message *request,
                       struct vfio_message *reply, const char **why)
{
    (void)device;
    return vfio_version_negotiate(request, reply, why);
}

static int map_dma(struct vfio_device *device, struct vfio_message *request,
                   struct vfio_message *reply, const char **why)
{
    const int fd = request->fd_count ? request->fds[0] : -1;
    struct vfio_user_dma_map map;

    (void)reply;
    memcpy(&map, request->payload, sizeof(map));
    return dma_regions_map(&device->dma, &map, fd, why);
}

static int unmap_dma(struct vfio_device *device, struct vfio_message *request,
                     struct vfio_message *reply, const char **why)
{
    struct vfio_user_dma_unmap unmap;

    memcpy(&unmap, request->payload, sizeof(unmap));
    answer(reply, &unmap, sizeof(unmap));
    return dma_regions_unmap(&device->dma, &unmap, why);
}

static int get_info(struct vfio_device *device, struct vfio_message *request,
                    struct vfio_message *reply, const char **why)
{
    const struct vfio_user_device_info info = {
        .argsz = sizeof(info),
        .flags = VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI,
        .num_regions = VFIO_PCI_NUM_REGIONS,
        .num_irqs = VFIO_PCI_NUM_IRQS,
    };

    (void)device, (void)request, (void)why;
    answer(reply, &info, sizeof(info));
    return 0;
}

static int get_region_info(struct vfio_device *device, struct vfio_message *request,
                           struct vfio_message *reply, const char **why)
{
    struct vfio_region_info info;
    uint64_t size;

    memcpy(&info, request->payload, sizeof(info));
    if (info.index >= VFIO_PCI_NUM_REGIONS)
        return refuse(why, "a region that no PCI device has", EINVAL);
    size = vfio_device_region_size(device, info.index);
    info = (struct vfio_region_info){
        .argsz = sizeof(info),
        .flags = size ? VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE : 0,
        .index = info.index,
        .size = size,
    };
    answer(reply, &info, sizeof(info));
    return 0;
}

static int get_irq_info(struct vfio_device *device, struct vfio_message *request,
                        struct vfio_message *reply, const char **why)
{
    struct vfio_irq_info info;

    memcpy(&info, request->payload, sizeof(info));
    if (info.index >= VFIO_PCI_NUM_IRQS)
        return refuse(why, "an interrupt that no PCI device has", EINVAL);
    info = (struct vfio_irq_info){
        .argsz = sizeof(info),
        .flags = vfio_irqs_flags(&device->irqs, info.index),
        .index = info.index,
        .count = device->irqs.count[info.index],
    };
    answer(reply, &info, sizeof(info));
    return 0;
}

static int set_irqs(struct vfio_device *device, struct vfio_message *request,
                    struct vfio_message *reply, const char **why)
{
    const int error = vfio_irqs_set(&device->irqs, request, why);

    (void)reply;
    virtio_pci_deliver(&device->function);
    return error;
}

static int check_access(const struct vfio_device *device,
                        const struct vfio_user_region_access *access, const char **why)
{
    const uint64_t size = vfio_device_region_size(device, access->region);

    if (!access->count || access->count > VFIO_DATA_MAX)
        return refuse(why, "nothing, or more than max_data_xfer_size", EINVAL);
    if (access->offset > size || access->count > size - access->offset)
        return refuse(why, "beyond the region", EINVAL);
    return 0;
}

static int read_region(struct vfio_device *device, struct vfio_message *request,
                       struct vfio_message *reply, const char **why)
{
    struct vfio_user_region_access access;
    int error;

    memcpy(&access, request->payload, sizeof(access));
    error = check_access(device, &access, why);
    if (error)
        return error;
    answer(reply, &access, sizeof(access));
    vfio_device_read(device, access.region, access.offset, access.count,
                     reply->payload + sizeof(access));
    reply->size += access.count;
    return 0;
}

static int write_region(struct vfio_device *device, struct vfio_message *request,
                        struct vfio_message *reply, const char **why)
{
    struct vfio_user_region_access access;
    int error;

    memcpy(&access, request->payload, sizeof(access));
    error = check_access(device, &access, why);
    if (error)
        return error;
    if (request->size != sizeof(access) + access.count)
        return refuse(why, "not as much data as it says", EINVAL);
    vfio_device_write(device, access.region, access.offset, access.count,
                      request->payload + sizeof(access));
    answer(reply, &access, sizeof(access));
    return 0;
}

static int reset(struct vfio_device *device, struct vfio_message *request,
                 struct vfio_message *reply, const char **why)
{
    (void)request, (void)reply, (void)why;
    vfio_device_reset(device);
    return 0;
}

static const struct vfio_command {
    const char *name;
    vfio_handler *handle;
    uint32_t least, most; /* bytes of payload */
    unsigned int fds;     /* at most */
} commands[] = {
    [VFIO_USER_VERSION] = {"VERSION", get_version, sizeof(struct vfio_user_version),
                           VFIO_PAYLOAD_MAX, 0},
    [VFIO_USER_DMA_MAP] = {"DMA_MAP", map_dma, sizeof(struct vfio_user_dma_map),
                           sizeof(struct vfio_user_dma_map), 1},
    [VFIO_USER_DMA_UNMAP] = {"DMA_UNMAP", unmap_dma, sizeof(struct vfio_user_dma_unmap),
                             sizeof(struct vfio_user_dma_unmap), 0},
    [VFIO_USER_DEVICE_GET_INFO] = {"DEVICE_GET_INFO", get_info,
                                   sizeof(struct vfio_user_device_info),
                                   sizeof(struct vfio_user_device_info), 0},
    [VFIO_USER_DEVICE_GET_REGION_INFO] = {"DEVICE_GET_REGION_INFO", get_region_info,
                                          sizeof(struct vfio_region_info),
                                          sizeof(struct vfio_region_info), 0},
    [VFIO_USER_DEVICE_GET_IRQ_INFO] = {"DEVICE_GET_IRQ_INFO", get_irq_info,
                                       sizeof(struct vfio_irq_info), sizeof(struct vfio_irq_info),
                                       0},
    [VFIO_USER_DEVICE_SET_IRQS] = {"DEVICE_SET_IRQS", set_irqs, sizeof(struct vfio_irq_set),
                                   sizeof(struct vfio_irq_set) + VFIO_IRQS_MAX, VFIO_FDS_MAX},
    [VFIO_USER_REGION_READ] = {"REGION_READ", read_region, sizeof(struct vfio_user_region_access),
                               sizeof(struct vfio_user_region_access), 0},
    [VFIO_USER_REGION_WRITE] = {"REGION_WRITE", write_region,
                                sizeof(struct vfio_user_region_access),
                                sizeof(struct vfio_user_region_access) + VFIO_DATA_MAX, 0},
    [VFIO_USER_DEVICE_RESET] = {"DEVICE_RESET", reset, 0, 0, 0},
};

static const struct vfio_command *find(uint16_t command)
{
    const bool known = command < sizeof(commands) / sizeof(commands[0]) && commands[command].handle;

    return known ? &commands[command] : NULL;
}

static int do_request(struct vfio_session *session, struct vfio_message *request,
                      struct vfio_message *reply, const char **why)
{
    const struct vfio_command *command = find(request->header.command);

    if ((request->header.command == VFIO_USER_VERSION) == session->negotiated)
        return refuse(why, session->negotiated ? "a second one" : "it must come after VERSION",
                      EINVAL);
    if (!command)
        return refuse(why, "an unknown command", ENOTSUP);
    if (request->size < command->least || request->size > command->most)
        return refuse(why, "its size is wrong", EINVAL);
    if (request->fd_count > command->fds)
        return refuse(why, "descriptors that it does not need", EINVAL);
    return command->handle(session->device, request, reply, why);
}

static void log_refusal(struct vfio_session *session, uint16_t command, const char *why, int error)
{
    const struct vfio_command *known = find(command);
    struct home *home = &session->device->home;
    char text[160], number[16];

    if (session->refusals == REFUSALS_LOGGED)
        home->log(home, "the client's requests that are refused from now on are not told");
    if (session->refusals++ >= REFUSALS_LOGGED)
        return;
    snprintf(number, sizeof(number), "%u", command);
    snprintf(text, sizeof(text), "refused: command %s: %s (%s)", known ? known->name : number, why,
             strerror(error));
    home->log(home, text);
}

bool vfio_session_handle(struct vfio_session *session, struct vfio_message *request,
                         struct vfio_message *reply)
{
    const char *why = "";
    int error;

    reply->size = 0;
    reply->fd_count = 0;
    error = do_request(session, request, reply, &why);
    reply->header = (struct vfio_user_header){
        .id = request->header.id,
        .command = request->header.command,
        .flags = VFIO_USER_REPLY | (error ? VFIO_USER_ERROR : 0),
        .error = (uint32_t)error,
    };
    if (error) {
        reply->size = 0;
        log_refusal(session, request->header.command, why, error);
    } else if (request->header.command == VFIO_USER_VERSION) {
        session->negotiated = true;
    }
    return session->negotiated;
}
