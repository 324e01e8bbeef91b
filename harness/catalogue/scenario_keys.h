/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of suites/scenarios.cfg: parser, checks, messages and the file's own documentation come
 * from one table. */
#ifndef HARNESS_SCENARIO_KEYS_H
#define HARNESS_SCENARIO_KEYS_H

#include <stdio.h>

#include "harness/catalogue/config_file.h"
#include "harness/catalogue/scenario.h"

struct scenario_key;

/* Stores the value of @from at @to. False after one line on stderr if it is not what @key allows.
 */
typedef bool scenario_store(const config_setting_t *from, const struct scenario_key *key, void *to);

struct keyword {
    const char *text; /* NULL ends a list */
    unsigned int value;
};

#define ON_XEN  1u
#define ON_BARE 2u

struct scenario_key {
    const char *name;
    unsigned int machines; /* that it is for: ON_XEN, ON_BARE */
    bool needed;           /* on these, unless it has a default */
    scenario_store *store;
    size_t offset;                  /* of where it is stored, in struct scenario */
    const char *allowed;            /* in words; NULL: .keywords, or from .low to .high */
    const struct keyword *keywords; /* what it may be, if that is a few words */
    int low, high;                  /* the same, if it is a number */
    const char *fallback;           /* as in the file: its value if it is left out; NULL: none */
    struct {
        const char *key, *value; /* as in the file; no .value: any */
    } needs[2];                  /* what else the scenario must have */
    const char *help;            /* what it means, and what leaving it out means */
};

extern const struct scenario_key scenario_keys[]; /* a NULL name ends it */

/* "trap" and the like: the word of @key's .keywords for @value. */
const char *keyword_text(const struct keyword *keywords, unsigned int value);
extern const struct keyword scenario_profiles[], scenario_attaches[], scenario_machines[];

/*
 * Reads all keys of group @from into @to (zeroes before), defaults for those left out. False after
 * one line on stderr: a key that is unknown, missing, for another machine, without what it needs,
 * or whose value is not allowed.
 */
bool scenario_keys_read(const config_setting_t *from, struct scenario *to);
void scenario_keys_free(struct scenario *scenario);

/* What @key allows, in words; to free(). */
char *scenario_allowed(const struct scenario_key *key);

/* Prints the table, as comment lines for scenarios.cfg. */
void scenario_keys_print(FILE *out);

/* One line on stderr: where, what it is, what @key allows. Returns false. */
bool scenario_refuse(const config_setting_t *from, const struct scenario_key *key);

/* Stores for the table: mmio-background-regions in its two forms; @to is the scenario. */
scenario_store scenario_store_windows, scenario_store_raw_windows;

#endif
