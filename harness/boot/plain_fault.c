/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_fault.h"

#include <stddef.h>
#include <string.h>

enum plain_fault plain_fault(const char *name)
{
#define FAULT_NAME(constant, name, rule, text) name,
    static const char *const names[] = {PLAIN_FAULTS(FAULT_NAME)};

    for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(names[i], name))
            return (enum plain_fault)(i + 1);
    return PLAIN_NO_FAULT;
}
