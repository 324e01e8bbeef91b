/* SPDX-License-Identifier: BSD-2-Clause */
/* Grants that end: GRANT-04, GRANT-05. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/grant/grant_rig.h"

#define REQUESTS 64 /* more than there are references */

static void use_up(void)
{
    uint64_t all[GRANT_COUNT];
    unsigned int count = 0;

    while (count < GRANT_COUNT &&
           (all[count] = grant_dma_map(grant_rig.backend, grant_rig.data, 1, true)) != 0)
        count++;
    expect(count > 0 && count < GRANT_COUNT); /* ring and headers have theirs */
    expect_eq(grant_dma_map(grant_rig.backend, grant_rig.data, 1, true), 0);
    while (count)
        grant_data_end(all[--count], 1);
}

static void check_ends(unsigned int type)
{
    const int64_t wanted = type == VIRTIO_ID_RNG ? GRANT_PAGE : 0;
    unsigned int before;

    if (!grant_rig_open(type))
        return;
    before = grants_in_use();
    for (unsigned int i = 0; i < REQUESTS && !report_is_decided(); i++) {
        const uint64_t address = grant_data(0, GRANT_PAGE, false);

        expect_eq(grant_run(VIRTIO_BLK_T_IN, 0, address, GRANT_PAGE), wanted);
        grant_data_end(address, GRANT_PAGE);
    }
    expect_eq(grants_in_use(), before);
    use_up();
    grant_expect_alive();
    grant_rig_close();
}

TEST(grant, ends_with_its_request, .rule = "GRANT-04", .bus = BUS_SERVED,
     TITLE("the grants of a request can be ended as soon as it is used, 64 times; with none left a "
           "request is refused by the driver, and then they go on"))
{
    grant_each(check_ends);
}

/* Request 1 is of a grant that has ended, between two that are good. */
static void check_ended(unsigned int type)
{
    uint64_t address[3];
    uint32_t length;
    unsigned int n;

    if (!grant_rig_open(type))
        return;
    for (unsigned int i = 0; i < 3; i++)
        address[i] = grant_data(i * GRANT_PAGE, GRANT_PAGE, false);
    grant_data_end(address[1], GRANT_PAGE);
    for (unsigned int i = 0; i < 3; i++)
        if (!grant_post(i, VIRTIO_BLK_T_IN, 0, address[i], GRANT_PAGE))
            return;
    for (unsigned int i = 0; i < 3 && grant_wait(&n, &length); i++)
        expect_eq(grant_result(n), (uint64_t)(int64_t)(n == 1 ? VIRTIO_BLK_IOERR : 0));
    expect(!grant_untouched(0, GRANT_PAGE));
    expect(grant_untouched(GRANT_PAGE, GRANT_PAGE));
    expect(!grant_untouched(2 * GRANT_PAGE, GRANT_PAGE));
    grant_data_end(address[0], GRANT_PAGE);
    grant_data_end(address[2], GRANT_PAGE);
    grant_expect_alive();
    grant_rig_close();
}

TEST(grant, ended_fails_its_request_alone, .rule = "GRANT-05", .bus = BUS_SERVED,
     TITLE("a request whose grant was ended fails; those before and behind it, and later ones, "
           "complete"))
{
    grant_rings(VIRTIO_ID_BLOCK, check_ended);
}
