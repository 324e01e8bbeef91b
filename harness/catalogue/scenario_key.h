/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of one key of scenarios.cfg. */
#ifndef HARNESS_SCENARIO_KEY_H
#define HARNESS_SCENARIO_KEY_H

#include "harness/catalogue/config_file.h"
#include "harness/catalogue/scenario.h"

struct scenario_key;

/* Stores the value of @from at @to. False after one line on stderr if it is not what @key allows.
 */
typedef bool scenario_store(const config_setting_t *from, const struct scenario_key *key, void *to);

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

/* What @key allows, in words; to free(). */
char *scenario_allowed(const struct scenario_key *key);

/* The value of @from as the file has it, to free(); "" of a group, list or array. */
char *scenario_value(const config_setting_t *from);

/* One line on stderr: where, what it is, what @key allows. Returns false. */
bool scenario_refuse(const config_setting_t *from, const struct scenario_key *key);

#endif
