/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/lines.h"

#include <string.h>

#define ESCAPE '\x1b'

/* ECMA-48: ESC and one character, or ESC [, parameters and the character that ends them. */
static const char *skip_escape(const char *at)
{
    if (at[1] == '[')
        at += 2 + strspn(at + 2, " !\"#$%&'()*+,-./0123456789:;<=>?");
    else
        at++;
    return *at ? at + 1 : at;
}

static void remove_escapes(char *text)
{
    const char *at = text;

    while (*at)
        if (*at == ESCAPE)
            at = skip_escape(at);
        else
            *text++ = *at++;
    *text = '\0';
}

static void emit(struct lines *lines, lines_take *take, void *arg)
{
    lines->text[lines->length] = '\0';
    lines->length = 0;
    remove_escapes(lines->text);
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
