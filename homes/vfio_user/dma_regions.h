/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest memory that a client lets us reach, by DMA address: regions that do not overlap. One
 * that comes with a descriptor is mapped; the others are only kept account of.
 *
 * A client can shorten its file at any time. What is missing then reads as zeroes, is no longer
 * shared, and dma_regions_lost() says so: nothing that a client does ends the server.
 */
#ifndef DMA_REGIONS_H
#define DMA_REGIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "homes/vfio_user/vfio_user.h"

#define DMA_REGIONS_MAX 32

struct dma_regions {
    struct dma_region {
        uint64_t address, size;
        uint8_t *memory; /* NULL: no descriptor came with it */
    } region[DMA_REGIONS_MAX];
    unsigned int count;
};

/* Adds the region of @request, whose memory is @fd's (-1: none), which stays the caller's. Returns
 * 0 or an errno with a reason in *@why. */
int dma_regions_map(struct dma_regions *regions, const struct vfio_user_dma_map *request, int fd,
                    const char **why);

/* Removes exactly the region of @request, or all. As above. */
int dma_regions_unmap(struct dma_regions *regions, const struct vfio_user_dma_unmap *request,
                      const char **why);

void dma_regions_clear(struct dma_regions *regions);

/* The page at guest frame @gfn; NULL if it is in no region that is mapped. */
void *dma_regions_page(const struct dma_regions *regions, uint64_t gfn);

/* From now on a page that is lost is replaced, in these regions; NULL: a SIGBUS ends the process.
 */
void dma_regions_watch(struct dma_regions *regions);

/* Whether a page was lost since the last call. */
bool dma_regions_lost(void);

#endif
