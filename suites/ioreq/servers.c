/* SPDX-License-Identifier: BSD-2-Clause */
/* Several servers: IOREQ-12. */
#include "access.h"
#include "control_client.h"
#include "mmu.h"
#include "report.h"
#include "settings.h"
#include "test.h"

#define SECOND_TAG 0xa5
#define PAGE       0x1000ull

static void expect_tag(uint64_t ipa, uint8_t tag)
{
    for_each_access(form, form->kind == ACCESS_LOAD)
        expect_load(form, mmu_device(ipa), control_echo(ipa, form->size, tag));
}

/* Adds a server on [@base, @base + @size) that answers with SECOND_TAG; its handle, 0 on error. */
static uint64_t add_server(uint64_t base, uint64_t size)
{
    uint64_t result[4];
    int rc = control_call(CONTROL_SERVER_ADD, base, size, SECOND_TAG, result);

    if (rc)
        report_error("the backend could not add a server (%d)", rc);
    return rc ? 0 : result[0];
}

TEST(ioreq, disjoint_servers_both_answer, .rule = "IOREQ-12", .bus = BUS_SERVED,
     .title = "two servers with disjoint ranges each answer their own")
{
    uint64_t beyond = settings.echo.base + settings.echo.size;
    uint64_t server = add_server(beyond, PAGE);

    if (!server)
        return;
    expect_tag(beyond - 8, CONTROL_BUS_TAG);
    expect_tag(beyond, SECOND_TAG);
    expect_tag(beyond + PAGE - 8, SECOND_TAG);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(ioreq, the_later_server_wins_an_overlap, .rule = "IOREQ-12", .bus = BUS_SERVED,
     .title = "where ranges overlap the server with the highest id answers, and only there")
{
    uint64_t middle = settings.echo.base + settings.echo.size / 2;
    uint64_t server = add_server(middle, PAGE);

    if (!server)
        return;
    expect_tag(middle - 8, CONTROL_BUS_TAG);
    expect_tag(middle, SECOND_TAG);
    expect_tag(middle + PAGE - 8, SECOND_TAG);
    expect_tag(middle + PAGE, CONTROL_BUS_TAG);
    if (control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        expect_tag(middle, CONTROL_BUS_TAG);
}
