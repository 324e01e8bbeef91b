/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/support/heap.h"

#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/config.h"

static void *checked(void *memory)
{
    if (!memory)
        errx(EXIT_ERROR, "out of memory");
    return memory;
}

void *heap_zero(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size));
}

void *heap_grow(void *array, size_t count, size_t size)
{
    if (count & (count - 1)) /* room is always a power of two */
        return array;
    return checked(reallocarray(array, count ? 2 * count : 1, size));
}

char *heap_copy(const char *text)
{
    return checked(strdup(text));
}

char *heap_vformat(const char *format, va_list args)
{
    char *text;

    return vasprintf(&text, format, args) < 0 ? checked(NULL) : text;
}

char *heap_format(const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = heap_vformat(format, args);
    va_end(args);
    return text;
}

char *heap_clean(const char *text)
{
    char *copy = heap_copy(text);
    size_t length = strcspn(copy, "\r\n");

    copy[length] = '\0';
    for (size_t i = 0; i < length; i++)
        if (copy[i] < ' ' || copy[i] > '~')
            copy[i] = '?';
    return copy;
}
