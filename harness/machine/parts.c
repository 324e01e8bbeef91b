/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/boot/launch.h"
#include "harness/machine/host_dt.h"
#include "harness/machine/layout.h"
#include "harness/machine/partial_dt.h"
#include "harness/machine/qemu_plain.h"
#include "harness/support/heap.h"

/* arch/arm64/Image: a header of 64 bytes, its magic at 56. */
#define HEADER_SIZE  64
#define HEADER_MAGIC "ARM\x64"
#define MAGIC_AT     56

static bool open_image(const char *path, const char *mend, struct image *image)
{
    char header[HEADER_SIZE];
    struct stat info;

    image->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (image->fd < 0) {
        fprintf(stderr, "doorbell: %s: %s; %s\n", path, strerror(errno), mend);
        return false;
    }
    if (fstat(image->fd, &info) || !S_ISREG(info.st_mode) ||
        info.st_size > (off_t)HOST_MODULE_MAX ||
        pread(image->fd, header, sizeof(header), 0) != sizeof(header) ||
        memcmp(header + MAGIC_AT, HEADER_MAGIC, strlen(HEADER_MAGIC))) {
        fprintf(stderr, "doorbell: %s: not an arm64 boot image of at most %llu MiB; %s\n", path,
                HOST_MODULE_MAX / MIB(1), mend);
        return false;
    }
    image->size = (size_t)info.st_size;
    return true;
}

static bool open_built(const struct options *options, const char *name, struct image *image)
{
    char *path = heap_format("%s/%s", options->images, name);
    const bool ok = open_image(path, "build it with make, or give --images", image);

    free(path);
    return ok;
}

static bool open_xen(const struct options *options, const struct scenario *scenario,
                     struct image *image)
{
    char *name;
    bool ok;

    if (options->xen)
        return open_image(options->xen, "--xen wants Xen's build result xen/xen for arm64", image);
    name = heap_format("xen/%s/xen", scenario->xen);
    ok = open_built(options, name, image);
    free(name);
    return ok;
}

static bool compose(const struct options *options, const struct scenario *scenario,
                    struct parts *parts)
{
    struct module_sizes sizes = {.backend = parts->backend.size, .guest = parts->guest.size};
    struct scenario faulty = *scenario;

    faulty.fault = options->fault;
    parts->partial_dt.blob = partial_dt(scenario, options_select(options), &parts->partial_dt.size);
    if (!parts->partial_dt.blob)
        return false;
    sizes.partial_dt = parts->partial_dt.size;
    parts->host_dt.blob = host_dt(&faulty, &sizes, &parts->host_dt.size);
    return parts->host_dt.blob != NULL;
}

static bool find_daemon(struct parts *parts)
{
    parts->storage_daemon = launch_find("qemu-storage-daemon");
    if (!parts->storage_daemon)
        fputs("doorbell: qemu-storage-daemon cannot be found in $PATH: install qemu-utils, or "
              "qemu-system-common on Debian 12\n",
              stderr);
    return parts->storage_daemon != NULL;
}

/* A fault is either the backend's or a plain QEMU's. */
static bool fits(const struct options *options, const struct scenario *scenario, bool is_known)
{
    if (options->fault && !is_known)
        fprintf(stderr, "doorbell: fault %s is not for machine %s, on which scenario %s is\n",
                options->fault, scenario_machine(scenario), scenario->name);
    return !options->fault || is_known;
}

static bool open_plain(const struct options *options, const struct scenario *scenario,
                       struct parts *parts)
{
    return fits(options, scenario, plain_fault(options->fault)) &&
           open_built(options, "guest.img", &parts->guest) &&
           (!scenario->storage_daemon || find_daemon(parts)) &&
           qemu_plain_tree(options->qemu, scenario, options_select(options),
                           plain_fault(options->fault), &parts->host_dt);
}

bool parts_open(const struct options *options, const struct scenario *scenario, struct parts *parts)
{
    *parts = (struct parts){.xen.fd = -1, .backend.fd = -1, .guest.fd = -1};
    if (scenario->plain ? open_plain(options, scenario, parts)
                        : fits(options, scenario, !plain_fault(options->fault)) &&
                              open_xen(options, scenario, &parts->xen) &&
                              open_built(options, "backend.img", &parts->backend) &&
                              open_built(options, "guest.img", &parts->guest) &&
                              compose(options, scenario, parts))
        return true;
    parts_free(parts);
    return false;
}

static void close_image(const struct image *image)
{
    if (image->fd >= 0)
        close(image->fd);
}

void parts_free(struct parts *parts)
{
    close_image(&parts->xen);
    close_image(&parts->backend);
    close_image(&parts->guest);
    free(parts->host_dt.blob);
    free(parts->partial_dt.blob);
    free(parts->storage_daemon);
}
