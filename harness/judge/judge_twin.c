/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/judge/judge_twin.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

#define SECOND "domain 2: "

unsigned int twin_of(const char *line)
{
    unsigned int domain;
    int length = 0;

    if (sscanf(line, "(d%u)%n", &domain, &length) != 1 || !length ||
        !isdigit((unsigned char)line[2]))
        return 0;
    return domain;
}

/* @text (heap, may be NULL) with whose it is. */
static char *of_second(char *text)
{
    char *longer = text ? heap_format(SECOND "%s", text) : NULL;

    free(text);
    return longer;
}

static void merge_test(struct test_result *one, struct test_result *two)
{
    const struct test_result kept = *one;

    if (two->verdict <= one->verdict)
        return;
    *one = *two;
    *two = kept; /* to be freed */
    one->reason = of_second(one->reason);
    for (size_t i = 0; i < one->detail_count; i++)
        one->details[i].text = of_second(one->details[i].text);
}

static bool has_problem(const struct outcome *outcome, const char *text)
{
    for (size_t i = 0; i < outcome->problem_count; i++)
        if (!strcmp(outcome->problems[i], text))
            return true;
    return false;
}

static bool has_rig(const struct outcome *outcome, const char *text)
{
    for (size_t i = 0; i < outcome->rig_count; i++)
        if (!strcmp(outcome->rig[i].text, text))
            return true;
    return false;
}

/* What both judges have seen, because nobody's line said it, is one problem. */
static void merge_problems(struct outcome *one, const struct outcome *two)
{
    for (size_t i = 0; i < two->problem_count; i++)
        if (!has_problem(one, two->problems[i]))
            heap_append(one->problems, one->problem_count,
                        heap_format(SECOND "%s", two->problems[i]));
    for (size_t i = 0; i < two->rig_count; i++)
        if (!has_rig(one, two->rig[i].text))
            heap_append(one->rig, one->rig_count,
                        (struct detail){.kind = two->rig[i].kind,
                                        .rule = heap_copy(two->rig[i].rule),
                                        .text = heap_format(SECOND "%s", two->rig[i].text)});
}

void twin_merge(struct outcome *outcome, struct outcome *second)
{
    for (size_t i = 0; i < outcome->test_count; i++)
        merge_test(&outcome->tests[i], &second->tests[i]);
    merge_problems(outcome, second);
    if (second->verdict > outcome->verdict) {
        free(outcome->reason);
        outcome->verdict = second->verdict;
        outcome->reason = of_second(second->reason);
        second->reason = NULL;
    }
    outcome->lacks &= second->lacks;
    outcome_free(second);
}
