/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: vfio_client send_fds */
/* The guest's memory of a vfio-user server: regions that come and go, and memory that shrinks. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <greatest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/fakes/vfio_client.h"

#define RAM   0x40000000ull
#define PAGES 4

static struct vfio_client client;

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

TEST regions_of_memory_do_not_overlap(void)
{
    const int fd = guest_memory_fd(PAGES);
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
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST bad_regions_of_memory_are_refused(void)
{
    const int fd = guest_memory_fd(PAGES), pipe_end = eventfd(0, EFD_CLOEXEC);
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
    ASSERT(vfio_client_close(&client));
    PASS();
}

TEST there_is_a_last_region_of_memory(void)
{
    for (unsigned int i = 0; i < DMA_REGIONS_MAX; i++)
        ASSERT_EQ(0, map(ram(RAM + 2 * i * GUEST_PAGE, GUEST_PAGE), -1));
    ASSERT_EQ(ENOSPC, map(ram(0, GUEST_PAGE), -1));
    ASSERT(vfio_client_close(&client));
    PASS();
}

/* What the client may not change stays; what it cuts off is zeroes and not the server's end. */
TEST memory_that_shrinks_is_survived(void)
{
    const int fd = guest_memory_fd(PAGES);
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
    ASSERT(vfio_client_close(&client));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(vfio_client_setup, &client);
    RUN_TEST(regions_of_memory_do_not_overlap);
    RUN_TEST(bad_regions_of_memory_are_refused);
    RUN_TEST(there_is_a_last_region_of_memory);
    RUN_TEST(memory_that_shrinks_is_survived);
    GREATEST_MAIN_END();
}
