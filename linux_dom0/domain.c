/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_dom0/domain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <xen/domctl.h>
#include <xen/event_channel.h>
#include <xen/evtchn.h>

#include "linux_dom0/children.h"
#include "linux_dom0/dom0_log.h"

#define TICK_MS 5

/* Among how many of the domU's ports the one for us is: xenstore may be before it. */
#define PORTS 8

/* linux/include/uapi/xen/privcmd.h, which includes what is not installed. */
struct privcmd_call {
    uint64_t op;
    uint64_t arg[5];
};
#define HYPERCALL _IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_call))

/*
 * Domctls are no stable interface: Xen refuses (-EACCES) all versions but its own. What is used
 * here, the flags of getdomaininfo and destroydomain, has stayed the same for all of these.
 */
#define VERSION_FIRST 0x12
#define VERSION_LAST  0x2f

static int channel = -1;
static evtchn_port_t first_port = 1; /* of the domU's that may be for us */

static bool bind_any(unsigned int domid)
{
    for (unsigned int port = first_port; port < first_port + PORTS; port++) {
        struct ioctl_evtchn_bind_interdomain bind = {.remote_domain = domid, .remote_port = port};

        if (ioctl(channel, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind) >= 0)
            return true;
    }
    return false;
}

static bool take_event(int ms)
{
    uint32_t port;

    if (!children_wait(ms, channel))
        return false;
    if (read(channel, &port, sizeof(port)) != sizeof(port) ||
        write(channel, &port, sizeof(port)) != sizeof(port)) /* unmasks it */
        die("/dev/xen/evtchn");
    return true;
}

/* Once bound, the port is pending by itself: that is no second request. */
bool domain_asks(unsigned int domid, int ms)
{
    static bool bound;

    if (channel < 0 && (channel = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC)) < 0)
        die("/dev/xen/evtchn");
    if (bound)
        return take_event(ms);
    for (; ms > 0 && !(bound = bind_any(domid)); ms -= TICK_MS)
        children_wait(TICK_MS, -1);
    return bound && take_event(TICK_MS);
}

static long hypercall(uint64_t op, uint64_t first, void *second)
{
    static int file = -1;
    struct privcmd_call call = {.op = op, .arg = {first, (uintptr_t)second}};

    if (file < 0 && (file = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC)) < 0)
        die("/dev/xen/privcmd");
    return ioctl(file, HYPERCALL, &call);
}

static struct xen_domctl domctl; /* zeroed: Xen checks what it does not know */

static long do_domctl(uint32_t cmd, unsigned int domid)
{
    long rc = -1;

    for (uint32_t version = VERSION_FIRST; rc && version <= VERSION_LAST; version++) {
        domctl.cmd = cmd;
        domctl.interface_version = version;
        domctl.domain = (domid_t)domid;
        rc = hypercall(__HYPERVISOR_domctl, (uintptr_t)&domctl, NULL);
    }
    return rc;
}

/* What Xen says of @domid; NULL, errno set: there is none. */
static const struct xen_domctl_getdomaininfo *get_info(unsigned int domid)
{
    const long rc = do_domctl(XEN_DOMCTL_getdomaininfo, domid);

    return rc || domctl.domain != domid ? NULL : &domctl.u.getdomaininfo;
}

void domain_destroy(unsigned int domid)
{
    if (do_domctl(XEN_DOMCTL_destroydomain, domid))
        die("destroydomain");
}

bool domain_is_there(unsigned int domid)
{
    return get_info(domid);
}

void domain_forget_ports(unsigned int domid)
{
    struct evtchn_status status = {.dom = (domid_t)domid, .port = first_port};

    while (!hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, &status) &&
           status.status != EVTCHNSTAT_closed)
        status.port = ++first_port;
}

int domain_end_reason(unsigned int domid)
{
    const struct xen_domctl_getdomaininfo *info = get_info(domid);

    if (!info)
        die("getdomaininfo");
    if (!(info->flags & XEN_DOMINF_shutdown))
        return -1;
    return info->flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
}
