/* SPDX-License-Identifier: BSD-2-Clause */
#include "driver_error.h"

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
    const size_t length = open ? strlen(open) : 0;

    if (length < 3 || length - 2 >= DRIVER_ERROR_RULE || open[length - 1] != ')' ||
        !strchr(open, '-'))
        return false;
    memcpy(rule, open + 1, length - 2);
    rule[length - 2] = '\0';
    return true;
}
