/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON as we write it. */
#ifndef HARNESS_JSON_H
#define HARNESS_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>

/* Writes @json with a newline behind it, and frees it. False with errno if it could not be written,
 * or for want of memory. */
bool json_write(cJSON *json, FILE *out);

#endif
