/* SPDX-License-Identifier: BSD-2-Clause */
/* A command line in the making, with the open files that go with it. */
#ifndef HARNESS_PROGRAM_H
#define HARNESS_PROGRAM_H

#include <stddef.h>

#define PROGRAM_FILES 8

/*
 * All zeroes to start with. Files are open descriptors: the program reaches them by /proc/self/fd
 * or by their number, and nothing needs a name.
 */
struct program {
    char **words; /* words[0] is the program's path; a NULL follows the last */
    size_t count;
    int files[PROGRAM_FILES]; /* what the program inherits; the caller's to close */
    size_t file_count;
};

/* Adds one word. */
void program_add(struct program *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds @option and its value. */
void program_option(struct program *program, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Lets the program inherit @fd. Returns @fd. */
int program_inherit(struct program *program, int fd);

void program_free(struct program *program);

#endif
