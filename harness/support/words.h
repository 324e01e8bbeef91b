/* SPDX-License-Identifier: BSD-2-Clause */
/* Blank-separated words of a record's payload. */
#ifndef HARNESS_WORDS_H
#define HARNESS_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/* Cuts the next word off @rest, in place; "" at the end. */
char *word_take(char **rest);

/* @word is a decimal number below 10^19 and nothing else. */
bool word_number(const char *word, uint64_t *value);

bool word_take_number(char **rest, uint64_t *value);

#endif
