/* SPDX-License-Identifier: BSD-2-Clause */
/* What a scenario boots: Xen, the two images, and the device trees that name them; on plain QEMU
 * the guest's image and its device tree. */
#ifndef HARNESS_PARTS_H
#define HARNESS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/catalogue/scenario.h"
#include "harness/command/options.h"

struct image {
    int fd;
    size_t size;
};

struct tree {
    void *blob;
    size_t size;
};

struct parts {
    struct image xen, backend, guest;
    /* Plain: .host_dt is the guest's, and of the others there is none. */
    struct tree host_dt, partial_dt;
    char *storage_daemon; /* plain, if the scenario wants one: its path */
};

/*
 * Opens the images and composes the trees; .images of @options must be set, .qemu be a path. False
 * after one line on stderr that names what is missing or not fit. Release with parts_free().
 */
bool parts_open(const struct options *options, const struct scenario *scenario,
                struct parts *parts);
void parts_free(struct parts *parts);

#endif
