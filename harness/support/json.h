/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structs as JSON objects: a table says which member has which key, and from it an object is
 * written, read and freed.
 */
#ifndef HARNESS_JSON_H
#define HARNESS_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json_reader;
struct json_type;

enum json_kind {
    JSON_TEXT,     /* char * */
    JSON_OPTIONAL, /* char *; NULL is null, and so is a key that is not there */
    JSON_WORD,     /* an enum of .words names */
    JSON_NUMBER,   /* uint64_t, at most 2^53; 0 if the key is not there */
    JSON_SECONDS,  /* double, not negative; 0 if the key is not there */
    JSON_FLAG,     /* bool; false if the key is not there */
    JSON_TEXTS,    /* char ** and a size_t .count */
    JSON_NUMBERS,  /* uint64_t * and a size_t .count */
    JSON_OBJECTS,  /* array of structs of .type and a size_t .count */
    JSON_POINTERS, /* array of pointers to such and a size_t .count; to release, NULL is none */
    JSON_INNER,    /* an object whose members are members of the same struct, by .type; null if the
                      first of them, a text, is NULL */
    JSON_DERIVED,  /* not a member: .add() writes it, if there is one; nothing reads it */
};

struct json_field {
    const char *key;
    enum json_kind kind;
    size_t offset, count; /* of the member, and of the one that counts its elements */
    const struct json_type *type;
    const char *(*word)(unsigned int value); /* the name of a JSON_WORD's value */
    unsigned int words;
    void (*add)(cJSON *to, const void *object);
    bool may_lack; /* a list: without the key, it is empty */
};

struct json_type {
    size_t size;
    const struct json_field *fields; /* the last has kind 0 and no key */
    bool unique;                     /* no two in a list have the same text in their first field */
    /* After all fields were read from @from: what else there is to read, check or work out. */
    void (*complete)(struct json_reader *reader, const cJSON *from, void *object);
    void (*release)(void *object); /* what .complete() made; NULL: nothing */
};

/* Where reading is, and whether something was wrong: only the first error is reported. */
struct json_reader {
    const char *path;
    char where[80]; /* "scenarios[2].tests[7]"; "" at the root */
    bool failed;
};

cJSON *json_object(const struct json_type *type, const void *object);

/* Fills @object (zeroes before) from @from. Texts are made fit for every report (heap_clean()). */
void json_read(struct json_reader *reader, const struct json_type *type, const cJSON *from,
               void *object);

/* Frees what belongs to @object, and leaves zeroes. */
void json_release(const struct json_type *type, void *object);

/* One line on stderr: @reader's path, where it is, and what is wrong. */
void json_refuse(struct json_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether @type has a field @key. */
bool json_has_field(const struct json_type *type, const char *key);

/* @text as a string, NULL as null. */
void json_add_text(cJSON *to, const char *key, const char *text);

/* Parses a whole text of @size bytes; NULL after json_refuse(). */
cJSON *json_parse(struct json_reader *reader, const char *text, size_t size);

/* Writes @json with a newline behind it, and frees it. False with errno if it could not be written,
 * or for want of memory. */
bool json_write(cJSON *json, FILE *out);

#endif
