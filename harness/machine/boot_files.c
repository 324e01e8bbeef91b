/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/boot_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/catalogue/bare_fault.h"
#include "harness/machine/bare_dt.h"
#include "harness/machine/domu_dt.h"
#include "harness/machine/host_dt.h"
#include "harness/machine/layout.h"
#include "harness/machine/partial_dt.h"
#include "harness/machine/qemu_query.h"
#include "harness/machine/xl_files.h"
#include "harness/support/heap.h"
#include "harness/support/process.h"

/* arch/arm64/Image: a header of 64 bytes, its magic at 56. */
#define HEADER_SIZE  64
#define HEADER_MAGIC "ARM\x64"
#define MAGIC_AT     56

#define LINUX_ADVICE "make linux-guest makes it"
#define DOM0_ADVICE  "make linux-dom0 makes it"
#define INITRAMFS    "an initramfs"
#define ROOT_MAX     MIB(1) /* of the backend's 8 MiB */

static bool open_image(const char *path, const char *advice, uint64_t limit, struct image *image)
{
    char header[HEADER_SIZE];
    struct stat info;

    image->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (image->fd < 0) {
        fprintf(stderr, "doorbell: %s: %s; %s\n", path, strerror(errno), advice);
        return false;
    }
    if (fstat(image->fd, &info) || !S_ISREG(info.st_mode) || info.st_size > (off_t)limit ||
        pread(image->fd, header, sizeof(header), 0) != sizeof(header) ||
        memcmp(header + MAGIC_AT, HEADER_MAGIC, strlen(HEADER_MAGIC))) {
        fprintf(stderr, "doorbell: %s: not an arm64 boot image of at most %llu MiB; %s\n", path,
                (unsigned long long)(limit / MIB(1)), advice);
        return false;
    }
    image->size = (size_t)info.st_size;
    return true;
}

/* @what: "an initramfs" */
static bool open_module(const struct boot_sources *sources, const char *name, const char *what,
                        uint64_t limit, const char *advice, struct image *image)
{
    char *path = heap_format("%s/%s", sources->images, name);
    struct stat info;
    bool ok = false;

    image->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (image->fd < 0 || fstat(image->fd, &info))
        fprintf(stderr, "doorbell: %s: %s; %s\n", path, strerror(errno), advice);
    else if (!S_ISREG(info.st_mode) || !info.st_size || info.st_size > (off_t)limit)
        fprintf(stderr, "doorbell: %s: not %s of at most %llu MiB; %s\n", path, what,
                (unsigned long long)(limit / MIB(1)), advice);
    else
        ok = true;
    if (ok)
        image->size = (size_t)info.st_size;
    free(path);
    return ok;
}

static bool open_built(const struct boot_sources *sources, const char *name, struct image *image)
{
    char *path = heap_format("%s/%s", sources->images, name);
    const bool ok =
        open_image(path, "build it with make, or give --images", HOST_MODULE_MAX, image);

    free(path);
    return ok;
}

/* An extra that is not there: our own Xen shows what it lacks, for which the judge skips. */
static bool is_there(const struct boot_sources *sources, const char *xen)
{
    char *path = heap_format("%s/xen/%s/xen", sources->images, xen);
    const bool there = !access(path, R_OK);

    free(path);
    return there;
}

bool boot_files_have(const struct boot_sources *sources, const char *extra)
{
    return !sources->xen && is_there(sources, extra);
}

static bool open_xen(const struct boot_sources *sources, const struct scenario *scenario,
                     struct image *image)
{
    char *name;
    bool ok;

    if (sources->xen)
        return open_image(sources->xen, "--xen wants Xen's build result xen/xen for arm64",
                          HOST_MODULE_MAX, image);
    name =
        heap_format("xen/%s/xen", scenario_extra_xen(scenario) && !is_there(sources, scenario->xen)
                                      ? "debug"
                                      : scenario->xen);
    ok = open_built(sources, name, image);
    free(name);
    return ok;
}

/* All of @image, whose file has @name; free() its .data. */
static bool read_image(const struct image *image, const char *name, struct dt_blob *out)
{
    *out = (struct dt_blob){heap_zero(1, image->size), image->size};
    if (pread(image->fd, out->data, image->size, 0) == (ssize_t)image->size)
        return true;
    fprintf(stderr, "doorbell: %s: %s\n", name, strerror(errno));
    return false;
}

/* The ramdisk of which the backend makes the domU. */
static bool compose_domains(const struct scenario *scenario, struct boot_files *files)
{
    struct dt_blob image = {0}, backend = {0};

    if (read_image(&files->guest, "guest.img", &image) &&
        (scenario->domus < 2 || read_image(&files->backend, "backend.img", &backend)))
        files->domains.data = domains_dt(scenario, &image, &files->partial_dt,
                                         backend.data ? &backend : NULL, &files->domains.size);
    free(image.data);
    free(backend.data);
    return files->domains.data;
}

/* The initramfs of dom0 with what xl makes the domU of. */
static bool compose_xl(const struct scenario *scenario, struct boot_files *files)
{
    struct dt_blob initramfs = {0}, image = {0};
    const bool good = read_image(&files->dom0_initramfs, "dom0's initramfs", &initramfs) &&
                      read_image(&files->guest, "guest.img", &image);

    if (good)
        files->domains = xl_files(scenario, &initramfs, &image, &files->partial_dt);
    free(initramfs.data);
    free(image.data);
    return good;
}

static bool compose_xen(const struct boot_sources *sources, const struct scenario *scenario,
                        struct boot_files *files)
{
    struct module_sizes sizes = {.backend = files->backend.size,
                                 .guest = files->guest.size,
                                 .initramfs = files->initramfs.size,
                                 .root = files->root.size,
                                 .dom0_initramfs = files->dom0_initramfs.size};

    files->partial_dt.data = (scenario->by_domctl ? domu_dt : partial_dt)(scenario, sources->select,
                                                                          &files->partial_dt.size);
    if (!files->partial_dt.data || (scenario->by_domctl && !compose_domains(scenario, files)) ||
        (scenario->by_xl && !compose_xl(scenario, files)))
        return false;
    if (scenario->by_domctl)
        sizes.guest = files->domains.size;
    if (scenario->by_xl)
        sizes.dom0_initramfs = files->domains.size;
    sizes.partial_dt = files->partial_dt.size;
    files->host_dt.data = host_dt(scenario, sources->fault, &sizes, &files->host_dt.size);
    return files->host_dt.data != NULL;
}

static bool break_dt(void *blob, enum bare_fault fault)
{
    if ((fault != BARE_PINS_ELSEWHERE || bare_dt_break_pins(blob)) &&
        (fault != BARE_WINDOW_ELSEWHERE || bare_dt_break_window(blob)))
        return true;
    fputs("doorbell: QEMU's device tree has nothing that this fault could break\n", stderr);
    return false;
}

static bool compose_board(const struct boot_sources *sources, const struct scenario *scenario,
                          const char *qemu, const char *version, struct boot_files *files)
{
    size_t size = 0;
    void *board = qemu_version_usable(qemu, version) ? qemu_board_dt(qemu, scenario, &size) : NULL;
    char *number = board ? heap_format("%.*s", (int)strcspn(version, " "), version) : NULL;

    if (board)
        files->host_dt.data =
            bare_dt(board, size, scenario, sources->select, number, &files->host_dt.size);
    free(number);
    free(board);
    return files->host_dt.data &&
           (*scenario->vfio_user || break_dt(files->host_dt.data, bare_fault(sources->fault)));
}

static bool compose_bare(const struct boot_sources *sources, const struct scenario *scenario,
                         struct boot_files *files)
{
    char *version = files->qemu ? qemu_version(files->qemu) : NULL;
    const bool good = compose_board(sources, scenario, files->qemu ? files->qemu : sources->qemu,
                                    files->qemu ? version : sources->qemu_version, files);

    free(version);
    return good;
}

/* Beside QEMU is that of the same build. */
static bool find_daemon(const char *qemu, struct boot_files *files)
{
    char *beside = heap_format("%.*s/qemu-storage-daemon", (int)(strrchr(qemu, '/') - qemu), qemu);

    files->storage_daemon = find_executable(beside);
    free(beside);
    if (!files->storage_daemon)
        files->storage_daemon = find_executable("qemu-storage-daemon");
    if (!files->storage_daemon)
        fputs("doorbell: qemu-storage-daemon cannot be found beside QEMU or in $PATH: install "
              "qemu-utils, or qemu-system-common on Debian 12\n",
              stderr);
    return files->storage_daemon != NULL;
}

/* A program that make qemu-11 makes, to free(); NULL after one line on stderr. */
static char *find_made(const struct boot_sources *sources, const char *name)
{
    char *path = heap_format("%s/%s", sources->images, name);
    char *found = find_executable(path);

    if (!found)
        fprintf(stderr, "doorbell: %s is not there; make qemu-11 makes it\n", path);
    free(path);
    return found;
}

/* The servers' program and a QEMU for them: the one of all, or that of make qemu-11 if it is too
 * old. */
static bool find_vfio_user(const struct boot_sources *sources, struct boot_files *files)
{
    files->vfio_user = find_made(sources, "doorbell-vfio-user");
    if (!files->vfio_user || qemu_version_has_vfio_user(sources->qemu_version))
        return files->vfio_user;
    files->qemu = find_made(sources, "qemu-11/qemu-system-aarch64");
    return files->qemu;
}

/* A fault is the backend's, a bare machine's or, with vfio-user, for the servers to know. */
static bool fault_fits(const struct boot_sources *sources, const struct scenario *scenario)
{
    if (!sources->fault || *scenario->vfio_user ||
        scenario->bare == (bare_fault(sources->fault) != BARE_NO_FAULT))
        return true;
    fprintf(stderr, "doorbell: fault %s is not for machine %s, on which scenario %s is\n",
            sources->fault, scenario_machine(scenario), scenario->name);
    return false;
}

static bool open_guest(const struct boot_sources *sources, const struct scenario *scenario,
                       struct boot_files *files)
{
    char *path;
    bool ok;

    if (!scenario->linux_guest)
        return open_built(sources, "guest.img", &files->guest);
    path = heap_format("%s/linux/Image", sources->images);
    ok = open_image(path, LINUX_ADVICE, HOST_LINUX_MAX, &files->guest) &&
         open_module(sources, "linux/initramfs", INITRAMFS, HOST_LINUX_MAX, LINUX_ADVICE,
                     &files->initramfs) &&
         (!scenario->root || open_module(sources, "linux/root.img", "a root file system", ROOT_MAX,
                                         LINUX_ADVICE, &files->root));
    free(path);
    return ok;
}

/* What dom0 runs: our device model, or Linux with an agent that starts one. */
static bool open_dom0(const struct boot_sources *sources, const struct scenario *scenario,
                      struct boot_files *files)
{
    char *path;
    bool ok;

    if (!scenario_has_linux_dom0(scenario))
        return open_built(sources, "backend.img", &files->backend);
    path = heap_format("%s/linux/Image", sources->images);
    ok = open_image(path, DOM0_ADVICE, HOST_LINUX_MAX, &files->backend) &&
         open_module(sources, "linux-dom0/initramfs", INITRAMFS, HOST_LINUX_MAX, DOM0_ADVICE,
                     &files->dom0_initramfs);
    free(path);
    return ok;
}

static bool open_all(const struct boot_sources *sources, const struct scenario *scenario,
                     struct boot_files *files)
{
    if (!fault_fits(sources, scenario))
        return false;
    if (scenario->bare)
        return open_built(sources, "guest.img", &files->guest) &&
               (!scenario->storage_daemon || find_daemon(sources->qemu, files)) &&
               (!*scenario->vfio_user || find_vfio_user(sources, files)) &&
               compose_bare(sources, scenario, files);
    return open_xen(sources, scenario, &files->xen) && open_dom0(sources, scenario, files) &&
           open_guest(sources, scenario, files) && compose_xen(sources, scenario, files);
}

bool boot_files_open(const struct boot_sources *sources, const struct scenario *scenario,
                     struct boot_files *files)
{
    *files = (struct boot_files){.xen.fd = -1,
                                 .backend.fd = -1,
                                 .guest.fd = -1,
                                 .initramfs.fd = -1,
                                 .root.fd = -1,
                                 .dom0_initramfs.fd = -1};
    if (open_all(sources, scenario, files))
        return true;
    boot_files_free(files);
    return false;
}

static void close_image(const struct image *image)
{
    if (image->fd >= 0)
        close(image->fd);
}

void boot_files_free(struct boot_files *files)
{
    close_image(&files->xen);
    close_image(&files->backend);
    close_image(&files->guest);
    close_image(&files->initramfs);
    close_image(&files->root);
    close_image(&files->dom0_initramfs);
    free(files->host_dt.data);
    free(files->partial_dt.data);
    free(files->domains.data);
    free(files->storage_daemon);
    free(files->vfio_user);
    free(files->qemu);
}
