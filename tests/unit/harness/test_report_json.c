/* SPDX-License-Identifier: BSD-2-Clause */
/* The JSON report has all that a run is made of. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite reported_run */

#include <greatest.h>

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "protocol/config.h"
#include "tests/fakes/fake_suite.h"
#include "tests/fakes/reported_run.h"

static const cJSON *at(const cJSON *from, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(from, key);
}

/* The histogram's buckets tile the values and hold every sample. */
static bool holds_all(const cJSON *metric)
{
    const cJSON *bucket, *sample, *buckets = at(at(metric, "histogram"), "buckets");
    double total = 0, last = -1;

    cJSON_ArrayForEach(bucket, buckets)
    {
        const double low = cJSON_GetArrayItem(bucket, 0)->valuedouble;
        const double high = cJSON_GetArrayItem(bucket, 1)->valuedouble;
        const double count = cJSON_GetArrayItem(bucket, 2)->valuedouble;
        double inside = 0;

        cJSON_ArrayForEach(sample, at(metric, "samples"))
        {
            inside += sample->valuedouble >= low && sample->valuedouble <= high;
        }
        if (low <= last || high < low || inside != count)
            return false;
        total += count;
        last = high;
    }
    return total == at(metric, "n")->valuedouble;
}

GREATEST_TEST json_is_complete(void)
{
    const cJSON *first, *metric, *known;
    cJSON *root;
    char *text = report_of("json");

    GREATEST_ASSERT(text);
    root = cJSON_Parse(text);
    free(text);
    GREATEST_ASSERT(root);
    GREATEST_ASSERT_STR_EQ("format", root->child->string);
    GREATEST_ASSERT_STR_EQ("CRASH", at(root, "verdict")->valuestring);
    GREATEST_ASSERT_EQ(EXIT_CRASH, at(root, "exit_status")->valueint);
    GREATEST_ASSERT_STR_EQ("2026-01-31T12:00:00Z", at(root, "started")->valuestring);
    GREATEST_ASSERT_EQ(3, at(at(root, "counts"), "FAIL")->valueint);
    GREATEST_ASSERT_EQ(REPORTED_OUTCOMES, cJSON_GetArraySize(at(root, "scenarios")));
    first = at(root, "scenarios")->child;
    GREATEST_ASSERT_STR_EQ("unmapped", at(first, "profile")->valuestring);
    GREATEST_ASSERT_STR_EQ("4.20.3", at(at(first, "xen"), "version")->valuestring);
    GREATEST_ASSERT(cJSON_IsTrue(at(at(first, "xen"), "debug")));
    GREATEST_ASSERT(cJSON_IsNull(at(first, "reason")));
    GREATEST_ASSERT_STR_EQ("gcc (Debian) 12.2.0", at(at(first, "xen"), "compiler")->valuestring);
    GREATEST_ASSERT(cJSON_IsNull(at(at(first, "xen"), "changeset")));
    GREATEST_ASSERT_STR_EQ("icount", at(at(first, "machine"), "clock")->valuestring);
    GREATEST_ASSERT_STR_EQ("v3", at(at(first, "env"), "gic")->valuestring);
    GREATEST_ASSERT_EQ(5, cJSON_GetArraySize(at(first, "tests")));
    GREATEST_ASSERT_EQ(0, cJSON_GetArraySize(at(first, "console")));
    metric = at(first, "metrics")->child;
    GREATEST_ASSERT_EQ(31, at(metric, "overhead")->valueint);
    GREATEST_ASSERT_EQ(6, cJSON_GetArraySize(at(metric, "samples")));
    GREATEST_ASSERT_EQ(18001, at(metric, "max")->valueint);
    GREATEST_ASSERT_EQ(17947, at(metric, "p50")->valueint);
    GREATEST_ASSERT_EQ(18001, at(metric, "p999")->valueint);
    GREATEST_ASSERT_STR_EQ("IOREQ read", at(metric, "label")->valuestring);
    GREATEST_ASSERT_STR_EQ("mmio_read_user", at(metric, "kvm")->valuestring);
    GREATEST_ASSERT_STR_EQ("single", at(metric, "mode")->valuestring);
    GREATEST_ASSERT(cJSON_IsFalse(at(metric, "phased")));
    GREATEST_ASSERT_EQ(1, at(metric, "batch")->valueint);
    GREATEST_ASSERT(holds_all(metric));
    GREATEST_ASSERT_STR_EQ(
        "fail",
        at(at(cJSON_GetArrayItem(at(cJSON_GetArrayItem(at(root, "scenarios"), 2), "tests"), 1),
              "details")
               ->child->next,
           "kind")
            ->valuestring);
    GREATEST_ASSERT(
        cJSON_GetArraySize(at(cJSON_GetArrayItem(at(root, "scenarios"), 3), "console")) > 0);
    GREATEST_ASSERT_EQ(1, cJSON_GetArraySize(at(root, "rules")));
    GREATEST_ASSERT_STR_EQ("source", at(at(root, "rules")->child, "source")->valuestring);
    GREATEST_ASSERT(cJSON_IsNull(at(root, "qemu")));
    known = at(at(cJSON_GetArrayItem(at(root, "scenarios"), 1), "tests")->child->next, "known");
    GREATEST_ASSERT_STR_EQ(fake_expectations.list[0].reason, at(known, "reason")->valuestring);
    GREATEST_ASSERT_STR_EQ(fake_expectations.list[0].upstream, at(known, "upstream")->valuestring);
    GREATEST_ASSERT(cJSON_IsNull(at(at(first, "tests")->child, "known")));
    cJSON_Delete(root);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    reported_run_make();
    GREATEST_RUN_TEST(json_is_complete);
    reported_run_free();
    GREATEST_MAIN_END();
}
