/* SPDX-License-Identifier: BSD-2-Clause */
/* The counters: TIMER-05. */
#include "guest/irq/generic_timer.h"
#include "guest/test/report.h"
#include "guest/test/sysreg.h"
#include "protocol/test.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"

#define READS      200
#define HANDOVER   8
#define LIMIT      (10 * CLOCK_MS)
#define ECV(mmfr0) ((mmfr0) >> 60 & 0xf)

/* One vCPU's view, by itself. */
struct view_of_time {
    uint64_t after;       /* not before this */
    uint64_t first, last; /* CNTVCT, at the start and at the end */
    int64_t least, most;  /* bounds of CNTPCT - CNTVCT */
    uint64_t frequency;
    unsigned int backwards;
};

static void look_at_time(void *arg)
{
    struct view_of_time *view = arg;
    uint64_t before, physical = 0, last_physical = 0;

    view->first = view->last = before = clock_ticks();
    view->least = INT64_MIN;
    view->most = INT64_MAX;
    view->frequency = clock_frequency();
    for (unsigned int i = 0; i < READS; i++) {
        before = view->last;
        physical = clock_physical();
        view->last = clock_ticks();
        view->backwards += view->last < before || physical < last_physical;
        last_physical = physical;
        if ((int64_t)(physical - view->last) > view->least)
            view->least = (int64_t)(physical - view->last);
        if ((int64_t)(physical - before) < view->most)
            view->most = (int64_t)(physical - before);
    }
}

TEST(timer, counters_go_on, .rule = "TIMER-05",
     TITLE("CNTVCT and CNTPCT never go back on a vCPU and have a constant distance"))
{
    struct view_of_time view = {0};

    look_at_time(&view);
    expect_eq(view.backwards, 0);
    expect(view.last > view.first);
    if (!expect(view.least <= view.most))
        report_note("CNTPCT - CNTVCT is at least %ld and at most %ld", view.least, view.most);
}

TEST(timer, counters_agree, .rule = "TIMER-05", .vcpus = 2,
     TITLE("no vCPU sees a counter behind what another one has just seen; distance and frequency "
           "are the same on all"))
{
    struct view_of_time views[VCPU_MAX] = {{0}};
    uint64_t last;

    look_at_time(&views[0]);
    last = views[0].last;
    for (unsigned int i = 0; i < HANDOVER && !report_is_decided(); i++) {
        const unsigned int cpu = 1 + i % (vcpu_count() - 1);
        struct view_of_time *view = &views[cpu];

        if (!smp_run(cpu, look_at_time, view) || smp_join(cpu, LIMIT) != SMP_DONE) {
            report_error("vCPU %u does not do its part", cpu);
            return;
        }
        expect_eq(view->backwards, 0);
        expect(view->first >= last);
        last = clock_ticks();
        expect(last >= view->last);
        expect_eq(view->frequency, views[0].frequency);
        if (!expect(view->least <= views[0].most && views[0].least <= view->most))
            report_note("CNTPCT - CNTVCT is %ld to %ld here, %ld to %ld on vCPU %u", views[0].least,
                        views[0].most, view->least, view->most, cpu);
    }
}

TEST(
    timer, self_synchronised_forms, .rule = "TIMER-05",
    TITLE("CNTVCTSS_EL0 and CNTPCTSS_EL0 read as the counters if ID_AA64MMFR0_EL1.ECV offers them"))
{
    uint64_t mmfr0, value, before;

    __asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
    if (!ECV(mmfr0)) {
        report_skip("this CPU does not offer FEAT_ECV");
        return;
    }
    before = clock_ticks();
    expect_eq(sysreg_read(SYSREG_CNTVCTSS_EL0, SYSREG_EL1, &value), SYSREG_DONE);
    expect(value >= before && value <= clock_ticks());
    before = clock_physical();
    expect_eq(sysreg_read(SYSREG_CNTPCTSS_EL0, SYSREG_EL1, &value), SYSREG_DONE);
    expect(value >= before && value <= clock_physical());
}

TEST(timer, counters_cannot_be_written, .rule = "TIMER-05",
     TITLE("a write to CNTVCT_EL0 or CNTPCT_EL0 is undefined and changes nothing"))
{
    const uint64_t before = clock_ticks();

    expect_eq(sysreg_write(SYSREG_CNTVCT_EL0, SYSREG_EL1, 0), SYSREG_UNDEFINED);
    expect_eq(sysreg_write(SYSREG_CNTPCT_EL0, SYSREG_EL1, 0), SYSREG_UNDEFINED);
    expect(clock_ticks() >= before);
}
