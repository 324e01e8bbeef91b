/* SPDX-License-Identifier: BSD-2-Clause */
/* Records (protocol/record.h) onto the console, numbered. */
#ifndef GUEST_EMIT_H
#define GUEST_EMIT_H

#include <stdbool.h>

#include "protocol/record.h"

/* While @muted nothing is emitted or counted. */
void emit_mute(bool muted);

/* How many records there are so far. */
unsigned int emit_count(void);

/* One record. @payload must fit, and be printable. */
void emit(enum record_kind kind, const char *payload);

/* One record with a payload that fits. */
void emit_format(enum record_kind kind, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* @text as one record of @kind and as many of RECORD_MORE as it takes; junk becomes '?'. */
void emit_text(enum record_kind kind, const char *text);

/* Each line of @text as a record of @kind; a line that is too long as several. */
void emit_lines(enum record_kind kind, const char *text);

#endif
