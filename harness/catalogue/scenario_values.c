/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_values.h"

#include <string.h>

#include "harness/support/heap.h"

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define ECAM_LOWEST     0x100000000ull   /* of a high one: what is below 4 GiB is taken */
#define ECAM_END        0x20000000000ull /* what the guest maps, runtime/cpu/mmu.h */
#define ECAM_SIZE       0x10000000ull
#define SCHEDULE_NS_MAX 1e11

bool scenario_store_text(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const char *text = config_setting_get_string(from);

    if (!text || !*text)
        return scenario_refuse(from, key);
    *(char **)to = heap_copy(text);
    return true;
}

bool scenario_store_name(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const char *text = config_setting_get_string(from);

    if (!text || strlen(text) > SCENARIO_NAME || text[strspn(text, NAME_CHARACTERS)])
        return scenario_refuse(from, key);
    return scenario_store_text(from, key, to);
}

/* An array of .low to .high texts. */
bool scenario_store_texts(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const int count = config_setting_length(from);

    if (!config_setting_is_array(from) || count < key->low || count > key->high)
        return scenario_refuse(from, key);
    for (int i = 0; i < count; i++)
        if (!scenario_store_text(config_setting_get_elem(from, (unsigned int)i), key,
                                 (char **)to + i))
            return false;
    return true;
}

bool scenario_store_servers(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    struct scenario_server server;

    if (!scenario_store_texts(from, key, to))
        return false;
    for (char **words = to; *words; words++)
        if (!scenario_server(*words, &server))
            return scenario_refuse(from, key);
    return true;
}

static const struct keyword *find_keyword(const config_setting_t *from,
                                          const struct scenario_key *key)
{
    const char *text = config_setting_get_string(from);
    const struct keyword *word = key->keywords;

    while (word->text && (!text || strcmp(word->text, text)))
        word++;
    if (word->text)
        return word;
    scenario_refuse(from, key);
    return NULL;
}

bool scenario_store_keyword(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const struct keyword *word = find_keyword(from, key);

    if (word)
        *(const char **)to = word->text;
    return word;
}

bool scenario_store_keyword_value(const config_setting_t *from, const struct scenario_key *key,
                                  void *to)
{
    const struct keyword *word = find_keyword(from, key);

    if (word)
        *(unsigned int *)to = word->value;
    return word;
}

bool scenario_store_keyword_flag(const config_setting_t *from, const struct scenario_key *key,
                                 void *to)
{
    const struct keyword *word = find_keyword(from, key);

    if (word)
        *(bool *)to = word->value;
    return word;
}

bool scenario_store_number(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const int value = config_setting_get_int(from);

    if (config_setting_type(from) != CONFIG_TYPE_INT || value < key->low || value > key->high)
        return scenario_refuse(from, key);
    *(unsigned int *)to = (unsigned int)value;
    return true;
}

/* As many as the blocks of a confidence interval, or one. */
bool scenario_store_boots(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const int value = config_setting_get_int(from);

    if (config_setting_type(from) != CONFIG_TYPE_INT || (value != 1 && value != 10))
        return scenario_refuse(from, key);
    *(unsigned int *)to = (unsigned int)value;
    return true;
}

/* Ascending times in us, whole or with a fraction. */
bool scenario_store_schedule(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    struct schedule *schedule = to;
    const int count = config_setting_length(from);
    double last = 0;

    if (!config_setting_is_array(from) || count < key->low || count > key->high)
        return scenario_refuse(from, key);
    for (int i = 0; i < count; i++) {
        const config_setting_t *element = config_setting_get_elem(from, (unsigned int)i);
        const double us = config_setting_type(element) == CONFIG_TYPE_FLOAT
                              ? config_setting_get_float(element)
                              : config_setting_get_int(element);

        if (!(us > last) || us * 1000 > SCHEDULE_NS_MAX)
            return scenario_refuse(from, key);
        last = us;
        schedule->ns[schedule->count++] = (uint64_t)(us * 1000 + 0.5);
    }
    return true;
}

/* A time in us, whole or with a fraction, to be kept in ns. */
bool scenario_store_time(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const bool whole = config_setting_type(from) == CONFIG_TYPE_INT;
    const double us = whole ? config_setting_get_int(from) : config_setting_get_float(from);

    if ((!whole && config_setting_type(from) != CONFIG_TYPE_FLOAT) || !(us >= 0) ||
        us * 1000 > SCHEDULE_NS_MAX)
        return scenario_refuse(from, key);
    *(uint64_t *)to = (uint64_t)(us * 1000 + 0.5);
    return true;
}

bool scenario_store_flag(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    if (config_setting_type(from) != CONFIG_TYPE_BOOL)
        return scenario_refuse(from, key);
    *(bool *)to = config_setting_get_bool(from);
    return true;
}

bool scenario_store_not(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    bool flag = false;

    if (!scenario_store_flag(from, key, &flag))
        return false;
    *(bool *)to = !flag;
    return true;
}

/* Without its L libconfig would cut a literal to 32 bits and not say so. */
bool scenario_store_ecam(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    const uint64_t base = (uint64_t)config_setting_get_int64(from);

    if (config_setting_type(from) != CONFIG_TYPE_INT64 || base % ECAM_SIZE ||
        (base != SCENARIO_ECAM && (base < ECAM_LOWEST || base > ECAM_END - ECAM_SIZE)))
        return scenario_refuse(from, key);
    *(uint64_t *)to = base;
    return true;
}
