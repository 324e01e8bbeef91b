/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/qemu_query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/machine/qemu_args.h"
#include "harness/machine/qemu_cache.h"
#include "harness/support/heap.h"
#include "harness/support/process.h"
#include "harness/support/read_file.h"

/* The bare machine was written for and tried on this: Debian 12's. */
#define MAJOR_LEAST 7
#define MINOR_LEAST 2

/* vfio-user-pci is there since. */
#define VFIO_USER_MAJOR 10
#define VFIO_USER_MINOR 1

#define LIMIT_MS 10000
#define LEADER   "QEMU emulator version "

char *qemu_version(const char *qemu)
{
    struct qemu_cache cache;
    struct argv argv = {0};
    char text[256], *version;
    size_t size;

    argv_add(&argv, "%s", qemu);
    argv_add(&argv, "--version");
    qemu_cache_open(&cache, &argv);
    version = qemu_cache_get(&cache, &size);
    if (!version && process_capture(&argv, LIMIT_MS, text, sizeof(text)) &&
        !strncmp(text, LEADER, strlen(LEADER))) {
        version = heap_clean(text + strlen(LEADER));
        qemu_cache_put(&cache, version, strlen(version));
    }
    qemu_cache_close(&cache);
    argv_free(&argv);
    return version;
}

bool qemu_version_usable(const char *qemu, const char *version)
{
    unsigned int major, minor;

    if (!version || sscanf(version, "%u.%u", &major, &minor) != 2)
        fprintf(stderr, "doorbell: %s --version names no version of QEMU\n", qemu);
    else if (major < MAJOR_LEAST || (major == MAJOR_LEAST && minor < MINOR_LEAST))
        fprintf(stderr, "doorbell: QEMU %u.%u is too old to run without Xen: %d.%d or newer\n",
                major, minor, MAJOR_LEAST, MINOR_LEAST);
    else
        return true;
    return false;
}

bool qemu_version_has_vfio_user(const char *version)
{
    unsigned int major, minor;

    return version && sscanf(version, "%u.%u", &major, &minor) == 2 &&
           (major > VFIO_USER_MAJOR || (major == VFIO_USER_MAJOR && minor >= VFIO_USER_MINOR));
}

/* QEMU writes the tree to a file of a name, by way of another: both in a folder of their own. */
static void *dump_dt(const char *qemu, const struct scenario *scenario, size_t *size)
{
    const char *place = getenv("TMPDIR");
    char *folder = heap_format("%s/doorbell.XXXXXX", place && *place ? place : "/tmp");
    char *path, *blob = NULL, text[256];
    struct argv argv = {0};

    if (!mkdtemp(folder)) {
        fprintf(stderr, "doorbell: %s: %s\n", folder, strerror(errno));
        free(folder);
        return NULL;
    }
    path = heap_format("%s/tree", folder);
    qemu_dump_dt(qemu, scenario, path, &argv);
    if (!process_capture(&argv, LIMIT_MS, text, sizeof(text))) {
        fprintf(stderr, "doorbell: %s makes no device tree: %s\n", qemu, text);
    } else if (!read_file(path, &blob, size)) {
        free(blob);
        blob = NULL;
    }
    unlink(path);
    rmdir(folder);
    argv_free(&argv);
    free(path);
    free(folder);
    return blob;
}

void *qemu_board_dt(const char *qemu, const struct scenario *scenario, size_t *size)
{
    struct qemu_cache cache;
    struct argv question = {0};
    void *blob;

    qemu_dump_dt(qemu, scenario, "", &question);
    qemu_cache_open(&cache, &question);
    blob = qemu_cache_get(&cache, size);
    if (!blob) {
        blob = dump_dt(qemu, scenario, size);
        if (blob)
            qemu_cache_put(&cache, blob, *size);
    }
    qemu_cache_close(&cache);
    argv_free(&question);
    return blob;
}
