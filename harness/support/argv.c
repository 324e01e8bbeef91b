/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/argv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/support/heap.h"
#include "protocol/config.h"

static void add(struct argv *argv, char *word)
{
    heap_append(argv->words, argv->count, word);
    /* The NULL behind it is an element, too, but not a counted one. */
    heap_append(argv->words, argv->count, NULL);
    argv->count--;
}

void argv_add(struct argv *argv, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(argv, heap_vformat(format, args));
    va_end(args);
}

void argv_option(struct argv *argv, const char *option, const char *format, ...)
{
    va_list args;

    add(argv, heap_copy(option));
    va_start(args, format);
    add(argv, heap_vformat(format, args));
    va_end(args);
}

int argv_inherit(struct argv *argv, int fd)
{
    if (argv->file_count == ARGV_FILES) { /* a mistake of ours */
        fputs("doorbell: too many files for one process\n", stderr);
        exit(EXIT_ERROR);
    }
    argv->files[argv->file_count++] = fd;
    return fd;
}

void argv_free(struct argv *argv)
{
    for (size_t i = 0; i < argv->count; i++)
        free(argv->words[i]);
    free(argv->words);
    *argv = (struct argv){0};
}
