/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading our libconfig files: a list of groups of strings, every key known and, unless optional,
 * present. */
#ifndef HARNESS_CONFIG_FILE_H
#define HARNESS_CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <libconfig.h>

struct config_key {
    const char *name;
    size_t offset; /* of a char * in the entry */
    bool optional;
};

/* Prints "file:line: ..." on stderr; returns false. */
bool config_refuse(const config_setting_t *at, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Opens @path. Returns its top-level settings, or NULL after one line on stderr.
 * config_destroy(@config) in both cases. */
const config_setting_t *config_open(config_t *config, const char *path);

/*
 * Opens @path, whose only top-level setting is the list @name. Returns it, or NULL after one line
 * on stderr. config_destroy(@config) in both cases.
 */
const config_setting_t *config_open_list(config_t *config, const char *path, const char *name);

/* Copies the strings @keys (a NULL name ends them) of group @from into @entry, on the heap. False
 * after one line on stderr if a key is missing, empty, unknown or no string. */
bool config_read_strings(const config_setting_t *from, const struct config_key *keys, void *entry);

#endif
