/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/support/heap.h"
#include "protocol/config.h"

static void add(struct program *program, char *word)
{
    heap_append(program->words, program->count, word);
    /* The NULL behind it is an element, too, but not a counted one. */
    heap_append(program->words, program->count, NULL);
    program->count--;
}

void program_add(struct program *program, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(program, heap_vformat(format, args));
    va_end(args);
}

void program_option(struct program *program, const char *option, const char *format, ...)
{
    va_list args;

    add(program, heap_copy(option));
    va_start(args, format);
    add(program, heap_vformat(format, args));
    va_end(args);
}

int program_inherit(struct program *program, int fd)
{
    if (program->file_count == PROGRAM_FILES) { /* a mistake of ours */
        fputs("doorbell: too many files for one program\n", stderr);
        exit(EXIT_ERROR);
    }
    program->files[program->file_count++] = fd;
    return fd;
}

void program_free(struct program *program)
{
    for (size_t i = 0; i < program->count; i++)
        free(program->words[i]);
    free(program->words);
    *program = (struct program){0};
}
