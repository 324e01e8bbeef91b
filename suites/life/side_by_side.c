/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains that run at once, each with a server for the same addresses: LIFE-06. */
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/control.h"
#include "protocol/test.h"
#include "suites/ioreq/echo.h"
#include "suites/life/small_domain_client.h"

#define ANSWER(domain, turn) (0x1000u * (domain).domid + (turn))
#define TURNS                4

static bool begin(struct small_domain *domain, domid_t domid)
{
    return small_make(domain, domid, PROGRAM_READS) && small_attach(domain) &&
           expect_eq(domain->server, 0) && small_start(domain);
}

/* Its answer number @turn has arrived, and no other. */
static void expect_result(const struct small_domain *domain, uint32_t turn)
{
    uint32_t word, count;

    if (!small_asks(domain) || !small_result(domain, &word, &count))
        return;
    expect_eq(word, ANSWER(*domain, turn));
    expect_eq(count, turn + 1);
}

TEST(
    life, side_by_side, .rule = "LIFE-06", .bus = BUS_SERVED, .needs = CONTROL_PAGE | BARE_DOM0,
    TITLE(
        "two domains and this one, each with a server number 0 for the same address, get their own "
        "answers, in any order; the end of one is nothing to the others"))
{
    struct small_domain one, two;

    if (!begin(&one, SMALL_FIRST) || !begin(&two, SMALL_FIRST + 1))
        return;
    for (uint32_t turn = 0; turn < TURNS; turn++) {
        const struct small_domain *const order[] = {turn % 2 ? &one : &two, turn % 2 ? &two : &one};

        if (!small_asks(&one) || !small_asks(&two))
            return;
        expect_echo(settings.echo.base, CONTROL_BUS_TAG);
        for (unsigned int i = 0; i < 2; i++)
            if (!small_answer(order[i], ANSWER(*order[i], turn)))
                return;
        expect_result(&one, turn);
        expect_result(&two, turn);
    }
    if (!small_forget(&one) || !small_unmake(&one))
        return;
    if (small_answer(&two, ANSWER(two, TURNS)))
        expect_result(&two, TURNS);
    expect_echo(settings.echo.base, CONTROL_BUS_TAG);
    if (small_forget(&two))
        small_unmake(&two);
}
