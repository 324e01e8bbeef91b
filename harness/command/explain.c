/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell explain: what a rule says, where that is written, what checks it. */
#include "harness/command/commands.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/support/heap.h"
#include "harness/support/wrap.h"
#include "protocol/test.h"

/* @glob names the rule, or one of the tests that check it. */
static bool is_asked(const struct rule *rule, const struct test **tests, const char *glob)
{
    const char *const select[] = {glob, NULL};

    if (glob_matches(glob, rule->id))
        return true;
    for (; *tests; tests++)
        if (!strcmp((*tests)->rule, rule->id) && test_selected(*tests, select))
            return true;
    return false;
}

static void explain(const struct rule *rule, const struct test **tests, FILE *out)
{
    char *label = heap_format("%-8s", rule->id), name[TEST_NAME_MAX + 1];
    bool checked = false;

    wrap(out, label, rule->statement);
    free(label);
    wrap(out, "  where   ", rule->source);
    wrap(out, "  broken  ", rule->hint);
    for (; *tests; tests++)
        if (!strcmp((*tests)->rule, rule->id)) {
            fprintf(out, "  test    %s\n", test_name(*tests, name));
            wrap(out, "          ", (*tests)->title);
            checked = true;
        }
    if (!checked)
        wrap(out, "  no test ", rule->untested ? rule->untested : "yet");
}

size_t explain_rules(const struct rules *rules, const char *glob, FILE *out)
{
    const struct test **tests = catalogue_all(NULL);
    size_t count = 0;

    for (size_t i = 0; i < rules->count; i++)
        if (is_asked(&rules->list[i], tests, glob)) {
            if (count++)
                fputc('\n', out);
            explain(&rules->list[i], tests, out);
        }
    free(tests);
    return count;
}

int command_explain(const struct options *options, const struct suites *suites)
{
    for (char *const *glob = options->operands; *glob; glob++) {
        if (glob != options->operands)
            putchar('\n');
        if (!explain_rules(&suites->rules, *glob, stdout)) {
            fprintf(stderr, "doorbell: no rule or test \"%s\": `doorbell list` shows them\n",
                    *glob);
            return EXIT_USAGE;
        }
    }
    return output_close(options, stdout) ? EXIT_OK : EXIT_ERROR;
}
