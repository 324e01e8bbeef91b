/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/vfio_user/vfio_irqs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EVENTFD_LINK "anon_inode:[eventfd]"
#define SET_SIZE     sizeof(struct vfio_irq_set)

#define INTX VFIO_PCI_INTX_IRQ_INDEX
#define MSIX VFIO_PCI_MSIX_IRQ_INDEX

void vfio_irqs_init(struct vfio_irqs *irqs, unsigned int messages)
{
    *irqs = (struct vfio_irqs){.count = {[INTX] = 1, [MSIX] = messages}};
    memset(irqs->eventfd, -1, sizeof(irqs->eventfd));
}

uint32_t vfio_irqs_flags(const struct vfio_irqs *irqs, uint32_t index)
{
    if (!irqs->count[index])
        return 0;
    return index == INTX ? VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED
                         : VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE;
}

/* A counter that is full would block us: its owner has been told often enough. */
static void signal_eventfd(int eventfd)
{
    struct pollfd room = {.fd = eventfd, .events = POLLOUT};
    const uint64_t one = 1;

    if (eventfd >= 0 && poll(&room, 1, 0) == 1 && write(eventfd, &one, sizeof(one)) < 0)
        return; /* it filled up meanwhile */
}

static void assert_line(struct vfio_irqs *irqs)
{
    if (!irqs->level || irqs->masked || irqs->eventfd[INTX][0] < 0)
        return;
    irqs->masked = true;
    signal_eventfd(irqs->eventfd[INTX][0]);
}

void vfio_irqs_set_line(struct vfio_irqs *irqs, bool level)
{
    irqs->level = level;
    assert_line(irqs);
}

bool vfio_irqs_send(struct vfio_irqs *irqs, unsigned int vector)
{
    if (vector >= irqs->count[MSIX] || irqs->eventfd[MSIX][vector] < 0)
        return false;
    signal_eventfd(irqs->eventfd[MSIX][vector]);
    return true;
}

static void assign(struct vfio_irqs *irqs, uint32_t index, uint32_t which, int eventfd)
{
    int *at = &irqs->eventfd[index][which];

    if (*at >= 0)
        close(*at);
    *at = eventfd;
    if (index == INTX)
        irqs->masked = false;
}

void vfio_irqs_clear(struct vfio_irqs *irqs)
{
    for (uint32_t index = 0; index < VFIO_PCI_NUM_IRQS; index++)
        for (uint32_t i = 0; i < VFIO_IRQS_MAX; i++)
            assign(irqs, index, i, -1);
}

/* Another kind of file could block us when it is signalled. */
static bool is_eventfd(int fd)
{
    char path[32], link[sizeof(EVENTFD_LINK)];
    ssize_t length;

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    length = readlink(path, link, sizeof(link));
    return length == sizeof(EVENTFD_LINK) - 1 && !memcmp(link, EVENTFD_LINK, (size_t)length) &&
           !fcntl(fd, F_SETFL, O_NONBLOCK);
}

/* What is wrong with the descriptors or the data of @request; NULL: nothing. */
static const char *check_data(const struct vfio_message *request, const struct vfio_irq_set *set)
{
    const uint32_t size = request->size - (uint32_t)SET_SIZE;

    switch (set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
    case VFIO_IRQ_SET_DATA_NONE:
        return request->fd_count || size ? "data with DATA_NONE" : NULL;
    case VFIO_IRQ_SET_DATA_BOOL:
        return request->fd_count || size != set->count ? "not one byte for each interrupt" : NULL;
    case VFIO_IRQ_SET_DATA_EVENTFD:
        break;
    default:
        return "not one type of data";
    }
    if (request->fd_count && (size || request->fd_count != set->count))
        return "not one descriptor for each interrupt";
    for (unsigned int i = 0; i < request->fd_count; i++)
        if (!is_eventfd(request->fds[i]))
            return "a descriptor that is no eventfd";
    return NULL;
}

static const char *check_set(const struct vfio_irqs *irqs, const struct vfio_message *request,
                             const struct vfio_irq_set *set)
{
    const uint32_t action = set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;
    const uint32_t eventfds = set->flags & VFIO_IRQ_SET_DATA_EVENTFD;

    if (set->index >= VFIO_PCI_NUM_IRQS)
        return "an index that no PCI device has";
    if (set->start > irqs->count[set->index] || set->count > irqs->count[set->index] - set->start)
        return "interrupts that the device has not";
    if (set->flags & ~(VFIO_IRQ_SET_DATA_TYPE_MASK | VFIO_IRQ_SET_ACTION_TYPE_MASK))
        return "unknown flags";
    if (action != VFIO_IRQ_SET_ACTION_TRIGGER &&
        ((action != VFIO_IRQ_SET_ACTION_MASK && action != VFIO_IRQ_SET_ACTION_UNMASK) || eventfds ||
         set->index != INTX))
        return "an action that this interrupt has not";
    if (!set->count && (set->start || action != VFIO_IRQ_SET_ACTION_TRIGGER ||
                        !(set->flags & VFIO_IRQ_SET_DATA_NONE)))
        return "no interrupt to act on";
    return check_data(request, set);
}

static void act(struct vfio_irqs *irqs, const struct vfio_irq_set *set, uint32_t which)
{
    switch (set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
    case VFIO_IRQ_SET_ACTION_MASK:
        irqs->masked = true;
        break;
    case VFIO_IRQ_SET_ACTION_UNMASK:
        irqs->masked = false;
        assert_line(irqs);
        break;
    default:
        signal_eventfd(irqs->eventfd[set->index][which]);
    }
}

int vfio_irqs_set(struct vfio_irqs *irqs, struct vfio_message *request, const char **why)
{
    struct vfio_irq_set set;

    memcpy(&set, request->payload, SET_SIZE);
    *why = check_set(irqs, request, &set);
    if (*why)
        return EINVAL;
    if (!set.count)
        for (uint32_t i = 0; i < irqs->count[set.index]; i++)
            assign(irqs, set.index, i, -1);
    for (uint32_t i = 0; i < set.count; i++) {
        if (set.flags & VFIO_IRQ_SET_DATA_EVENTFD)
            assign(irqs, set.index, set.start + i,
                   request->fd_count ? vfio_message_take_fd(request, i) : -1);
        else if (set.flags & VFIO_IRQ_SET_DATA_NONE || request->payload[SET_SIZE + i])
            act(irqs, &set, set.start + i);
    }
    assert_line(irqs);
    return 0;
}
