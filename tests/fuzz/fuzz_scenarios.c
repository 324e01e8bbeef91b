/* SPDX-License-Identifier: BSD-2-Clause */
/* scenarios.cfg: what is read can be a partial device tree. */
#define DOORBELL_CATALOGUE
#include <stdlib.h>

#include "harness/catalogue/scenarios.h"
#include "harness/machine/partial_dt.h"
#include "tests/fuzz/fuzz.h"

TEST(bg, narrow, .rule = "BG-02", .bus = BUS_EMPTY)
{
}
METRIC(ioreq_read, "LAT-4", "IOREQ read");

FUZZ_LIBCONFIG

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenarios scenarios;
    char path[FUZZ_PATH];
    const int fd = fuzz_file(data, size, path);
    size_t length;

    if (scenarios_load(path, &scenarios)) {
        for (size_t i = 0; i < scenarios.count; i++)
            if (!scenarios.list[i].bare)
                free(partial_dt(&scenarios.list[i], NULL, &length));
        scenarios_free(&scenarios);
    }
    close(fd);
    return 0;
}
