/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/guest_make.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "homes/dom0/domain_build.h"
#include "homes/dom0/domctl.h"
#include "homes/dom0/guest_console.h"
#include "homes/dom0/ramdisk.h"
#include "homes/dom0/second_backend.h"
#include "homes/ioreq/dom0_home.h"
#include "protocol/domains.h"
#include "runtime/image.h"
#include "runtime/panic.h"

#define TREE_FROM_END DOMAIN_BLOCK /* of RAM: out of the image's way */

static const struct args *args;
static unsigned int guests = 1;

/* Xen's domctls are none that we know: nothing to test, and no failure. */
static void check_version(void)
{
    const uint32_t version = domctl_version();

    if (version >= DOMCTL_VERSION_FIRST && version <= DOMCTL_VERSION_LAST)
        return;
    printf(
        "doorbell backend: lacks a Xen whose domctl interface has version %#x to %#x, this one's "
        "has %#x\n",
        DOMCTL_VERSION_FIRST, DOMCTL_VERSION_LAST, version);
    image_exit(0);
}

static const void *domains(void)
{
    const struct range ramdisk = ramdisk_find();
    const void *const fdt = (const void *)ramdisk.base;

    if (!ramdisk.size)
        panic("start= needs a ramdisk to make the domU of");
    if (ramdisk.base % 8 || fdt_check_header(fdt) || fdt_totalsize(fdt) > ramdisk.size ||
        fdt_node_check_compatible(fdt, 0, DOMAINS_COMPATIBLE))
        panic("the ramdisk at %#llx is not what protocol/domains.h says",
              (unsigned long long)ramdisk.base);
    return fdt;
}

static const void *bytes(const void *fdt, int node, const char *name, size_t least, size_t *size)
{
    int length = 0;
    const void *value = fdt_getprop(fdt, node, name, &length);

    if (!value || length < (int)least)
        panic("ramdisk: %s is missing or too short", name);
    *size = length;
    return value;
}

static uint32_t number(const void *fdt, int node, const char *name)
{
    size_t size;
    const fdt32_t *cell = bytes(fdt, node, name, sizeof(*cell), &size);

    return fdt32_ld(cell);
}

/* The image where it wants to be, the tree near the end of RAM. False: it is said why. */
static bool load(const void *fdt, int node, const struct domain_plan *plan)
{
    const uint64_t tree_at = GUEST_RAM0_BASE + plan->ram - TREE_FROM_END;
    size_t image_size, tree_size;
    const uint8_t *image = bytes(fdt, 0, DOMAINS_IMAGE, 64, &image_size);
    const void *tree = bytes(fdt, node, DOMAINS_TREE, sizeof(struct fdt_header), &tree_size);
    uint64_t offset;

    memcpy(&offset, image + DOMAINS_TEXT_OFFSET_AT, sizeof(offset));
    if (offset % 4096 || offset > plan->ram || image_size > plan->ram - TREE_FROM_END - offset ||
        tree_size > DOMAINS_TREE_MAX)
        panic("ramdisk: image or tree do not fit into the domU's RAM");
    return !domain_load(plan->domid, GUEST_RAM0_BASE + offset, image, image_size) &&
           !domain_load(plan->domid, tree_at, tree, tree_size) &&
           !domain_set_entry(plan->domid, GUEST_RAM0_BASE + offset, tree_at);
}

static void make_domain(const void *fdt, int node, const struct domain_plan *plan, bool vpl011)
{
    const bool created = !domain_create(plan);

    if (!created || !load(fdt, node, plan) || (vpl011 && guest_console_open(plan->domid))) {
        if (created)
            domain_destroy(plan->domid);
        printf("doorbell backend: error: domain %u could not be made: see above\n", plan->domid);
        image_exit(1);
    }
    printf("doorbell backend: made domain %u\n", plan->domid);
}

void guest_make(const struct args *from)
{
    const void *const fdt = domains();
    const int node = fdt_subnode_offset(fdt, 0, DOMAINS_DOMAIN);
    const bool vpl011 = fdt_getprop(fdt, node, DOMAINS_VPL011, NULL);
    struct domain_plan plan = {
        .domid = from->domid,
        .vcpus = number(fdt, node, DOMAINS_VCPUS),
        .nr_spis = number(fdt, node, DOMAINS_NR_SPIS),
        .extra_pages = vpl011 ? GUEST_CONSOLE_PAGES : 0,
        .reads_ones = !strcmp(dt_string(fdt, node, DOMAINS_PROFILE, ""), "unmapped"),
    };
    const void *backend;
    int length;

    args = from;
    check_version();
    if (!dt_u64_at(fdt, node, DOMAINS_MEMORY, 0, &plan.ram) || plan.ram > UINT32_MAX)
        panic("ramdisk: memory is missing or too large");
    plan.ram *= 1024;
    if (plan.ram < 2 * TREE_FROM_END)
        panic("ramdisk: memory is too small");
    backend = fdt_getprop(fdt, 0, DOMAINS_BACKEND, &length);
    if (backend)
        second_backend_start(backend, (size_t)length);
    make_domain(fdt, node, &plan, vpl011);
    if (!backend)
        return;
    guests = 2;
    plan.domid++;
    make_domain(fdt, node, &plan, false);
    second_backend_release();
}

unsigned int guest_count(void)
{
    return guests;
}

static void start_due(struct deadline *deadline)
{
    (void)deadline;
    for (unsigned int i = 0; i < guests; i++)
        if (domain_unpause(args->domid + i))
            image_exit(1);
}

static struct deadline start = {.run = start_due};

void guest_start(const struct args *from)
{
    args = from;
    dom0_home_after(&start, args->start);
}
