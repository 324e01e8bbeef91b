/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that cannot fail: out of memory ends the program with one line and EXIT_ERROR. */
#ifndef HARNESS_HEAP_H
#define HARNESS_HEAP_H

#include <stdarg.h>
#include <stddef.h>

/* @count zeroed elements. */
void *heap_zero(size_t count, size_t size);

/* Room for element @count of an array that grew one by one from NULL. */
void *heap_grow(void *array, size_t count, size_t size);

#define heap_append(array, count, ...) \
    ((array) = heap_grow(array, count, sizeof(*(array))), (array)[(count)++] = __VA_ARGS__)

char *heap_copy(const char *text);
char *heap_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *heap_vformat(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/* A copy fit for every report: what is not printable ASCII becomes '?', CR and LF at the end go. */
char *heap_clean(const char *text);

#endif
