/* SPDX-License-Identifier: BSD-2-Clause */
/* A console: whatever comes, its records are within their bounds and judged. */
#define DOORBELL_CATALOGUE
#include <assert.h>
#include <string.h>

#include "harness/boot/lines.h"
#include "harness/judge/judge.h"
#include "protocol/record.h"
#include "tests/fuzz/fuzz.h"

TEST(bg, narrow, .rule = "BG-02", .bus = BUS_EMPTY)
{
}
METRIC(ioreq_read, "LAT-4", "IOREQ read");
TEST(lat, ioreq, .rule = "LAT-4", .bus = BUS_SERVED)
{
}

static const struct scenario scenario = {.name = "fuzz",
                                         .title = "f",
                                         .profile = UNMAPPED,
                                         .xen = "debug",
                                         .cpu = "max",
                                         .gic = 3,
                                         .vcpus = 1,
                                         .attach = ON_REQUEST};

static void take_line(void *judge, const char *line)
{
    char again[RECORD_MAX + 1];
    struct record record;

    /* What is read as a record is what a record is written as. */
    if (record_parse(line, &record) == RECORD_OK) {
        assert(record_format(again, record.seq, record.kind, record.payload));
        assert(!strncmp(strstr(line, RECORD_MARK), again, strlen(again)));
    }
    judge_line(judge, line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct judge *judge = judge_new(&scenario, NULL, NULL);
    struct lines lines = {0};

    lines_feed(&lines, (const char *)data, size, take_line, judge);
    lines_end(&lines, take_line, judge);
    outcome_free(judge_finish(judge, ENDING_EOF, 0));
    return 0;
}
