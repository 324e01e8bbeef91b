/* SPDX-License-Identifier: BSD-2-Clause */
/* A device of the board, attached while we run: OVL-04 to OVL-06. */
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "suites/dm/dom0_call.h"
#include "suites/life/small_domain_client.h"
#include "suites/ovl/host_device.h"

#include <xen/errno.h>

#define NOBODY 0x1234 /* no domain has this number */
#define LARGE  (501u << 10)

static bool is_there(const struct host_device *device)
{
    uint64_t value;

    return try_read(device->base, 4, &value);
}

static const struct {
    const char *what;
    struct overlay_op op;
    int wanted;
} sysctls[] =
    {
        {"add no bytes", {.op = OVERLAY_ADD, .nothing = true}, -XEN_EINVAL},
        {"add 501 KiB", {.op = OVERLAY_ADD, .size = LARGE}, -XEN_EINVAL},
        {"add with padding", {.op = OVERLAY_ADD, .pad = {0, 0, 1}}, -XEN_EINVAL},
        {"add from nowhere", {.op = OVERLAY_ADD, .fdt = DOM0_NOWHERE}, -XEN_EFAULT},
        {"operation 0", {.op = 0}, -XEN_EOPNOTSUPP},
        {"operation 3", {.op = 3}, -XEN_EOPNOTSUPP},
        {"remove what was not added", {.op = OVERLAY_REMOVE}, -XEN_EINVAL},
        {"remove less than it says", {.op = OVERLAY_REMOVE, .size = 64}, -XEN_EINVAL},
},
  domctls[] = {
      {"attach no bytes", {.op = OVERLAY_ATTACH, .nothing = true}, -XEN_EINVAL},
      {"attach 501 KiB", {.op = OVERLAY_ATTACH, .size = LARGE}, -XEN_EINVAL},
      {"attach with padding", {.op = OVERLAY_ATTACH, .pad = {1}}, -XEN_EINVAL},
      {"attach from nowhere", {.op = OVERLAY_ATTACH, .fdt = DOM0_NOWHERE}, -XEN_EFAULT},
      {"domctl operation 0", {.op = 0}, -XEN_EOPNOTSUPP},
      {"domctl operation 2", {.op = 2}, -XEN_EOPNOTSUPP},
};

static void expect_refused(const char *what, long rc, long wanted)
{
    if (rc != wanted)
        report_fail(__FILE__, __LINE__, "%s: expected %ld, returned %ld", what, wanted, rc);
    report_checked();
}

/* What is refused of an overlay that Xen would attach. */
static void expect_attach_refusals(void)
{
    const struct overlay_op add = {.op = OVERLAY_ADD}, attach = {.op = OVERLAY_ATTACH};
    struct small_domain small;

    expect_refused("attach what was not added", overlay_domctl(&attach, dom0_guest()), -XEN_EINVAL);
    if (!expect_eq((uint64_t)overlay_sysctl(&add), 0))
        return;
    for (size_t i = 0; i < sizeof(domctls) / sizeof(domctls[0]); i++)
        expect_refused(domctls[i].what, overlay_domctl(&domctls[i].op, dom0_guest()),
                       domctls[i].wanted);
    expect_refused("add it twice", overlay_sysctl(&add), -XEN_EINVAL);
    expect_refused("attach it to nobody", overlay_domctl(&attach, NOBODY), -XEN_ESRCH);
    if (small_make(&small, SMALL_FIRST, PROGRAM_READS)) {
        expect_refused("attach it to a domain that is not direct-mapped",
                       overlay_domctl(&attach, small.domid), -XEN_EOPNOTSUPP);
        small_unmake(&small);
    }
    expect_eq((uint64_t)host_device_remove(), 0);
}

TEST(ovl, attaching_is_refused, .rule = "OVL-04", .needs = CONTROL_PAGE | BARE_DOM0, .alone = true,
     TITLE("overlays of no or too many bytes, from nowhere, unknown or known already, and domains "
           "that are not direct-mapped, are refused; the device stays where it was"))
{
    struct host_device device;

    if (!host_device_open(&device))
        return;
    for (size_t i = 0; i < sizeof(sysctls) / sizeof(sysctls[0]); i++)
        expect_refused(sysctls[i].what, overlay_sysctl(&sysctls[i].op), sysctls[i].wanted);
    expect_attach_refusals();
    expect(!is_there(&device));
}

TEST(ovl, an_attached_device_works, .rule = "OVL-05", .needs = CONTROL_PAGE | BARE_DOM0,
     .alone = true,
     TITLE("the board's PL031 is at no address of ours; once it is attached its registers are read "
           "and written, and its interrupt comes each time that it is raised"))
{
    const struct overlay_op add = {.op = OVERLAY_ADD}, remove = {.op = OVERLAY_REMOVE};
    struct host_device device;

    if (!host_device_open(&device))
        return;
    expect(!is_there(&device));
    /* Xen's tree has it then, we have it not. */
    if (!expect_eq((uint64_t)overlay_sysctl(&add), 0))
        return;
    expect(!is_there(&device));
    if (!expect_eq((uint64_t)overlay_sysctl(&remove), 0) || !host_device_attach() ||
        !expect(host_device_answers(&device)))
        return;
    expect(!host_device_interrupts(&device));
    for (unsigned int i = 0; i < 2; i++) {
        host_device_raise(&device);
        expect(host_device_interrupts(&device));
        host_device_clear(&device);
    }
    expect(!host_device_interrupts(&device));
    host_device_remove();
}

TEST(ovl, a_removed_device_is_gone, .rule = "OVL-06", .needs = CONTROL_PAGE | BARE_DOM0,
     .alone = true,
     TITLE("an overlay whose device we have is not removed, or its registers are out of our reach "
           "after it"))
{
    struct host_device device;

    if (!host_device_open(&device) || !host_device_attach() ||
        !expect(host_device_answers(&device)))
        return;
    if (host_device_remove())
        expect(host_device_answers(&device));
    else
        expect(!is_there(&device));
}

TEST(ovl, a_removed_devices_interrupt_is_gone, .rule = "OVL-06", .needs = CONTROL_PAGE | BARE_DOM0,
     .alone = true,
     TITLE("an overlay whose device we have is not removed, or its interrupt, raised before that, "
           "does not come after it"))
{
    struct host_device device;

    if (!host_device_open(&device) || !host_device_attach() ||
        !expect(host_device_answers(&device)))
        return;
    host_device_raise(&device);
    if (host_device_remove())
        expect(host_device_interrupts(&device));
    else
        expect(!host_device_interrupts(&device));
    if (is_there(&device))
        host_device_clear(&device);
}
