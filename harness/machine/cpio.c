/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/cpio.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/support/heap.h"

#define HEADER 110 /* Documentation/driver-api/early-userspace/buffer-format.rst */

void cpio_bytes(struct dt_blob *archive, const void *bytes, size_t size)
{
    const size_t padded = (size + CPIO_ALIGN - 1) / CPIO_ALIGN * CPIO_ALIGN;
    uint8_t *data = heap_zero(1, archive->size + padded);

    if (archive->size)
        memcpy(data, archive->data, archive->size);
    if (size)
        memcpy(data + archive->size, bytes, size);
    free(archive->data);
    *archive = (struct dt_blob){data, archive->size + padded};
}

/* Of root, of the epoch, with one link; an inode number of 0 says that no two are one file. */
static void entry(struct dt_blob *archive, const char *path, unsigned int mode,
                  const struct dt_blob *content)
{
    const size_t name = strlen(path) + 1;
    char *head = heap_format("070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X%s", 0,
                             mode, 0, 0, 1, 0, content->size, 0, 0, 0, 0, name, 0, path);

    cpio_bytes(archive, head, HEADER + name);
    cpio_bytes(archive, content->data, content->size);
    free(head);
}

void cpio_folder(struct dt_blob *archive, const char *path)
{
    entry(archive, path, S_IFDIR | 0755, &(struct dt_blob){0});
}

void cpio_file(struct dt_blob *archive, const char *path, const struct dt_blob *content)
{
    entry(archive, path, S_IFREG | 0644, content);
}

void cpio_end(struct dt_blob *archive)
{
    entry(archive, "TRAILER!!!", 0, &(struct dt_blob){0});
}
