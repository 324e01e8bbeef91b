/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/lines.h"

static void emit(struct lines *lines, lines_take *take, void *arg)
{
    lines->text[lines->length] = '\0';
    lines->length = 0;
    take(arg, lines->text);
}

void lines_feed(struct lines *lines, const char *bytes, size_t count, lines_take *take, void *arg)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            emit(lines, take, arg);
            continue;
        }
        lines->text[lines->length++] = bytes[i] ? bytes[i] : '?';
        if (lines->length == LINES_MAX)
            emit(lines, take, arg);
    }
}

void lines_end(struct lines *lines, lines_take *take, void *arg)
{
    if (lines->length)
        emit(lines, take, arg);
}
