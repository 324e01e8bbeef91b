/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts among vCPUs, and what it takes to end one: LAT-11, LAT-12. */
#include "guest/measure/latency.h"
#include "guest/test/report.h"
#include "protocol/metric.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define SGI      5 /* for tests; smp.c uses another one */
#define SPURIOUS 1023
#define LIMIT    (100 * CLOCK_MS)

/* When vCPU n last took the SGI, by the virtual counter, which is the same for all of them. */
static volatile uint64_t taken_at[2];

/* vCPU 1 answers with the same SGI. */
static void on_sgi(uint32_t intid, void *arg)
{
    const unsigned int self = vcpu_self();

    (void)arg;
    __atomic_store_n(&taken_at[self], clock_ticks(), __ATOMIC_RELEASE);
    if (self)
        gic_send_sgi(intid, vcpu_mpidr(0));
}

/* Sleeps until vCPU 0 has taken the SGI, as one physical CPU may carry both vCPUs. */
static bool wait_for_sgi(const struct timeout *timeout)
{
    gic_mask();
    while (!taken_at[0]) {
        __asm__ volatile("wfi" ::: "memory");
        gic_unmask();
        __asm__ volatile("isb" ::: "memory");
        gic_mask();
        if (timeout_expired(timeout))
            break;
    }
    gic_unmask();
    if (!taken_at[0])
        report_error("%s", timeout_text(timeout));
    return taken_at[0];
}

METRIC(self_sgi, "LAT-11", "SGI to oneself, taken");

TEST(lat, self_sgi, .rule = "LAT-11", .bus = BUS_EMPTY, .alone = true,
     TITLE("an SGI to oneself, until its handler is entered"))
{
    static struct latency latency;
    const uint64_t self = vcpu_mpidr(0);
    uint64_t from;

    gic_enable(SGI, on_sgi, NULL);
    latency_begin(&latency, metric_self_sgi);
    do {
        const struct timeout timeout = timeout_start(LIMIT, "the SGI");

        taken_at[0] = 0;
        from = clock_ticks();
        gic_send_sgi(SGI, self);
        if (!taken_at[0] && !wait_for_sgi(&timeout))
            break;
    } while (latency_add(&latency, from, taken_at[0]));
    latency_end(&latency);
    gic_disable(SGI);
}

static void enable_sgi(void *arg)
{
    (void)arg;
    gic_enable(SGI, on_sgi, NULL);
}

METRIC(ipi, "LAT-11", "SGI to a vCPU, taken", .kvm = "ipi");
METRIC(ipi_and_back, "LAT-11", "SGI there and back");

TEST(lat, ipi, .rule = "LAT-11", .bus = BUS_EMPTY, .vcpus = 2, .alone = true,
     TITLE("an SGI to an idle vCPU, until its handler is entered and until its answer is taken"))
{
    static struct latency there, back;
    uint64_t from;
    bool more;

    gic_enable(SGI, on_sgi, NULL);
    if (!smp_run(1, enable_sgi, NULL) || smp_join(1, LIMIT) != SMP_DONE) {
        report_error("vCPU 1 does not start");
        return;
    }
    latency_begin(&there, metric_ipi);
    latency_begin(&back, metric_ipi_and_back);
    do {
        const struct timeout timeout = timeout_start(LIMIT, "the SGI");

        taken_at[0] = taken_at[1] = 0;
        gic_mask(); /* else the answer may come before the sleep */
        from = clock_ticks();
        gic_send_sgi(SGI, vcpu_mpidr(1));
        if (!wait_for_sgi(&timeout))
            break;
        latency_add(&there, from, taken_at[1]);
        more = latency_add(&back, from, taken_at[0]);
    } while (more);
    latency_end(&there);
    latency_end(&back);
    gic_disable(SGI);
}

METRIC(eoi_spurious, "LAT-12", "EOI of 1023", .kvm = "eoi");
METRIC(eoi, "LAT-12", "EOI of an SGI");

TEST(lat, eoi, .rule = "LAT-12", .bus = BUS_EMPTY, .alone = true,
     TITLE("a write to the EOI register: of a spurious interrupt's number, and of an SGI that "
           "was taken"))
{
    static struct latency latency;
    const uint64_t self = vcpu_mpidr(0);
    uint64_t from, to;

    LATENCY_CHEAP(metric_eoi_spurious, gic_end(SPURIOUS));

    gic_enable(SGI, on_sgi, NULL);
    latency_begin(&latency, metric_eoi);
    gic_mask();
    do {
        const struct timeout timeout = timeout_start(LIMIT, "the SGI");
        uint32_t acknowledged;

        gic_send_sgi(SGI, self);
        do
            acknowledged = gic_acknowledge();
        while ((acknowledged & 0x3ff) != SGI && !timeout_expired(&timeout));
        if ((acknowledged & 0x3ff) != SGI) {
            report_error("%s", timeout_text(&timeout));
            break;
        }
        from = clock_ticks();
        gic_end(acknowledged);
        to = clock_ticks();
    } while (latency_add(&latency, from, to));
    gic_unmask();
    latency_end(&latency);
    gic_disable(SGI);
}
