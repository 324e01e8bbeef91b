/* SPDX-License-Identifier: BSD-2-Clause */
/* Console bytes, in whatever pieces they come, cut into lines of text without a terminal's escape
 * sequences. */
#ifndef HARNESS_LINES_H
#define HARNESS_LINES_H

#include <stddef.h>

#define LINES_MAX 1024

/* All zeroes to start with. */
struct lines {
    char text[LINES_MAX + 1];
    size_t length;
};

typedef void lines_take(void *arg, const char *line);

/*
 * Hands each complete line, without newline, to @take. A NUL becomes '?', so that it cannot hide
 * what follows it; a line longer than LINES_MAX comes in pieces.
 */
void lines_feed(struct lines *lines, const char *bytes, size_t count, lines_take *take, void *arg);

/* The rest of the console: a last line without its newline, if there is one. */
void lines_end(struct lines *lines, lines_take *take, void *arg);

#endif
