/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53: above it JSON numbers are not exact */

static void *member(const struct json_field *field, const void *object)
{
    return (char *)object + field->offset;
}

static size_t *count_of(const struct json_field *field, const void *object)
{
    return (size_t *)((char *)object + field->count);
}

/* Element @i of a list of objects. */
static void *element(const struct json_field *field, const void *object, size_t i)
{
    void *list = *(void **)member(field, object);

    return field->kind == JSON_POINTERS ? ((void **)list)[i] : (char *)list + i * field->type->size;
}

static bool is_last(const struct json_field *field)
{
    return !field->key && field->kind != JSON_DERIVED;
}

void json_add_text(cJSON *to, const char *key, const char *text)
{
    cJSON_AddItemToObject(to, key, text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

static cJSON *list_of(const struct json_field *field, const void *object)
{
    cJSON *list = cJSON_CreateArray(), *item;

    for (size_t i = 0; i < *count_of(field, object); i++) {
        if (field->kind == JSON_TEXTS)
            item = cJSON_CreateString((*(char ***)member(field, object))[i]);
        else if (field->kind == JSON_NUMBERS)
            item = cJSON_CreateNumber((double)(*(uint64_t **)member(field, object))[i]);
        else
            item = json_object(field->type, element(field, object, i));
        cJSON_AddItemToArray(list, item);
    }
    return list;
}

static cJSON *inner_of(const struct json_field *field, const void *object)
{
    const char *first = *(char **)member(field->type->fields, object);

    return first ? json_object(field->type, object) : cJSON_CreateNull();
}

cJSON *json_object(const struct json_type *type, const void *object)
{
    cJSON *to = cJSON_CreateObject();

    for (const struct json_field *field = type->fields; !is_last(field); field++) {
        void *from = member(field, object);

        switch (field->kind) {
        case JSON_TEXT:
        case JSON_OPTIONAL:
            json_add_text(to, field->key, *(char **)from);
            break;
        case JSON_WORD:
            json_add_text(to, field->key, field->word(*(unsigned int *)from));
            break;
        case JSON_NUMBER:
            cJSON_AddNumberToObject(to, field->key, (double)*(uint64_t *)from);
            break;
        case JSON_SECONDS:
            cJSON_AddNumberToObject(to, field->key, *(double *)from);
            break;
        case JSON_FLAG:
            cJSON_AddBoolToObject(to, field->key, *(bool *)from);
            break;
        case JSON_TEXTS:
        case JSON_NUMBERS:
        case JSON_OBJECTS:
        case JSON_POINTERS:
            cJSON_AddItemToObject(to, field->key, list_of(field, object));
            break;
        case JSON_INNER:
            cJSON_AddItemToObject(to, field->key, inner_of(field, object));
            break;
        case JSON_DERIVED:
            if (field->add)
                field->add(to, object);
            break;
        }
    }
    return to;
}

void json_refuse(struct json_reader *reader, const char *format, ...)
{
    va_list args;

    if (reader->failed)
        return;
    reader->failed = true;
    fprintf(stderr, "doorbell: %s: %s%s", reader->path, reader->where, *reader->where ? ": " : "");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static void read_word(struct json_reader *reader, const struct json_field *field, const cJSON *item,
                      unsigned int *to)
{
    const char *word = cJSON_IsString(item) ? item->valuestring : NULL;

    if (!word) {
        json_refuse(reader, "\"%s\": %s", field->key, item ? "not a string" : "missing");
        return;
    }
    for (*to = 0; *to < field->words; ++*to)
        if (!strcmp(field->word(*to), word))
            return;
    *to = 0;
    json_refuse(reader, "no %s is called \"%.40s\"", field->key, word);
}

static void read_whole(struct json_reader *reader, const struct json_field *field,
                       const cJSON *item, uint64_t *to)
{
    const double value = cJSON_IsNumber(item) ? item->valuedouble : -1;

    if (value < 0 || value > EXACT_MAX || value != (double)(uint64_t)value)
        json_refuse(reader, "\"%s\": not a whole number from 0 to 2^53", field->key);
    else
        *to = (uint64_t)value;
}

/* Every earlier element of the list has another name. */
static void check_unique(struct json_reader *reader, const struct json_field *field,
                         const void *object)
{
    const size_t last = *count_of(field, object) - 1;
    const struct json_field *first = field->type->fields;
    const char *name = *(char **)member(first, element(field, object, last));

    for (size_t i = 0; field->type->unique && name && i < last; i++)
        if (!strcmp(name, *(char **)member(first, element(field, object, i))))
            json_refuse(reader, "%s is there twice", name);
}

static void read_object(struct json_reader *reader, const struct json_field *field,
                        const cJSON *item, void *object)
{
    const size_t length = strlen(reader->where), room = sizeof(reader->where) - length;
    size_t *count = count_of(field, object);
    void **list = member(field, object);

    snprintf(reader->where + length, room, "%s%s[%zu]", length ? "." : "", field->key, *count);
    if (field->kind == JSON_POINTERS) {
        *list = heap_grow(*list, *count, sizeof(void *));
        ((void **)*list)[*count] = heap_zero(1, field->type->size);
    } else {
        *list = heap_grow(*list, *count, field->type->size);
        memset((char *)*list + *count * field->type->size, 0, field->type->size);
    }
    ++*count;
    json_read(reader, field->type, item, element(field, object, *count - 1));
    if (!reader->failed)
        check_unique(reader, field, object);
    reader->where[length] = '\0';
}

static void read_list(struct json_reader *reader, const struct json_field *field, const cJSON *list,
                      void *object)
{
    size_t *count = count_of(field, object);
    void *to = member(field, object);
    const cJSON *item;

    if (!list && field->may_lack)
        return;
    if (!cJSON_IsArray(list))
        json_refuse(reader, "\"%s\": %s", field->key, list ? "not a list" : "missing");
    cJSON_ArrayForEach(item, list)
    {
        if (reader->failed)
            return;
        if (field->kind == JSON_NUMBERS) {
            uint64_t number = 0;

            read_whole(reader, field, item, &number);
            heap_append(*(uint64_t **)to, *count, number);
        } else if (field->kind != JSON_TEXTS) {
            read_object(reader, field, item, object);
        } else if (cJSON_IsString(item)) {
            heap_append(*(char ***)to, *count, heap_clean(item->valuestring));
        } else {
            json_refuse(reader, "\"%s\": not a list of strings", field->key);
        }
    }
}

static void read_field(struct json_reader *reader, const struct json_field *field,
                       const cJSON *item, void *object)
{
    void *to = member(field, object);

    switch (field->kind) {
    case JSON_TEXT:
    case JSON_OPTIONAL:
        if (cJSON_IsString(item))
            *(char **)to = heap_clean(item->valuestring);
        else if (item && !cJSON_IsNull(item))
            json_refuse(reader, "\"%s\": not a string", field->key);
        else if (field->kind == JSON_TEXT)
            json_refuse(reader, "\"%s\": missing", field->key);
        break;
    case JSON_WORD:
        read_word(reader, field, item, to);
        break;
    case JSON_NUMBER:
        if (item)
            read_whole(reader, field, item, to);
        break;
    case JSON_SECONDS:
        *(double *)to = cJSON_IsNumber(item) && item->valuedouble > 0 ? item->valuedouble : 0;
        break;
    case JSON_FLAG:
        *(bool *)to = cJSON_IsTrue(item);
        break;
    case JSON_INNER:
        if (cJSON_IsObject(item))
            json_read(reader, field->type, item, object);
        break;
    case JSON_DERIVED:
        break;
    default:
        read_list(reader, field, item, object);
    }
}

void json_read(struct json_reader *reader, const struct json_type *type, const cJSON *from,
               void *object)
{
    if (!cJSON_IsObject(from)) {
        json_refuse(reader, "not an object");
        return;
    }
    for (const struct json_field *field = type->fields; !is_last(field); field++)
        if (!reader->failed)
            read_field(reader, field,
                       field->key ? cJSON_GetObjectItemCaseSensitive(from, field->key) : NULL,
                       object);
    if (!reader->failed && type->complete)
        type->complete(reader, from, object);
}

static void release_list(const struct json_field *field, void *object)
{
    void *list = *(void **)member(field, object);

    for (size_t i = 0; i < *count_of(field, object); i++) {
        if (field->kind == JSON_TEXTS)
            free(((char **)list)[i]);
        else if (field->type && element(field, object, i))
            json_release(field->type, element(field, object, i));
        if (field->kind == JSON_POINTERS)
            free(((void **)list)[i]);
    }
    free(list);
}

static void release_members(const struct json_type *type, void *object)
{
    for (const struct json_field *field = type->fields; !is_last(field); field++)
        switch (field->kind) {
        case JSON_TEXT:
        case JSON_OPTIONAL:
            free(*(char **)member(field, object));
            break;
        case JSON_TEXTS:
        case JSON_NUMBERS:
        case JSON_OBJECTS:
        case JSON_POINTERS:
            release_list(field, object);
            break;
        case JSON_INNER:
            release_members(field->type, object);
            break;
        default:
            break;
        }
}

void json_release(const struct json_type *type, void *object)
{
    release_members(type, object);
    if (type->release)
        type->release(object);
    memset(object, 0, type->size);
}

bool json_has_field(const struct json_type *type, const char *key)
{
    const struct json_field *field = type->fields;

    while (!is_last(field) && (!field->key || strcmp(field->key, key)))
        field++;
    return !is_last(field);
}

cJSON *json_parse(struct json_reader *reader, const char *text, size_t size)
{
    const char *end = text;
    cJSON *root = cJSON_ParseWithLengthOpts(text, size + 1, &end, true);
    unsigned int line = 1;

    if (root)
        return root;
    for (const char *at = text; at < end; at++)
        line += *at == '\n';
    json_refuse(reader, "line %u: not JSON, or cut off", line);
    return NULL;
}

bool json_write(cJSON *json, FILE *out)
{
    char *text = cJSON_Print(json);

    cJSON_Delete(json);
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    return !fflush(out) && !ferror(out);
}
