/* SPDX-License-Identifier: BSD-2-Clause */
/* A command line under construction, with the open files that go with it. */
#ifndef HARNESS_ARGV_H
#define HARNESS_ARGV_H

#include <stddef.h>

#define ARGV_FILES 8

/*
 * All zeroes to start with. Files are open descriptors: the program reaches them by /proc/self/fd
 * or by their number, and nothing needs a name.
 */
struct argv {
    char **words; /* words[0] is the program's path; a NULL follows the last */
    size_t count;
    int files[ARGV_FILES]; /* what the program inherits; the caller's to close */
    size_t file_count;
};

/* Adds one word. */
void argv_add(struct argv *argv, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds @option and its value. */
void argv_option(struct argv *argv, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Lets the program inherit @fd. Returns @fd. */
int argv_inherit(struct argv *argv, int fd);

void argv_free(struct argv *argv);

#endif
