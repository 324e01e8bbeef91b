/* SPDX-License-Identifier: BSD-2-Clause */
/* Small files of /proc, /sys and /dev, read and written whole. */
#ifndef LINUX_GUEST_FILES_H
#define LINUX_GUEST_FILES_H

#include <stdbool.h>
#include <stddef.h>

#define FILES_PATH_MAX 256

/*
 * Reads at most @size - 1 bytes of the file named by @format into @text, NUL-terminated, without a
 * trailing newline. Returns the length, or -1 (errno set).
 */
int file_read(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes @text to the file named by @format. False (errno set) if it did not take all of it. */
bool file_write(const char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name of the file that the symbolic link named by @format leads to, into @name; false: none. */
bool file_link_name(char *name, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Calls @each for every entry of @directory, in ascending order; returns how many, -1: no such. */
int directory_each(const char *directory, void (*each)(const char *name, void *context),
                   void *context);

#endif
