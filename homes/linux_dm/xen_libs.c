/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/linux_dm/xen_libs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <xentoollog.h>

struct xen_libs xen_libs;

static xentoollog_logger *quiet; /* the libraries' own lines would come beside ours */

static bool refuse(char error[XEN_LIBS_ERROR], const char *file, const char *advice)
{
    snprintf(error, XEN_LIBS_ERROR, "%s: %s; %s", file, strerror(errno), advice);
    xen_libs_close();
    return false;
}

bool xen_libs_open(bool grants, char error[XEN_LIBS_ERROR])
{
    quiet = (xentoollog_logger *)xtl_createlogger_stdiostream(stderr, XTL_CRITICAL, 0);
    xen_libs.model = xendevicemodel_open(quiet, 0);
    if (!xen_libs.model)
        return refuse(error, "/dev/xen/privcmd",
                      "run it in dom0, as root, with module xen-privcmd");
    xen_libs.memory = xenforeignmemory_open(quiet, 0);
    if (!xen_libs.memory)
        return refuse(error, "/dev/xen/privcmd", "mapping memory of others needs it");
    xen_libs.events = xenevtchn_open(quiet, 0);
    if (!xen_libs.events)
        return refuse(error, "/dev/xen/evtchn", "load module xen-evtchn");
    if (fcntl(xenevtchn_fd(xen_libs.events), F_SETFL, O_NONBLOCK))
        return refuse(error, "/dev/xen/evtchn", "it cannot be polled");
    if (grants && !(xen_libs.grants = xengnttab_open(quiet, 0)))
        return refuse(error, "/dev/xen/gntdev", "load module xen-gntdev");
    return true;
}

void xen_libs_close(void)
{
    if (xen_libs.grants)
        xengnttab_close(xen_libs.grants);
    if (xen_libs.events)
        xenevtchn_close(xen_libs.events);
    if (xen_libs.memory)
        xenforeignmemory_close(xen_libs.memory);
    if (xen_libs.model)
        xendevicemodel_close(xen_libs.model);
    if (quiet)
        xtl_logger_destroy(quiet);
    xen_libs = (struct xen_libs){0};
    quiet = NULL;
}

bool xen_libs_restrict(domid_t domid)
{
    return !xendevicemodel_restrict(xen_libs.model, domid) &&
           !xenforeignmemory_restrict(xen_libs.memory, domid) &&
           !xenevtchn_restrict(xen_libs.events, domid);
}

int xen_libs_result(int result)
{
    return result < 0 ? -errno : 0;
}
