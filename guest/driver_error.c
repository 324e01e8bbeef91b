/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/driver_error.h"

#include <stddef.h>

static const struct {
    const char *rule, *text;
} errors[] = {
#define DRIVER_ERROR_ENTRY(name, rule, text) {rule, text},
    DRIVER_ERRORS(DRIVER_ERROR_ENTRY)};

/* @error's index in the list, or -1. */
static int index_of(int error)
{
    const int count = sizeof(errors) / sizeof(errors[0]);
    const int index = error - DRIVER_ERROR_BASE - 1;

    return error < 0 && index >= 0 && index < count ? index : -1;
}

const char *driver_error_text(int error)
{
    const int index = index_of(error);

    if (index >= 0)
        return errors[index].text;
    return error < 0 ? "unknown error" : "no error";
}

const char *driver_error_rule(int error)
{
    const int index = index_of(error);

    return index >= 0 ? errors[index].rule : NULL;
}
