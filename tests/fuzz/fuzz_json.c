/* SPDX-License-Identifier: BSD-2-Clause */
/* A report of a run as JSON: what is read can be compared, and written again. */
#include <stdlib.h>
#include <string.h>

#include "harness/result/outcome.h"
#include "harness/views/compare/compare.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct compare_options options = {.percent = -1, .absolute = -1};
    struct comparison comparison;
    char *text = malloc(size + 1);
    struct run run;
    bool good;
    FILE *out;

    memcpy(text, data, size);
    text[size] = '\0';
    good = run_parse("fuzz", text, size, &run);
    free(text);
    if (!good)
        return 0;
    out = fopen("/dev/null", "w");
    compare(&options, &run, &run, &comparison);
    comparison_text(out, &comparison, true);
    comparison_free(&comparison);
    run_write(out, &run);
    fclose(out);
    run_free(&run);
    return 0;
}
