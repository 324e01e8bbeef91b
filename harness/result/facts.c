/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "harness/support/heap.h"

static struct fact *find(const struct facts *facts, const char *key)
{
    for (size_t i = 0; i < facts->count; i++)
        if (!strcmp(facts->list[i].key, key))
            return &facts->list[i];
    return NULL;
}

/* Takes over @value. */
static void set(struct facts *facts, const char *key, enum fact_kind kind, char *value)
{
    struct fact *known = find(facts, key);

    if (known) {
        free(known->value);
        known->kind = kind;
        known->value = value;
    } else {
        heap_append(facts->list, facts->count, (struct fact){heap_clean(key), kind, value});
    }
}

void facts_set(struct facts *facts, const char *key, const char *text)
{
    set(facts, key, text ? FACT_TEXT : FACT_UNKNOWN, heap_clean(text ? text : "unknown"));
}

void facts_set_flag(struct facts *facts, const char *key, bool flag)
{
    set(facts, key, FACT_FLAG, heap_copy(flag ? "yes" : "no"));
}

void facts_set_number(struct facts *facts, const char *key, uint64_t number)
{
    set(facts, key, FACT_NUMBER, heap_format("%" PRIu64, number));
}

void facts_free(struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free(facts->list[i].key);
        free(facts->list[i].value);
    }
    free(facts->list);
    *facts = (struct facts){0};
}

const char *fact_value(const struct facts *facts, const char *key)
{
    const struct fact *fact = find(facts, key);

    return fact ? fact->value : NULL;
}

const char *fact_known(const struct facts *facts, const char *key)
{
    const struct fact *fact = find(facts, key);

    return fact && fact->kind != FACT_UNKNOWN ? fact->value : NULL;
}

static void add(cJSON *to, const char *key, const struct fact *fact)
{
    cJSON *value = NULL;

    switch (fact->kind) {
    case FACT_TEXT:
        value = cJSON_CreateString(fact->value);
        break;
    case FACT_NUMBER:
        value = cJSON_CreateNumber(strtod(fact->value, NULL));
        break;
    case FACT_FLAG:
        value = cJSON_CreateBool(!strcmp(fact->value, "yes"));
        break;
    case FACT_UNKNOWN:
        value = cJSON_CreateNull();
        break;
    }
    cJSON_AddItemToObject(to, key, value);
}

void facts_add_single(cJSON *to, const struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        if (!strchr(facts->list[i].key, '.'))
            add(to, facts->list[i].key, &facts->list[i]);
}

void facts_add_groups(cJSON *to, const struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const char *dot = strchr(facts->list[i].key, '.');
        char *group;
        cJSON *object;

        if (!dot)
            continue;
        group = heap_format("%.*s", (int)(dot - facts->list[i].key), facts->list[i].key);
        object = cJSON_GetObjectItemCaseSensitive(to, group);
        add(object ? object : cJSON_AddObjectToObject(to, group), dot + 1, &facts->list[i]);
        free(group);
    }
}

void facts_read(struct facts *facts, const char *key, const cJSON *from)
{
    const cJSON *inner;

    if (cJSON_IsObject(from)) {
        cJSON_ArrayForEach(inner, from)
        {
            char *longer = heap_format("%s.%s", key, inner->string);

            facts_read(facts, longer, inner);
            free(longer);
        }
    } else if (cJSON_IsString(from)) {
        facts_set(facts, key, from->valuestring);
    } else if (cJSON_IsBool(from)) {
        facts_set_flag(facts, key, cJSON_IsTrue(from));
    } else if (cJSON_IsNumber(from)) {
        set(facts, key, FACT_NUMBER, heap_format("%.15g", from->valuedouble));
    } else if (cJSON_IsNull(from)) {
        facts_set(facts, key, NULL);
    }
}
