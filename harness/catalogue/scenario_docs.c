/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_docs.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/scenario_keys.h"
#include "harness/support/heap.h"
#include "harness/support/wrap.h"

/* "1 to 4; default 1; only machine "xen": physical CPUs ...": to free(). */
static char *describe(const struct scenario_key *key)
{
    char *allowed = scenario_allowed(key), *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return allowed;
    fputs(allowed, out);
    free(allowed);
    if (key->fallback)
        fprintf(out, "; default %s", key->fallback);
    else if (key->needed)
        fputs("; must be there", out);
    if (key->machines == ON_XEN)
        fputs("; only machine \"xen\"", out);
    if (key->machines == ON_BARE)
        fputs("; only machine \"" MACHINE_QEMU "\"", out);
    for (size_t i = 0; i < sizeof(key->needs) / sizeof(key->needs[0]) && key->needs[i].key; i++)
        fprintf(out, "%s%s%s%s", i ? " and " : "; needs ", key->needs[i].key,
                key->needs[i].value ? " = " : "", key->needs[i].value ? key->needs[i].value : "");
    if (key->help)
        fprintf(out, ": %s", key->help);
    fclose(out);
    return text;
}

void scenario_docs(FILE *out)
{
    char *lines = NULL;
    size_t size;
    FILE *stream = open_memstream(&lines, &size);

    if (!stream)
        return;
    fputs("What `doorbell run` can boot: one scenario is one boot. The keys, in any order:\n\n",
          stream);
    for (const struct scenario_key *key = scenario_keys; key->name; key++) {
        char *label = heap_format("%-14s  ", key->name), *text = describe(key);

        wrap(stream, label, text);
        free(text);
        free(label);
    }
    fclose(stream);
    for (char *line = lines, *end; (end = strchr(line, '\n')); line = end + 1)
        fprintf(out, "#%s%.*s\n", end == line ? "" : " ", (int)(end - line), line);
    free(lines);
}
