/* SPDX-License-Identifier: BSD-2-Clause */
/* What is left of domains that were destroyed, or that ended: LIFE-02 to LIFE-05. */
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/life/small_domain_client.h"

#include <xen/errno.h>
#include <xen/sched.h>

#define TIMES 50
#define LIMIT (20 * CLOCK_MS)
#define WORD  0x5ca1ab1e

/* A domain that is served once and destroyed under its next access. */
static bool come_and_go(void)
{
    struct small_domain domain;
    bool gone;

    if (!small_make(&domain, SMALL_FIRST, PROGRAM_READS) || !small_attach(&domain) ||
        !expect_eq(domain.server, 0) || !small_start(&domain) || !small_asks(&domain) ||
        !small_answer(&domain, WORD) || !small_asks(&domain) || !small_forget(&domain))
        return false;
    report_about("LIFE-03"); /* its vCPU waits */
    gone = small_unmake(&domain);
    report_about(NULL);
    return gone && expect_eq((uint64_t)small_end_reason(&domain), -XEN_ESRCH);
}

TEST(
    life, nothing_is_left, .rule = "LIFE-02", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
    TITLE(
        "a domain of one number is made, served and destroyed 50 times: the host's free pages, the "
        "device model's event channels and the server's number are as before"))
{
    struct life_counts before;

    /* The first one may leave Xen with pools that it keeps. */
    if (!come_and_go() || !life_count(&before))
        return;
    for (unsigned int i = 0; i < TIMES; i++)
        if (!come_and_go())
            return;
    life_expect_same(&before);
}

#define TOO_MUCH 128ull /* times 2 MiB: all that the host has, Xen and the domUs included */

TEST(life, half_a_domain_is_undone, .rule = "LIFE-02", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("a domain whose memory does not fit into the host is destroyed when it has half of it: "
           "the free "
           "pages are as before"))
{
    struct life_counts before;

    if (!life_count(&before))
        return;
    expect(before.free_pages < TOO_MUCH * 512);
    expect(control_call(CONTROL_DOMAIN_MAKE, SMALL_FIRST, TOO_MUCH << 32, 0, NULL) != 0);
    life_expect_same(&before);
}

/* Waits until Xen has no such domain. */
static bool is_gone(const struct small_domain *domain)
{
    const struct timeout timeout = timeout_start(LIMIT, "the domain's end");

    while (small_end_reason(domain) != -XEN_ESRCH) {
        if (timeout_expired(&timeout))
            return expect_in_time(false, &timeout);
        smp_relax();
    }
    return expect_in_time(true, &timeout);
}

TEST(
    life, destroyed_while_it_waits, .rule = "LIFE-03", .bus = BUS_SERVED,
    .needs = CONTROL_PAGE | BARE_DOM0,
    TITLE(
        "a domain that is destroyed while its vCPU waits for an answer goes, once the device model "
        "has let go of its page of requests and its event channel, and not before"))
{
    struct small_domain domain;
    struct xen_domctl op = {0};
    struct life_counts before;

    if (!life_count(&before) || !small_make(&domain, SMALL_FIRST, PROGRAM_READS) ||
        !small_attach(&domain) || !small_start(&domain) || !small_asks(&domain))
        return;
    expect_eq(small_domctl(&op, XEN_DOMCTL_destroydomain, domain.domid), 0);
    smp_pause(LIMIT / 10);
    expect(small_end_reason(&domain) != -XEN_ESRCH); /* somebody has a page of it */
    if (small_forget(&domain) && is_gone(&domain))
        life_expect_same(&before);
}

/* Waits for the reason that it has ended for. */
static bool ended_for(const struct small_domain *domain, unsigned int reason)
{
    const struct timeout timeout = timeout_start(LIMIT, "the domain's shutdown");

    while (small_end_reason(domain) == -XEN_EAGAIN) {
        if (timeout_expired(&timeout))
            return expect_in_time(false, &timeout);
        smp_relax();
    }
    return expect_eq((uint64_t)small_end_reason(domain), reason);
}

TEST(life, ends_by_itself, .rule = "LIFE-04", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE(
         "a domain that is served and shuts down is there, with its reason, until it is destroyed; "
         "then nothing of it is left"))
{
    static const uint8_t reasons[] = {SHUTDOWN_poweroff, SHUTDOWN_reboot, SHUTDOWN_crash};
    struct life_counts before;

    if (!life_count(&before))
        return;
    for (unsigned int i = 0; i < sizeof(reasons); i++) {
        struct small_domain domain;

        if (!small_make(&domain, SMALL_FIRST, PROGRAM_ENDS) || !small_attach(&domain) ||
            !small_start(&domain) || !small_asks(&domain))
            return;
        expect_eq((uint64_t)small_end_reason(&domain), -XEN_EAGAIN);
        if (!small_answer(&domain, reasons[i]) || !ended_for(&domain, reasons[i]) ||
            !small_detach(&domain) || !small_unmake(&domain))
            return;
    }
    life_expect_same(&before);
}

TEST(life, the_next_of_its_number_is_new, .rule = "LIFE-05", .bus = BUS_SERVED,
     .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("a domain with the number of one that was destroyed has nothing of that one's: neither "
           "memory nor servers"))
{
    struct xen_dm_op stale = {.op = XEN_DMOP_set_ioreq_server_state};
    struct small_domain domain;
    uint32_t word, count;

    if (!small_make(&domain, SMALL_FIRST, PROGRAM_READS) || !small_attach(&domain) ||
        !small_start(&domain) || !small_asks(&domain) || !small_answer(&domain, WORD) ||
        !small_asks(&domain) || !small_result(&domain, &word, &count))
        return;
    expect_eq(word, WORD); /* the positive control */
    expect_eq(count, 1);
    if (!small_forget(&domain) || !small_unmake(&domain) ||
        !small_make(&domain, SMALL_FIRST, PROGRAM_READS))
        return;
    if (small_result(&domain, &word, &count)) {
        expect(word != WORD);
        expect_eq(count, word); /* 0, or what a debug Xen scrubs with */
    }
    expect_eq(small_dm_op(&domain, &stale), -XEN_ENOENT);
    small_unmake(&domain);
}
