/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/wrap.h"

#include <string.h>

void wrap(FILE *out, const char *label, const char *text)
{
    size_t indent = strlen(label), column = indent;

    fputs(label, out);
    for (;;) {
        size_t word;

        text += strspn(text, " ");
        word = strcspn(text, " ");
        if (!word)
            break;
        if (column > indent && column + 1 + word > WRAP_COLUMNS) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, word, out);
        column += word;
        text += word;
    }
    fputc('\n', out);
}
