/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: vfio_client send_fds */
/* The interrupts of a vfio-user server: INTx as a level, MSI-X with its table, both by eventfds. */
#include <errno.h>
#include <greatest.h>
#include <linux/pci_regs.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/fakes/vfio_client.h"

#define BAR    VFIO_CLIENT_BAR
#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

static struct vfio_client client;

static int set(uint32_t flags, uint32_t index, uint32_t start, uint32_t count, const int *fds,
               unsigned int fd_count)
{
    const struct vfio_irq_set request = {
        .argsz = sizeof(request), .flags = flags, .index = index, .start = start, .count = count};

    return vfio_client_call(&client, VFIO_USER_DEVICE_SET_IRQS, &request, sizeof(request), fds,
                            fd_count);
}

#define EVENTFD      (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define NONE(action) (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_##action)

static bool is_signalled(int fd)
{
    uint64_t count;

    return read(fd, &count, sizeof(count)) == sizeof(count);
}

/* A level by an eventfd: again at each unmask while the line is up. */
TEST intx_is_a_level(void)
{
    const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct vfio_irqs *irqs = &client.device.irqs;

    ASSERT_EQ(0, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd, 1));
    ASSERT_FALSE(is_signalled(fd));
    vfio_irqs_set_line(irqs, true);
    ASSERT(is_signalled(fd));
    vfio_irqs_set_line(irqs, true);
    ASSERT_FALSE(is_signalled(fd));
    ASSERT_EQ(0, set(NONE(UNMASK), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT(is_signalled(fd));
    vfio_irqs_set_line(irqs, false);
    ASSERT_EQ(0, set(NONE(UNMASK), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT_FALSE(is_signalled(fd));
    ASSERT_EQ(0, set(NONE(MASK), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    vfio_irqs_set_line(irqs, true);
    ASSERT_FALSE(is_signalled(fd));
    ASSERT_EQ(0, set(NONE(UNMASK), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT(is_signalled(fd));
    ASSERT_EQ(0, set(NONE(TRIGGER), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT(is_signalled(fd));
    /* Taken away, it is not signalled; a new one finds the line up. */
    ASSERT_EQ(0, set(NONE(TRIGGER), VFIO_PCI_INTX_IRQ_INDEX, 0, 0, NULL, 0));
    ASSERT_EQ(0, set(NONE(UNMASK), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT_FALSE(is_signalled(fd));
    ASSERT_EQ(0, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd, 1));
    ASSERT(is_signalled(fd));
    close(fd);
    ASSERT(vfio_client_close(&client));
    PASS();
}

static int control_msix(uint32_t flags)
{
    const unsigned int at = client.device.function.msix.capability;

    return vfio_client_write(&client, CONFIG, at,
                             (vfio_client_read(&client, CONFIG, at) & 0xffff) | flags << 16);
}

/* Pending as long as there is no eventfd for it, or all are masked. */
TEST messages_go_to_their_eventfd(void)
{
    const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct virtio_transport *transport = &client.device.function.transport;
    const unsigned int at = client.device.function.msix.capability;
    uint32_t pending;

    ASSERT_EQ(3, transport->vectors); /* of two queues, and the configuration */
    ASSERT_EQ(3, client.device.irqs.count[VFIO_PCI_MSIX_IRQ_INDEX]);
    ASSERT_EQ(0, vfio_client_write(&client, CONFIG, PCI_COMMAND, PCI_COMMAND_MEMORY));
    pending = vfio_client_read(&client, CONFIG, at + PCI_MSIX_PBA) & ~7u;
    ASSERT_FALSE(transport->send(transport, 1)); /* by INTx */
    ASSERT_EQ(0, control_msix(PCI_MSIX_FLAGS_ENABLE));
    ASSERT(transport->send(transport, 1));
    ASSERT(transport->send(transport, 0xffff));
    ASSERT_EQ(2, vfio_client_read(&client, BAR, pending));
    ASSERT_EQ(0, set(EVENTFD, VFIO_PCI_MSIX_IRQ_INDEX, 1, 1, &fd, 1));
    ASSERT(is_signalled(fd));
    ASSERT_EQ(0, vfio_client_read(&client, BAR, pending));
    ASSERT_EQ(0, control_msix(PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL));
    ASSERT(transport->send(transport, 1));
    ASSERT_FALSE(is_signalled(fd));
    ASSERT_EQ(2, vfio_client_read(&client, BAR, pending));
    ASSERT_EQ(0, control_msix(PCI_MSIX_FLAGS_ENABLE));
    ASSERT(is_signalled(fd));
    ASSERT_EQ(EINVAL, set(NONE(MASK), VFIO_PCI_MSIX_IRQ_INDEX, 1, 1, NULL, 0));
    ASSERT_EQ(0, set(NONE(TRIGGER), VFIO_PCI_MSIX_IRQ_INDEX, 0, 0, NULL, 0));
    ASSERT(transport->send(transport, 1));
    ASSERT_EQ(0, vfio_client_call(&client, VFIO_USER_DEVICE_RESET, NULL, 0, NULL, 0));
    ASSERT_EQ(0, client.device.function.msix.pending);
    ASSERT_FALSE(transport->send(transport, 1));
    close(fd);
    ASSERT(vfio_client_close(&client));
    PASS();
}

/* A table reads back, with one bit of vector control; nothing behind it is written. */
TEST the_table_reads_back(void)
{
    uint32_t table;

    ASSERT_EQ(0, vfio_client_write(&client, CONFIG, PCI_COMMAND, PCI_COMMAND_MEMORY));
    table =
        vfio_client_read(&client, CONFIG, client.device.function.msix.capability + PCI_MSIX_TABLE) &
        ~7u;
    for (uint32_t i = 0; i < 3 * PCI_MSIX_ENTRY_SIZE; i += 4) {
        const bool control = i % PCI_MSIX_ENTRY_SIZE == PCI_MSIX_ENTRY_VECTOR_CTRL;

        ASSERT_EQ(control, vfio_client_read(&client, BAR, table + i));
        ASSERT_EQ(0, vfio_client_write(&client, BAR, table + i, ~i));
        ASSERT_EQ(control ? ~i & 1 : ~i, vfio_client_read(&client, BAR, table + i));
    }
    ASSERT_EQ(0, vfio_client_write(&client, BAR, table + 3 * PCI_MSIX_ENTRY_SIZE, 7));
    ASSERT_EQ(0, vfio_client_read(&client, BAR, table + 3 * PCI_MSIX_ENTRY_SIZE));
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST bad_interrupts_are_refused(void)
{
    const int fd = eventfd(0, EFD_CLOEXEC), file = guest_memory_fd(1), two[] = {fd, fd};

    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_NUM_IRQS, 0, 1, &fd, 1));
    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 1, 1, &fd, 1));
    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 2, two, 2));
    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 1, UINT32_MAX, &fd, 1));
    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_MSI_IRQ_INDEX, 0, 1, &fd, 1));
    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, two, 2));
    ASSERT_EQ(EINVAL, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &file, 1));
    ASSERT(strstr(client.line, "no eventfd"));
    ASSERT_EQ(EINVAL, set(NONE(TRIGGER), VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd, 1));
    ASSERT_EQ(EINVAL, set(NONE(MASK), VFIO_PCI_INTX_IRQ_INDEX, 0, 0, NULL, 0));
    ASSERT_EQ(EINVAL, set(0, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT_EQ(EINVAL, set(NONE(MASK) | EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd, 1));
    ASSERT_EQ(EINVAL, set(NONE(MASK) | 64, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT_EQ(EINVAL, set(VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_MASK,
                          VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL, 0));
    ASSERT_EQ(-1, client.device.irqs.eventfd[VFIO_PCI_INTX_IRQ_INDEX][0]);
    close(fd);
    close(file);
    ASSERT(vfio_client_close(&client));
    PASS();
}

/* A client that never reads its eventfd cannot stop the server. */
TEST a_full_eventfd_blocks_nobody(void)
{
    const int fd = eventfd(0, EFD_CLOEXEC);
    const uint64_t full = UINT64_MAX - 1;

    ASSERT_EQ(0, set(EVENTFD, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd, 1));
    ASSERT_EQ(sizeof(full), write(fd, &full, sizeof(full)));
    vfio_irqs_set_line(&client.device.irqs, true);
    close(fd);
    ASSERT(vfio_client_close(&client));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(vfio_client_setup, &client);
    RUN_TEST(intx_is_a_level);
    RUN_TEST(messages_go_to_their_eventfd);
    RUN_TEST(the_table_reads_back);
    RUN_TEST(bad_interrupts_are_refused);
    RUN_TEST(a_full_eventfd_blocks_nobody);
    GREATEST_MAIN_END();
}
