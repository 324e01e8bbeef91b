/* SPDX-License-Identifier: BSD-2-Clause */
#include "driver_error.h"

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
