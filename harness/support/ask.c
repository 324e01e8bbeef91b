/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/ask.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RESIZE_WORD "resize "

enum ask ask_read(const char *payload, uint64_t *sectors)
{
    const char *digits = payload + strlen(RESIZE_WORD);
    unsigned long long number;
    char *end;

    if (!strcmp(payload, "plug"))
        return ASK_PLUG;
    if (!strcmp(payload, "unplug"))
        return ASK_UNPLUG;
    if (strncmp(payload, RESIZE_WORD, strlen(RESIZE_WORD)) || !isdigit((unsigned char)*digits))
        return ASK_MALFORMED;
    errno = 0;
    number = strtoull(digits, &end, 10);
    if (errno || *end || !number || number > ASK_SECTORS_MAX)
        return ASK_MALFORMED;
    if (sectors)
        *sectors = number;
    return ASK_RESIZE;
}
