/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain QEMU: the guest at EL1 on the `virt` board, no hypervisor, QEMU's own devices. */
#ifndef HARNESS_QEMU_PLAIN_H
#define HARNESS_QEMU_PLAIN_H

#include <stdbool.h>

#include "harness/boot/plain_fault.h"
#include "harness/catalogue/scenario.h"
#include "harness/machine/parts.h"
#include "harness/machine/program.h"

#define PLAIN_DISK "disk" /* the block node of `drive=disk` */

/* Open descriptors; -1: not wanted. */
struct qemu_plain {
    int guest;
    int dt;
    int disk;  /* what `drive=disk` of a device reads and writes */
    int late;  /* the same for `drive=late` */
    int net;   /* a datagram socket: the wire of `netdev=net` */
    int vhost; /* connected to the storage daemon: `chardev=vhost` */
    int qmp;   /* connected to us */
};

/* Makes @out (zeroes before) the command line of @qemu, a path. */
void qemu_plain(const char *qemu, const struct scenario *scenario, const struct qemu_plain *files,
                struct program *out);

/* The same for a QEMU that writes its tree to file @path and ends. */
void qemu_plain_dump(const char *qemu, const struct scenario *scenario, const char *path,
                     struct program *out);

/*
 * Asks @qemu, a path, for its version and for the tree that it makes for @scenario, and amends it.
 * False after one line on stderr if there is no answer within seconds, if QEMU is older than what
 * this is written for, or if it makes no tree. free() .blob.
 */
bool qemu_plain_tree(const char *qemu, const struct scenario *scenario, const char *const *select,
                     enum plain_fault fault, struct tree *out);

#endif
