/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU as the host that Xen boots on. */
#ifndef HARNESS_QEMU_XEN_H
#define HARNESS_QEMU_XEN_H

#include "harness/catalogue/scenario.h"
#include "harness/machine/program.h"

/* Open descriptors. */
struct qemu_xen {
    int xen;
    int host_dt;
    int backend;
    int guest;
    int partial_dt;
};

/* Makes @out (zeroes before) the command line of @qemu, a path. */
void qemu_xen(const char *qemu, const struct scenario *scenario, const struct qemu_xen *files,
              struct program *out);

#endif
