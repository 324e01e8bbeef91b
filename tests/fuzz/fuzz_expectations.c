/* SPDX-License-Identifier: BSD-2-Clause */
/* expectations.cfg: what is read can be asked. */
#define DOORBELL_CATALOGUE
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/expectations.h"
#include "tests/fuzz/fuzz.h"

TEST(bg, narrow, .rule = "BG-02", .bus = BUS_EMPTY)
{
}
METRIC(ioreq_read, "LAT-4", "IOREQ read");

static const struct scenario scenario = {.name = "fuzz", .profile = UNMAPPED};

FUZZ_LIBCONFIG

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct expectation *found = NULL;
    struct expectations expectations;
    char path[FUZZ_PATH];
    const int fd = fuzz_file(data, size, path);

    if (expectations_load(path, &expectations)) {
        while (
            (found = expectations_find(&expectations, found, &test_bg_narrow, &scenario, "4.20.3")))
            expectation_has_symptom(found, "it is 0, expected 1");
        expectations_free(&expectations);
    }
    close(fd);
    return 0;
}
