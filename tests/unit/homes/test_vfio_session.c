/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: vfio_client */
/* What a vfio-user server answers, and what it refuses. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <greatest.h>
#include <linux/pci_regs.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fakes/vfio_client.h"

#define BAR    (VFIO_PCI_BAR0_REGION_INDEX + ENDPOINT_BAR)
#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX
#define RAM    0x40000000ull
#define PAGES  4

static struct vfio_client client;
static unsigned int open_before;

static void setup(void *arg)
{
    (void)arg;
    open_before = vfio_open_descriptors();
    vfio_client_open(&client, VFIO_DEVICE_BLK);
    vfio_client_negotiate(&client, NULL);
}

static void setup_silent(void *arg)
{
    (void)arg;
    open_before = vfio_open_descriptors();
    vfio_client_open(&client, VFIO_DEVICE_BLK);
}

#define NOTHING_IS_LEFT() ASSERT_EQ(open_before, vfio_client_close(&client))

static int memory(void)
{
    const int fd = memfd_create("ram", MFD_CLOEXEC);

    return ftruncate(fd, PAGES * GUEST_PAGE) ? -1 : fd;
}

static struct vfio_user_dma_map ram(uint64_t address, uint64_t size)
{
    return (struct vfio_user_dma_map){.argsz = sizeof(struct vfio_user_dma_map),
                                      .flags = VFIO_USER_DMA_READABLE | VFIO_USER_DMA_WRITABLE,
                                      .address = address,
                                      .size = size};
}

static int map(struct vfio_user_dma_map request, int fd)
{
    return vfio_client_call(&client, VFIO_USER_DMA_MAP, &request, sizeof(request), &fd, fd >= 0);
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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
    PASS();
}

TEST regions_of_memory_do_not_overlap(void)
{
    const int fd = memory();
    struct vfio_user_dma_map request = ram(RAM, PAGES * GUEST_PAGE);
    struct vfio_user_dma_unmap unmap = {
        .argsz = sizeof(unmap), .address = RAM, .size = PAGES * GUEST_PAGE};

    ASSERT_EQ(0, map(request, fd));
    ASSERT_EQ(EEXIST, map(request, fd));
    ASSERT_EQ(EEXIST, map(ram(RAM - GUEST_PAGE, 2 * GUEST_PAGE), -1));
    ASSERT_EQ(EEXIST, map(ram(RAM + (PAGES - 1) * GUEST_PAGE, 2 * GUEST_PAGE), -1));
    ASSERT_EQ(EEXIST, map(ram(0, 1ull << 40), -1));
    ASSERT_EQ(0, map(ram(RAM - GUEST_PAGE, GUEST_PAGE), -1));
    ASSERT_EQ(NULL, dma_regions_page(&client.device.dma, RAM / GUEST_PAGE - 1));
    ASSERT(dma_regions_page(&client.device.dma, RAM / GUEST_PAGE));
    ASSERT_EQ(NULL, dma_regions_page(&client.device.dma, RAM / GUEST_PAGE + PAGES));
    ASSERT_EQ(NULL, dma_regions_page(&client.device.dma, UINT64_MAX));
    unmap.size -= GUEST_PAGE;
    ASSERT_EQ(ENOENT,
              vfio_client_call(&client, VFIO_USER_DMA_UNMAP, &unmap, sizeof(unmap), NULL, 0));
    unmap.size += GUEST_PAGE;
    ASSERT_EQ(0, vfio_client_call(&client, VFIO_USER_DMA_UNMAP, &unmap, sizeof(unmap), NULL, 0));
    ASSERT_EQ(sizeof(unmap), client.reply.size);
    ASSERT_EQ(NULL, dma_regions_page(&client.device.dma, RAM / GUEST_PAGE));
    ASSERT_EQ(0, map(request, fd));
    close(fd);
    NOTHING_IS_LEFT();
    PASS();
}

TEST bad_regions_of_memory_are_refused(void)
{
    const int fd = memory(), pipe_end = eventfd(0, EFD_CLOEXEC);
    const int fds[] = {fd, fd};
    struct vfio_user_dma_map request = ram(RAM, 0);

    ASSERT_EQ(EINVAL, map(request, fd));
    ASSERT_EQ(EINVAL, map(ram(RAM, GUEST_PAGE + 1), fd));
    ASSERT_EQ(EINVAL, map(ram(RAM + 1, GUEST_PAGE), fd));
    ASSERT_EQ(EINVAL, map(ram(UINT64_MAX - GUEST_PAGE + 1, 2 * GUEST_PAGE), fd));
    ASSERT(strstr(client.line, "DMA_MAP: it wraps around"));
    ASSERT_EQ(0, map(ram(UINT64_MAX - GUEST_PAGE + 1, GUEST_PAGE), fd));
    ASSERT_EQ(EINVAL, map(ram(RAM, (PAGES + 1) * GUEST_PAGE), fd));
    request = ram(RAM, GUEST_PAGE);
    request.offset = PAGES * GUEST_PAGE;
    ASSERT_EQ(EINVAL, map(request, fd));
    request.offset = UINT64_MAX - GUEST_PAGE + 1;
    ASSERT_EQ(EINVAL, map(request, fd));
    request.offset = 0;
    ASSERT_EQ(EINVAL, map(request, pipe_end));
    request.flags = 0;
    ASSERT_EQ(EINVAL, map(request, fd));
    request.flags = 7;
    ASSERT_EQ(EINVAL, map(request, fd));
    request.flags = VFIO_USER_DMA_READABLE;
    ASSERT_EQ(EINVAL,
              vfio_client_call(&client, VFIO_USER_DMA_MAP, &request, sizeof(request), fds, 2));
    ASSERT_EQ(1, client.device.dma.count);
    close(fd);
    close(pipe_end);
    NOTHING_IS_LEFT();
    PASS();
}

TEST there_is_a_last_region_of_memory(void)
{
    for (unsigned int i = 0; i < DMA_REGIONS_MAX; i++)
        ASSERT_EQ(0, map(ram(RAM + 2 * i * GUEST_PAGE, GUEST_PAGE), -1));
    ASSERT_EQ(ENOSPC, map(ram(0, GUEST_PAGE), -1));
    NOTHING_IS_LEFT();
    PASS();
}

/* What the client may not change stays; what it cuts off is zeroes and not the server's end. */
TEST memory_that_shrinks_is_survived(void)
{
    const int fd = memory();
    struct vfio_user_dma_map request = ram(RAM, PAGES * GUEST_PAGE);
    volatile uint8_t *page;

    request.flags = VFIO_USER_DMA_READABLE;
    ASSERT_EQ(0, map(request, fd));
    page = dma_regions_page(&client.device.dma, RAM / GUEST_PAGE + 1);
    ASSERT_EQ(1, pwrite(fd, "x", 1, GUEST_PAGE));
    ASSERT_EQ('x', page[0]);
    page[GUEST_PAGE] = 'y'; /* the next page: it is not the client's */
    ASSERT_EQ(1, pread(fd, (void *)&page[1], 1, 2 * GUEST_PAGE));
    ASSERT_EQ('\0', page[1]);
    ASSERT_FALSE(dma_regions_lost());
    ASSERT_EQ(0, ftruncate(fd, 0));
    ASSERT_EQ(0, page[2 * GUEST_PAGE]);
    ASSERT(dma_regions_lost());
    ASSERT_FALSE(dma_regions_lost());
    close(fd);
    NOTHING_IS_LEFT();
    PASS();
}

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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
    PASS();
}

TEST bad_interrupts_are_refused(void)
{
    const int fd = eventfd(0, EFD_CLOEXEC), file = memory(), two[] = {fd, fd};

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
    NOTHING_IS_LEFT();
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
    NOTHING_IS_LEFT();
    PASS();
}

TEST the_log_has_an_end(void)
{
    for (unsigned int i = 0; i < 100; i++)
        ASSERT_EQ(ENOTSUP, vfio_client_call(&client, 99, NULL, 0, NULL, 0));
    ASSERT_EQ(17, client.logged);
    NOTHING_IS_LEFT();
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup_silent, NULL);
    RUN_TEST(versions_are_negotiated);
    RUN_TEST(bad_versions_end_the_session);
    SET_SETUP(setup, NULL);
    RUN_TEST(payloads_have_the_size_of_their_command);
    RUN_TEST(the_device_is_described);
    RUN_TEST(regions_are_read_and_written);
    RUN_TEST(accesses_stay_in_their_region);
    RUN_TEST(regions_of_memory_do_not_overlap);
    RUN_TEST(bad_regions_of_memory_are_refused);
    RUN_TEST(there_is_a_last_region_of_memory);
    RUN_TEST(memory_that_shrinks_is_survived);
    RUN_TEST(intx_is_a_level);
    RUN_TEST(messages_go_to_their_eventfd);
    RUN_TEST(the_table_reads_back);
    RUN_TEST(bad_interrupts_are_refused);
    RUN_TEST(a_full_eventfd_blocks_nobody);
    RUN_TEST(the_log_has_an_end);
    GREATEST_MAIN_END();
}
