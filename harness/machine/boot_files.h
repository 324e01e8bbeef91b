/* SPDX-License-Identifier: BSD-2-Clause */
/* What a scenario boots: Xen, the two images, and the device trees that name them; on a bare
 * machine the guest's image and its device tree. */
#ifndef HARNESS_BOOT_FILES_H
#define HARNESS_BOOT_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/scenario.h"
#include "harness/machine/dt_writer.h"

/* What the boots of a run have in common. */
struct boot_sources {
    const char *images; /* directory of guest.img, backend.img, xen/debug/xen, xen/release/xen */
    const char *xen;    /* this one for all; NULL: the one that a scenario names, in .images */
    const char *qemu;   /* its path */
    const char *qemu_version;  /* qemu_version()'s; only bare machines need it */
    const char *fault;         /* of the backend or the bare machine; NULL: none */
    const char *const *select; /* globs on rule or group.test, ends with NULL; NULL: all */
};

struct image {
    int fd;
    size_t size;
};

struct boot_files {
    struct image xen, backend, guest;
    struct image initramfs;      /* only where the domU is Linux; .guest is the kernel then */
    struct image root;           /* its disk, if it has a root file system there */
    struct image dom0_initramfs; /* the same of dom0; .backend is the kernel then */
    /* A bare machine has only .host_dt, which is then the guest's. */
    struct dt_blob host_dt, partial_dt;
    /* Only where the backend makes the domU, dom0's ramdisk: .partial_dt is all of its tree then;
     * or xl does, which is .dom0_initramfs with more. */
    struct dt_blob domains;
    char *storage_daemon; /* its path, if the scenario has one */
    char *vfio_user;      /* that of the servers' program, if the scenario has some */
    char *qemu;           /* that of the QEMU which the scenario needs; NULL: the one of all */
};

/*
 * Opens the images and composes the trees. False after one line on stderr that names what is
 * missing or not fit. Release with boot_files_free().
 */
bool boot_files_open(const struct boot_sources *sources, const struct scenario *scenario,
                     struct boot_files *files);
void boot_files_free(struct boot_files *files);

/* Whether the scenarios that want the Xen @extra (scenario_extra_xen()) have it: an option of make
 * builds it. */
bool boot_files_have(const struct boot_sources *sources, const char *extra);

#endif
