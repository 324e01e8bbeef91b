/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/emit.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "runtime/console.h"

static bool mute;
static unsigned int count;

void emit_mute(bool muted)
{
    mute = muted;
}

unsigned int emit_count(void)
{
    return count;
}

void emit(enum record_kind kind, const char *payload)
{
    char line[RECORD_MAX + 2];
    size_t length;

    if (mute)
        return;
    length = record_format(line, (uint16_t)count, record_kinds[kind], payload);
    if (!length) /* the judge then misses it, and says so */
        length = record_format(line, (uint16_t)count, record_kinds[RECORD_CRASH],
                               "a record does not fit");
    count++;
    line[length++] = '\n';
    console_write(line, length);
}

void emit_format(enum record_kind kind, const char *format, ...)
{
    char payload[RECORD_PAYLOAD_MAX + 2]; /* one that does not fit stays too long */
    va_list args;

    va_start(args, format);
    vsnprintf(payload, sizeof(payload), format, args);
    va_end(args);
    emit(kind, payload);
}

/* Emits up to @length characters of @text; returns how many. */
static size_t emit_part(enum record_kind kind, const char *text, size_t length)
{
    char payload[RECORD_PAYLOAD_MAX + 1];

    if (length > RECORD_PAYLOAD_MAX)
        length = RECORD_PAYLOAD_MAX;
    for (size_t i = 0; i < length; i++)
        payload[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
    payload[length] = '\0';
    emit(kind, payload);
    return length;
}

void emit_text(enum record_kind kind, const char *text)
{
    do {
        text += emit_part(kind, text, strlen(text));
        kind = RECORD_MORE;
    } while (*text);
}

void emit_lines(enum record_kind kind, const char *text)
{
    do {
        text += emit_part(kind, text, strcspn(text, "\n"));
        text += *text == '\n';
    } while (*text);
}
