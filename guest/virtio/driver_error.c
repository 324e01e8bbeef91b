/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/virtio/driver_error.h"

#include <string.h>

#define DRIVER_ERROR_TEXT(name, text) text,
static const char *const texts[] = {DRIVER_ERRORS(DRIVER_ERROR_TEXT)};

const char *driver_error_text(int error)
{
    const int count = sizeof(texts) / sizeof(texts[0]);

    if (error >= 0)
        return "no error";
    if (error <= DRIVER_ERROR_BASE || error > DRIVER_ERROR_BASE + count)
        return "unknown error";
    return texts[error - DRIVER_ERROR_BASE - 1];
}

bool driver_error_rule(const char *text, char rule[DRIVER_ERROR_RULE])
{
    const char *open = strrchr(text, '(');
    size_t letters, length;

    if (!open)
        return false;
    letters = strspn(++open, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (!letters || open[letters] != '-')
        return false;
    length = letters + 1 + strspn(open + letters + 1, "0123456789");
    if (length == letters + 1 || length >= DRIVER_ERROR_RULE || strcmp(open + length, ")"))
        return false;
    memcpy(rule, open, length);
    rule[length] = '\0';
    return true;
}
