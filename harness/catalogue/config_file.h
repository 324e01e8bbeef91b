/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading our libconfig files: a list of groups of strings and lists of strings, every key known
 * and, unless optional, present. */
#ifndef HARNESS_CONFIG_FILE_H
#define HARNESS_CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <libconfig.h>

struct config_key {
    const char *name;
    size_t offset; /* in the entry: of a char * or, of a list, of a NULL-terminated char ** */
    bool optional; /* NULL if left out */
    bool list;     /* one string, or [ string, ... ] */
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

/* Copies what @keys (a NULL name ends them) say of group @from into @entry, on the heap. False
 * after one line on stderr if a key is missing, empty, unknown or no string; release @entry then,
 * too. */
bool config_read_strings(const config_setting_t *from, const struct config_key *keys, void *entry);

/* Frees what config_read_strings() has put into @entry, all zeroes before. */
void config_free_strings(const struct config_key *keys, void *entry);

#endif
