/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_READ_FILE_H
#define HARNESS_READ_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * All of the file @path ("-": standard input), and a NUL that @count leaves out; free() the bytes,
 * on failure too. False after one line on stderr.
 */
bool read_file(const char *path, char **bytes, size_t *count);

#endif
