/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/domain_build.h"

#include <stdio.h>
#include <string.h>

#include "homes/dom0/domctl.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/foreign.h"
#include "homes/ioreq/guest_end.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

#define BLOCK_ORDER 9 /* of a DOMAIN_BLOCK, in pages */
#define BLOCKS      DOMAIN_BLOCKS
#define POOL        (2 << 20) /* bytes for its stage-2 tables */
#define CHANNELS    1023      /* its last port, as of a domU that Xen makes at boot */

/* public/domctl.h of 4.21; without it unmapped accesses read as ones there. */
#define CDF_TRAP_UNMAPPED (1u << 8)
#define KNOWS_TRAPPING    (4 << 16 | 21)

/* public/arch-arm.h and its SCTLR_GUEST_INIT: RES1 bits, MMU and caches off. */
#define SCTLR 0x00c50078

#define GONE_LIMIT (50 * CLOCK_MS)
#define GONE_STEP  (50 * CLOCK_US)

static struct xen_domctl op; /* the one under way */

/* A new one: Xen checks what it does not know to be 0. */
static struct xen_domctl *fresh(void)
{
    memset(&op, 0, sizeof(op));
    return &op;
}

/* Makes it; @argument is for people. */
static int run(uint32_t cmd, const char *name, domid_t domid, uint64_t argument)
{
    const long rc = domctl(&op, cmd, domid);

    if (rc)
        printf("doorbell backend: Xen refuses domctl %u, %s, domain %u, argument %#llx (%ld)\n",
               cmd, name, domid, (unsigned long long)argument, rc);
    return (int)rc;
}

/* Puts @arch where createdomain of Xen's version has it: altp2m_opts came before it in 0x17. */
static void put_arch(const struct xen_arch_domainconfig *arch)
{
    size_t at = offsetof(struct xen_domctl_createdomain, arch);

    if (domctl_version() < 0x17)
        at -= sizeof(uint32_t);
    memcpy((uint8_t *)&op.u.createdomain + at, arch, sizeof(*arch));
}

static int create(const struct domain_plan *plan)
{
    const bool wants_flag = !plan->reads_ones && xen_version() >= KNOWS_TRAPPING;
    const struct xen_arch_domainconfig arch = {
        .gic_version = XEN_DOMCTL_CONFIG_GIC_NATIVE,
        .nr_spis = plan->nr_spis,
    };

    fresh()->u.createdomain = (struct xen_domctl_createdomain){
        .flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap | (wants_flag ? CDF_TRAP_UNMAPPED : 0),
        .max_vcpus = plan->vcpus,
        .max_evtchn_port = CHANNELS,
        .max_grant_frames = -1,
        .max_maptrack_frames = -1,
        .grant_opts = XEN_DOMCTL_GRANT_version(1),
    };
    op.u.createdomain.handle[0] = (uint8_t)plan->domid; /* so that no two are alike */
    put_arch(&arch);
    return run(XEN_DOMCTL_createdomain, "createdomain", plan->domid, op.u.createdomain.flags);
}

static int set_limits(const struct domain_plan *plan)
{
    int rc;

    fresh()->u.paging_mempool.size = POOL;
    rc = run(XEN_DOMCTL_set_paging_mempool_size, "set_paging_mempool_size", plan->domid, POOL);
    if (rc)
        return rc;
    fresh()->u.max_vcpus.max = plan->vcpus;
    rc = run(XEN_DOMCTL_max_vcpus, "max_vcpus", plan->domid, plan->vcpus);
    if (rc)
        return rc;
    fresh()->u.max_mem.max_memkb = (plan->ram + plan->extra_pages * FOREIGN_PAGE) / 1024;
    rc = run(XEN_DOMCTL_max_mem, "max_mem", plan->domid, op.u.max_mem.max_memkb);
    if (rc)
        return rc;
    fresh()->u.address_size.size = 64;
    return run(XEN_DOMCTL_set_address_size, "set_address_size", plan->domid, 64);
}

static int populate(const struct domain_plan *plan)
{
    static xen_pfn_t frames[BLOCKS];
    struct xen_memory_reservation reservation = {
        .nr_extents = plan->ram / DOMAIN_BLOCK,
        .extent_order = BLOCK_ORDER,
        .domid = plan->domid,
    };
    long rc;

    if (plan->ram % DOMAIN_BLOCK || plan->ram > BLOCKS * DOMAIN_BLOCK)
        return -XEN_EINVAL;
    for (size_t i = 0; i < plan->ram / DOMAIN_BLOCK; i++)
        frames[i] = (GUEST_RAM0_BASE + i * DOMAIN_BLOCK) / FOREIGN_PAGE;
    set_xen_guest_handle(reservation.extent_start, frames);
    rc = xen_memory(XENMEM_populate_physmap, &reservation);
    if (rc == (long)reservation.nr_extents)
        return 0;
    printf("doorbell backend: Xen gives domain %u only %ld times 2 MiB of RAM, not %lu\n",
           plan->domid, rc, reservation.nr_extents);
    return rc < 0 ? (int)rc : -XEN_ENOMEM;
}

int domain_create(const struct domain_plan *plan)
{
    int rc = create(plan);

    if (rc)
        return rc;
    rc = set_limits(plan);
    if (!rc)
        rc = populate(plan);
    if (rc)
        domain_destroy(plan->domid);
    return rc;
}

static int load_page(domid_t domid, uint64_t gfn, const void *data, size_t size)
{
    static uint8_t page[FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
    const int rc = foreign_map(domid, gfn, page);

    if (rc) {
        printf("doorbell backend: Xen refuses to map gfn %#llx of domain %u (%d)\n",
               (unsigned long long)gfn, domid, rc);
        return rc;
    }
    memcpy(page, data, size);
    memset(page + size, 0, sizeof(page) - size);
    return foreign_unmap(page);
}

int domain_load(domid_t domid, uint64_t ipa, const void *data, size_t size)
{
    const uint64_t first = ipa / FOREIGN_PAGE;
    uint64_t pages = 0;

    for (; size; pages++) {
        const size_t count = size < FOREIGN_PAGE ? size : FOREIGN_PAGE;
        const int rc = load_page(domid, first + pages, data, count);

        if (rc)
            return rc;
        data = (const uint8_t *)data + count;
        size -= count;
    }
    /* It begins with its caches off. */
    fresh()->u.cacheflush = (struct xen_domctl_cacheflush){.start_pfn = first, .nr_pfns = pages};
    return run(XEN_DOMCTL_cacheflush, "cacheflush", domid, first);
}

int domain_set_entry(domid_t domid, uint64_t pc, uint64_t x0)
{
    static vcpu_guest_context_t context;

    context = (vcpu_guest_context_t){.flags = VGCF_online, .sctlr = SCTLR};
    context.user_regs.pc64 = pc;
    context.user_regs.x0 = x0;
    context.user_regs.cpsr = PSR_GUEST64_INIT;
    set_xen_guest_handle(fresh()->u.vcpucontext.ctxt, &context);
    return run(XEN_DOMCTL_setvcpucontext, "setvcpucontext", domid, pc);
}

int domain_unpause(domid_t domid)
{
    fresh();
    return run(XEN_DOMCTL_unpausedomain, "unpausedomain", domid, 0);
}

int domain_destroy(domid_t domid)
{
    const uint64_t deadline = clock_deadline(GONE_LIMIT);
    int rc;

    fresh();
    rc = run(XEN_DOMCTL_destroydomain, "destroydomain", domid, 0);
    while (!rc && !guest_is_gone(domid)) {
        if (clock_expired(deadline)) {
            printf("doorbell backend: domain %u is destroyed, but not gone\n", domid);
            return -XEN_EBUSY;
        }
        event_wait(clock_deadline(GONE_STEP));
    }
    return rc;
}
