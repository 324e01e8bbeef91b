/* SPDX-License-Identifier: BSD-2-Clause */
/* The command lines of QEMU: as the host that Xen boots on, and as a bare machine without Xen. */
#ifndef HARNESS_QEMU_ARGS_H
#define HARNESS_QEMU_ARGS_H

#include "harness/catalogue/scenario.h"
#include "harness/support/argv.h"

#define QEMU_DISK_NODE "disk" /* the block node of `drive=disk` */

/* Open descriptors of what a host of Xen boots. */
struct qemu_xen_fds {
    int xen;
    int host_dt;
    int backend;
    int guest;     /* where the backend makes the domU: its ramdisk */
    int initramfs; /* -1: none; of the domU */
    int dom0_initramfs;
    int root; /* -1: none; the disk that our backend serves */
    int partial_dt;
};

/* Open descriptors of what a bare machine boots and is connected to; -1: not wanted. */
struct qemu_bare_fds {
    int guest;
    int dt;
    int disk;              /* what `drive=disk` of a device reads and writes */
    int late;              /* the same for `drive=late` */
    int net;               /* a datagram socket: the wire of `netdev=net` */
    int vhost;             /* connected to the storage daemon: `chardev=vhost` */
    int qmp;               /* connected to us */
    const char *vfio_user; /* the folder of the servers' sockets; NULL: there are none */
};

/* Each makes @out (zeroes before) the command line of @qemu, a path. */
void qemu_xen(const char *qemu, const struct scenario *scenario, const struct qemu_xen_fds *fds,
              struct argv *out);
void qemu_bare(const char *qemu, const struct scenario *scenario, const struct qemu_bare_fds *fds,
               struct argv *out);

/* The same for a bare machine that only writes its device tree to file @path and exits. */
void qemu_dump_dt(const char *qemu, const struct scenario *scenario, const char *path,
                  struct argv *out);

#endif
