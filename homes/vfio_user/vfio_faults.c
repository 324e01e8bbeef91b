/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/vfio_user/vfio_faults.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "device_model/faults/fault_layer.h"
#include "device_model/virtio/virtio_registers.h"

#define SLOW_NS 2000000

enum vfio_fault {
    VFIO_NO_FAULT,
#define CONSTANT(constant, name, text) constant,
    VFIO_FAULTS(CONSTANT)
#undef CONSTANT
};

static enum vfio_fault current;
static unsigned int notifications, answers;

static bool is_notification(uint32_t offset)
{
    return offset >= VIRTIO_NOTIFY_PAGE;
}

/* The process ends under a request, as if it had been killed. */
static void vanish_when_notified(struct virtio_state *virtio, uint32_t offset, uint32_t lanes,
                                 uint32_t value)
{
    if (is_notification(offset) && ++notifications == FAULT_EVERY)
        raise(SIGKILL);
    virtio_register_ops.write(virtio, offset, lanes, value);
}

/* What faults wrap of the device model in ways that only this home can. */
static const struct fault_wrap home_table[] = {
    WRAP(FAULT_VANISHES, register_write, vanish_when_notified),
    WRAP_END,
};

static enum fault find_fault(const char *name)
{
    static const char *const names[] = {
#define NAME(constant, name, rule, text) [constant] = (name),
        FAULTS(NAME)
#undef NAME
    };

    for (int i = FAULT_NONE + 1; i < FAULTS_END; i++)
        if (!strcmp(names[i], name) && (fault_layer_has(i) || i == FAULT_VANISHES))
            return i;
    return FAULT_NONE;
}

static enum vfio_fault find_own(const char *name)
{
    static const char *const names[] = {
#define NAME(constant, name, text) [constant] = (name),
        VFIO_FAULTS(NAME)
#undef NAME
    };

    for (unsigned int i = VFIO_NO_FAULT + 1; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(names[i], name))
            return (enum vfio_fault)i;
    return VFIO_NO_FAULT;
}

bool vfio_faults_set(struct vfio_device *device, const char *name)
{
    const enum vfio_fault own = name ? find_own(name) : VFIO_NO_FAULT;
    const enum fault fault = name && !own ? find_fault(name) : FAULT_NONE;

    if (name && !own && fault == FAULT_NONE)
        return false;
    fault_layer_remove(&device->bus);
    current = own;
    notifications = answers = 0;
    if (fault == FAULT_NONE)
        return true;
    fault_layer_install(&device->bus, fault, home_table);
    fault_layer_attached(&device->bus);
    return true;
}

/* The answers to reads of the BAR in turn: noise, too much, too little, an error. */
static void spoil(struct vfio_message *reply)
{
    struct vfio_user_region_access access;
    uint8_t *data = reply->payload + sizeof(access);

    memcpy(&access, reply->payload, sizeof(access));
    switch (++answers % 4) {
    case 0:
        for (uint32_t i = 0; i < access.count; i++)
            data[i] = (uint8_t)(0x5a + 0x3d * (answers + i));
        break;
    case 1:
        access.count = 0;
        reply->size = sizeof(access);
        break;
    case 2:
        access.count++;
        break;
    default:
        reply->size = 0;
        reply->header.flags |= VFIO_USER_ERROR;
        reply->header.error = EIO;
        return;
    }
    memcpy(reply->payload, &access, sizeof(access));
}

static bool touches_bar(const struct vfio_message *request, uint16_t command, uint64_t *offset)
{
    struct vfio_user_region_access access;

    if (request->header.command != command || request->size < sizeof(access))
        return false;
    memcpy(&access, request->payload, sizeof(access));
    *offset = access.offset;
    return access.region == VFIO_PCI_BAR0_REGION_INDEX + ENDPOINT_BAR;
}

bool vfio_faults_answer(const struct vfio_message *request, struct vfio_message *reply)
{
    uint64_t offset;

    if (current == VFIO_NO_FAULT)
        return true;
    if (current == VFIO_SLOW_ANSWERS) {
        nanosleep(&(struct timespec){.tv_nsec = SLOW_NS}, NULL);
        return true;
    }
    if (touches_bar(request, VFIO_USER_REGION_WRITE, &offset) && is_notification((uint32_t)offset))
        notifications++;
    if (notifications < FAULT_EVERY)
        return true;
    if (current == VFIO_NO_ANSWERS)
        return false;
    if (!(reply->header.flags & VFIO_USER_ERROR) &&
        touches_bar(request, VFIO_USER_REGION_READ, &offset))
        spoil(reply);
    return true;
}
