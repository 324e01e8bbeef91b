/* SPDX-License-Identifier: BSD-2-Clause */
/* The limits on servers and ranges, and overlapping ranges of one server: IOREQ-12. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/ioreq/echo.h"

#include <xen/errno.h>

#define PAGE        0x1000ull
#define SERVERS_MAX 8 /* of a domain, the bus server being one of them */
#define RANGES_MAX  256
#define RANGE_SIZE  8
#define STRIDE      16 /* adjacent ranges would be merged */
#define TAG         0x50

static uint64_t beyond(void)
{
    return settings.echo.base + settings.echo.size;
}

static void remove_all(const uint64_t *servers, unsigned int count)
{
    while (count--)
        control_do(CONTROL_SERVER_REMOVE, servers[count], 0, 0);
}

TEST(ioreq, eight_servers, .rule = "IOREQ-12", .bus = BUS_SERVED,
     TITLE("a domain has eight servers, each with its own range; a ninth is refused"))
{
    uint64_t servers[SERVERS_MAX], result[4];
    unsigned int count = 0;
    int rc = 0;

    while (!rc && count < SERVERS_MAX) {
        rc = control_call(CONTROL_SERVER_ADD, beyond() + count * PAGE, PAGE, TAG + count, result);
        if (!rc)
            servers[count++] = result[0];
    }
    expect_eq(count, SERVERS_MAX - 1);
    expect_eq(rc, -XEN_ENOSPC);
    for (unsigned int i = 0; i < count; i++) {
        expect_echo(beyond() + i * PAGE, TAG + i);
        expect_echo(beyond() + (i + 1) * PAGE - 8, TAG + i);
    }
    expect_unserved(beyond() + count * PAGE);
    expect_echo(beyond() - 8, CONTROL_BUS_TAG);
    remove_all(servers, count);
}

/* In one profile only: 256 calls take a while. */
TEST(ioreq, ranges_of_one_server, .rule = "IOREQ-12", .bus = BUS_SERVED, .profiles = TRAP,
     TITLE("a server has 256 ranges, all of them served; one more is refused"))
{
    static const unsigned int places[] = {0, 1, 127, 128, 254, 255};
    uint64_t server = echo_server_start(beyond(), RANGE_SIZE, TAG);
    unsigned int count = 1;
    int rc = 0;

    if (!server)
        return;
    while (!rc && count <= RANGES_MAX) {
        rc = control_call(CONTROL_SERVER_MAP, server, beyond() + count * STRIDE, RANGE_SIZE, NULL);
        count += !rc;
    }
    expect_eq(count, RANGES_MAX);
    expect(rc < 0);
    report_note("range %u is refused with %d", count + 1, rc);
    for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        expect_echo(beyond() + places[i] * STRIDE, TAG);
        expect_unserved(beyond() + places[i] * STRIDE + RANGE_SIZE);
    }
    expect_unserved(beyond() + RANGES_MAX * STRIDE);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}

TEST(ioreq, one_server_cannot_overlap_itself, .rule = "IOREQ-12", .bus = BUS_SERVED,
     TITLE(
         "a range that overlaps another one of the same server is refused, an adjacent one is not"))
{
    const uint64_t base = beyond() + PAGE;
    uint64_t server = echo_server_start(base, PAGE, TAG);

    if (!server)
        return;
    expect_eq(control_call(CONTROL_SERVER_MAP, server, base, PAGE, NULL), -XEN_EEXIST);
    expect_eq(control_call(CONTROL_SERVER_MAP, server, base - 8, 16, NULL), -XEN_EEXIST);
    expect_eq(control_call(CONTROL_SERVER_MAP, server, base + PAGE - 1, 1, NULL), -XEN_EEXIST);
    expect_unserved(base - 8);
    expect_eq(control_call(CONTROL_SERVER_MAP, server, base + PAGE, PAGE, NULL), 0);
    expect_echo(base, TAG);
    expect_echo(base + PAGE, TAG);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}
