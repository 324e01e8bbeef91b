/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "homes/vfio_user/dma_regions.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "device_model/home.h"

static int refuse(const char **why, const char *reason, int error)
{
    *why = reason;
    return error;
}

static bool is_in_file(int fd, uint64_t offset, uint64_t size)
{
    struct stat info;

    return !fstat(fd, &info) && S_ISREG(info.st_mode) && offset <= (uint64_t)info.st_size &&
           size <= (uint64_t)info.st_size - offset;
}

/*
 * The device model does not say whether it reads or writes: in memory that it may only read its
 * writes go to pages of our own.
 */
static int map_memory(const struct vfio_user_dma_map *request, int fd, struct dma_region *region,
                      const char **why)
{
    const bool writable = request->flags & VFIO_USER_DMA_WRITABLE;
    void *memory;

    if (!is_in_file(fd, request->offset, request->size))
        return refuse(why, "the descriptor is no file, or too short", EINVAL);
    memory =
        mmap(NULL, request->size, PROT_READ | PROT_WRITE,
             (writable ? MAP_SHARED : MAP_PRIVATE) | MAP_NORESERVE, fd, (off_t)request->offset);
    if (memory == MAP_FAILED)
        return refuse(why, "the descriptor cannot be mapped", errno);
    region->memory = memory;
    return 0;
}

static int check(const struct dma_regions *regions, const struct vfio_user_dma_map *request,
                 const char **why)
{
    if (!request->size || (request->size | request->address | request->offset) % GUEST_PAGE)
        return refuse(why, "it is empty, or no whole number of pages", EINVAL);
    if (request->address + (request->size - 1) < request->address)
        return refuse(why, "it wraps around", EINVAL);
    if (!request->flags || request->flags & ~(VFIO_USER_DMA_READABLE | VFIO_USER_DMA_WRITABLE))
        return refuse(why, "its flags are none, or unknown", EINVAL);
    for (unsigned int i = 0; i < regions->count; i++) {
        const struct dma_region *other = &regions->region[i];

        if (request->address <= other->address + (other->size - 1) &&
            other->address <= request->address + (request->size - 1))
            return refuse(why, "it overlaps another", EEXIST);
    }
    if (regions->count == DMA_REGIONS_MAX)
        return refuse(why, "there are max_dma_maps already", ENOSPC);
    return 0;
}

int dma_regions_map(struct dma_regions *regions, const struct vfio_user_dma_map *request, int fd,
                    const char **why)
{
    struct dma_region region = {.address = request->address, .size = request->size};
    int error = check(regions, request, why);

    if (!error && fd >= 0)
        error = map_memory(request, fd, &region, why);
    if (!error)
        regions->region[regions->count++] = region;
    return error;
}

static void remove_region(struct dma_regions *regions, unsigned int index)
{
    struct dma_region *region = &regions->region[index];

    if (region->memory)
        munmap(region->memory, region->size);
    *region = regions->region[--regions->count];
}

void dma_regions_clear(struct dma_regions *regions)
{
    while (regions->count)
        remove_region(regions, regions->count - 1);
}

int dma_regions_unmap(struct dma_regions *regions, const struct vfio_user_dma_unmap *request,
                      const char **why)
{
    if (request->flags & ~VFIO_USER_DMA_UNMAP_ALL)
        return refuse(why, "its flags are unknown", EINVAL);
    if (request->flags & VFIO_USER_DMA_UNMAP_ALL) {
        dma_regions_clear(regions);
        return 0;
    }
    for (unsigned int i = 0; i < regions->count; i++) {
        const struct dma_region *region = &regions->region[i];

        if (region->address == request->address && region->size == request->size) {
            remove_region(regions, i);
            return 0;
        }
    }
    return refuse(why, "no region is mapped like that", ENOENT);
}

void *dma_regions_page(const struct dma_regions *regions, uint64_t gfn)
{
    const uint64_t address = gfn * GUEST_PAGE;

    if (gfn > UINT64_MAX / GUEST_PAGE)
        return NULL;
    for (unsigned int i = 0; i < regions->count; i++) {
        const struct dma_region *region = &regions->region[i];

        if (address >= region->address && address - region->address < region->size)
            return region->memory ? region->memory + (address - region->address) : NULL;
    }
    return NULL;
}

static struct dma_regions *watched;
static volatile sig_atomic_t lost;

static void replace_page(int number, siginfo_t *info, void *context)
{
    const uintptr_t at = (uintptr_t)info->si_addr & ~(uintptr_t)(GUEST_PAGE - 1);

    (void)context;
    for (unsigned int i = 0; watched && i < watched->count; i++) {
        const struct dma_region *region = &watched->region[i];

        if (region->memory && at - (uintptr_t)region->memory < region->size &&
            mmap((void *)at, GUEST_PAGE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) {
            lost = 1;
            return;
        }
    }
    signal(number, SIG_DFL); /* not one of those: the access is repeated, and ends us */
}

void dma_regions_watch(struct dma_regions *regions)
{
    struct sigaction action = {.sa_sigaction = replace_page, .sa_flags = SA_SIGINFO};

    watched = regions;
    if (!regions)
        action = (struct sigaction){.sa_handler = SIG_DFL};
    sigaction(SIGBUS, &action, NULL);
}

bool dma_regions_lost(void)
{
    const bool was = lost;

    lost = 0;
    return was;
}
