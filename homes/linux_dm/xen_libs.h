/* SPDX-License-Identifier: BSD-2-Clause */
/* Handles of Xen's stable libraries: all that doorbell-dm has of Xen. */
#ifndef LINUX_DM_XEN_LIBS_H
#define LINUX_DM_XEN_LIBS_H

#include <stdbool.h>
#include <xendevicemodel.h>
#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>

#define XEN_LIBS_ERROR 200

extern struct xen_libs {
    xendevicemodel_handle *model;
    xenforeignmemory_handle *memory;
    xenevtchn_handle *events;
    xengnttab_handle *grants; /* NULL: not wanted */
} xen_libs;

/* Opens them, the last one if @grants; false with one line in @error, which says what to do. */
bool xen_libs_open(bool grants, char error[XEN_LIBS_ERROR]);
void xen_libs_close(void);

/* From now on they work on @domid only, but for grants; false, errno set, if this kernel knows no
 * such thing. */
bool xen_libs_restrict(domid_t domid);

/* A result of theirs, -1 with errno, as this tree has it: 0 or a negative Xen errno, which Linux
 * has the same numbers for. */
int xen_libs_result(int result);

#endif
