/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/words.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 19 /* of what surely fits into 64 bits */

char *word_take(char **rest)
{
    char *word = *rest, *blank = strchr(word, ' ');

    if (blank)
        *blank++ = '\0';
    *rest = blank ? blank : word + strlen(word);
    return word;
}

bool word_number(const char *word, uint64_t *value)
{
    size_t digits = strspn(word, "0123456789");

    if (!digits || digits > DIGITS_MAX || word[digits])
        return false;
    *value = strtoull(word, NULL, 10);
    return true;
}

bool word_take_number(char **rest, uint64_t *value)
{
    return word_number(word_take(rest), value);
}
