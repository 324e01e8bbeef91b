/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of metrics is one that can be printed and read: no name twice, no whole missing. */
#include <greatest.h>

#include "harness/result/metric_names.h"

#define LABEL_COLUMNS 30 /* as in report_ladder.c */

TEST every_id_is_there_once(void)
{
    for (size_t i = 0; i < metric_name_count; i++)
        ASSERT_EQ(&metric_names[i], metric_name(metric_names[i].id));
    ASSERT_EQ(NULL, metric_name("LAT-1"));
    ASSERT_EQ(NULL, metric_name(""));
    PASS();
}

/* Only then does an indented line say whose part it is. */
TEST parts_follow_their_whole(void)
{
    for (size_t i = 0; i < metric_name_count; i++) {
        const struct metric_name *whole;
        size_t k = i;

        if (!metric_names[i].of)
            continue;
        whole = metric_name(metric_names[i].of);
        ASSERT(whole && !whole->of);
        while (metric_names[k - 1].of == metric_names[i].of)
            k--;
        ASSERT_EQ(whole, &metric_names[k - 1]);
    }
    PASS();
}

TEST labels_fit_their_column(void)
{
    for (size_t i = 0; i < metric_name_count; i++) {
        const struct metric_name *name = &metric_names[i];
        const size_t indent = name->of ? 2 : 0, kvm = name->kvm ? strlen(name->kvm) + 3 : 0;

        ASSERTm(name->id, indent + strlen(name->label) + kvm <= LABEL_COLUMNS);
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(every_id_is_there_once);
    RUN_TEST(parts_follow_their_whole);
    RUN_TEST(labels_fit_their_column);
    GREATEST_MAIN_END();
}
