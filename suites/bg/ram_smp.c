/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM stays RAM for one vCPU while another makes Xen change the stage-2 entries of the same 2 MiB:
 * BG-33. ram.c says why only ordinary loads and stores are used.
 */
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#define PAGE        4096ul
#define PAGES       (SPARE_BLOCK / PAGE)
#define BLOCKS      4
#define CHANGES     3   /* of each block */
#define RELAX_EVERY 100 /* increments */
#define LIMIT       CLOCK_S

/* A counter in every page of a block except one, which is ballooned out and in. */
struct counters {
    uint64_t base;
    uint64_t hole;
    bool stop;
    unsigned int rounds;
};

static struct counters counters;

static uint64_t counter(unsigned int page)
{
    return counters.base + page * PAGE + page % (PAGE / 8) * 8;
}

static void count(void *arg)
{
    unsigned int done = 0;

    (void)arg;
    while (!__atomic_load_n(&counters.stop, __ATOMIC_ACQUIRE)) {
        for (unsigned int page = 0; page < PAGES; page++) {
            const uint64_t at = counter(page);

            if (at - counters.hole < PAGE)
                continue;
            ram_store(at, ram_load(at) + 1);
            if (++done % RELAX_EVERY == 0)
                smp_relax();
        }
        counters.rounds++;
    }
}

/* Gives the page at the hole to Xen, or takes one there. */
static bool change(unsigned int op)
{
    xen_pfn_t gfn = counters.hole / PAGE;
    struct xen_memory_reservation reservation = {.nr_extents = 1, .domid = DOMID_SELF};

    set_xen_guest_handle(reservation.extent_start, &gfn);
    smp_relax();
    return expect_eq(xen_memory(op, &reservation), 1);
}

/* Xen invalidates its entries at the first of these after SCTLR_EL1 was written. */
static void invalidate(void)
{
    uint64_t sctlr;

    __asm__ volatile("dc cisw, xzr; dsb sy" ::: "memory");
    smp_relax();
    __asm__ volatile("mrs %0, sctlr_el1; msr sctlr_el1, %0; isb" : "=r"(sctlr)::"memory");
}

static bool check_block(uint64_t base, uint64_t hole)
{
    unsigned int wrong = 0;
    bool going = true;

    counters = (struct counters){.base = base, .hole = hole};
    for (unsigned int page = 0; page < PAGES; page++)
        ram_store(counter(page), 0);
    if (!smp_run(1, count, NULL)) {
        report_error("vCPU 1 does not start");
        return false;
    }
    for (unsigned int i = 0; going && i < CHANGES; i++) {
        going = change(XENMEM_decrease_reservation) && change(XENMEM_populate_physmap);
        if (i == 0 && hole == base) /* it takes as long as all the rest */
            invalidate();
    }
    __atomic_store_n(&counters.stop, true, __ATOMIC_RELEASE);
    mmu_touch_ram();
    if (!expect_eq(smp_join(1, LIMIT), SMP_DONE) || !going)
        return false;
    for (unsigned int page = 0; page < PAGES; page++)
        if (counter(page) - hole >= PAGE)
            wrong += ram_load(counter(page)) != counters.rounds;
    if (!counters.rounds)
        report_error("vCPU 1 has counted nothing meanwhile");
    return expect_eq(wrong, 0);
}

TEST(bg, ram_survives_another_vcpu, .rule = "BG-33", .bus = BUS_EMPTY, .vcpus = 2,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("counters throughout a block lose no increment while another vCPU balloons and flushes"))
{
    const struct range ram = spare_ram();

    for (uint64_t n = 0; n < BLOCKS && n < ram.size / SPARE_BLOCK; n++)
        if (!check_block(ram.base + n * SPARE_BLOCK,
                         ram.base + n * SPARE_BLOCK + (n * 97 % PAGES) * PAGE))
            return;
}
