/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of requests: IOREQ-19. */
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/ioreq/echo.h"

#define TAG    0x77
#define PAGE   0x1000ull
#define ROUNDS 4

struct step {
    bool is_write;
    unsigned int size;
    unsigned int range; /* of the two that the server has */
    unsigned int offset;
};

/*
 * Neighbours in the list differ in direction, size or range, so that merged or swapped ones show.
 */
static const struct step steps[] = {
    {true, 4, 0, 0x10},  {false, 4, 1, 0x10}, {true, 1, 1, 0x21},  {true, 8, 0, 0x28},
    {false, 2, 0, 0x32}, {false, 8, 1, 0x40}, {true, 2, 1, 0x10},  {false, 1, 0, 0x13},
    {true, 4, 0, 0x10},  {true, 4, 1, 0x10},  {false, 4, 0, 0x10}, {true, 8, 1, 0xff8},
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))

static uint64_t ranges[2];

static uint64_t data_of(unsigned int n)
{
    return 0xa0b0c0d0e0f00000ull + n;
}

static void take(const struct step *step, unsigned int n)
{
    const uint64_t ipa = ranges[step->range] + step->offset;

    switch (step->size | (step->is_write ? 0x10u : 0)) {
    case 0x01:
        mmio_read8(ipa);
        break;
    case 0x02:
        mmio_read16(ipa);
        break;
    case 0x04:
        mmio_read32(ipa);
        break;
    case 0x08:
        mmio_read64(ipa);
        break;
    case 0x11:
        mmio_write8(ipa, data_of(n));
        break;
    case 0x12:
        mmio_write16(ipa, data_of(n));
        break;
    case 0x14:
        mmio_write32(ipa, data_of(n));
        break;
    case 0x18:
        mmio_write64(ipa, data_of(n));
        break;
    }
}

static void check(unsigned int n, uint64_t server)
{
    const struct step *step = &steps[n % STEPS];
    const struct control_log entry = control_log_entry(n);

    expect_eq(entry.addr, ranges[step->range] + step->offset);
    expect_eq(entry.size, step->size);
    expect_eq(entry.is_write, step->is_write);
    expect_eq(entry.server, server);
    if (step->is_write)
        expect_eq(entry.data, data_of(n) << (64 - 8 * step->size) >> (64 - 8 * step->size));
}

TEST(ioreq, requests_keep_program_order, .rule = "IOREQ-19", .bus = BUS_SERVED,
     TITLE("accesses to two ranges of a server reach it in program order, each completed before "
           "the next"))
{
    uint64_t server;

    ranges[0] = settings.echo.base + settings.echo.size;
    ranges[1] = ranges[0] + 2 * PAGE;
    server = echo_server_start(ranges[0], PAGE, TAG);
    if (!server || !control_do(CONTROL_SERVER_MAP, server, ranges[1], PAGE) ||
        !control_do(CONTROL_LOG_RESET, 0, 0, 0))
        return;
    for (unsigned int n = 0; n < ROUNDS * STEPS; n++) {
        take(&steps[n % STEPS], n);
        expect_eq(control_log_total(), n + 1); /* done, not posted */
    }
    for (unsigned int n = 0; n < ROUNDS * STEPS; n++)
        check(n, server);
    control_do(CONTROL_SERVER_REMOVE, server, 0, 0);
}
