/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of the machine, as key and value: "xen.version" is "4.20.3". */
#ifndef HARNESS_FACTS_H
#define HARNESS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

enum fact_kind {
    FACT_TEXT,
    FACT_NUMBER,
    FACT_FLAG,    /* "yes" or "no" */
    FACT_UNKNOWN, /* the value is "unknown" */
};

struct fact {
    char *key; /* what stands before the first dot is its group; a fact without a dot has none */
    enum fact_kind kind;
    char *value; /* for people; never NULL */
};

/* All zeroes: none. In the order in which they became known. */
struct facts {
    struct fact *list;
    size_t count;
};

/* Adds @key with a copy of @text, or changes its value. NULL: unknown. */
void facts_set(struct facts *facts, const char *key, const char *text);
void facts_set_flag(struct facts *facts, const char *key, bool flag);
void facts_set_number(struct facts *facts, const char *key, uint64_t number);
void facts_free(struct facts *facts);

/* The value of @key for people, or NULL if there is no such fact. */
const char *fact_value(const struct facts *facts, const char *key);

/* The same, but NULL for an unknown one. */
const char *fact_known(const struct facts *facts, const char *key);

/* As JSON: those without a group as members of @to, each group as an object in it. Read back, an
 * object inside of a group only makes for longer keys; lists are no facts. */
void facts_add_single(struct cJSON *to, const struct facts *facts);
void facts_add_groups(struct cJSON *to, const struct facts *facts);
void facts_read(struct facts *facts, const char *key, const struct cJSON *from);

#endif
