/* SPDX-License-Identifier: BSD-2-Clause */
/* Several servers: IOREQ-12. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/ioreq/echo.h"

#define SECOND_TAG 0xa5
#define PAGE       0x1000ull

TEST(ioreq, disjoint_servers_both_answer, .rule = "IOREQ-12", .bus = BUS_SERVED,
     TITLE("two servers with disjoint ranges each answer their own"))
{
    uint64_t beyond = settings.echo.base + settings.echo.size;
    uint64_t server = echo_server_start(beyond, PAGE, SECOND_TAG);

    if (!server)
        return;
    expect_echo(beyond - 8, CONTROL_BUS_TAG);
    expect_echo(beyond, SECOND_TAG);
    expect_echo(beyond + PAGE - 8, SECOND_TAG);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(ioreq, the_later_server_wins_an_overlap, .rule = "IOREQ-12", .bus = BUS_SERVED,
     TITLE("where ranges overlap the server with the highest id answers, and only there"))
{
    uint64_t middle = settings.echo.base + settings.echo.size / 2;
    uint64_t server = echo_server_start(middle, PAGE, SECOND_TAG);

    if (!server)
        return;
    expect_echo(middle - 8, CONTROL_BUS_TAG);
    expect_echo(middle, SECOND_TAG);
    expect_echo(middle + PAGE - 8, SECOND_TAG);
    expect_echo(middle + PAGE, CONTROL_BUS_TAG);
    if (control_do(CONTROL_SERVER_REMOVE, server, 0, 0))
        expect_echo(middle, CONTROL_BUS_TAG);
}
