/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/config_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

bool config_refuse(const config_setting_t *at, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%u: ", config_setting_source_file(at), config_setting_source_line(at));
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return false;
}

const config_setting_t *config_open(config_t *config, const char *path)
{
    config_init(config);
    if (!config_read_file(config, path)) {
        if (config_error_type(config) == CONFIG_ERR_FILE_IO)
            fprintf(stderr, "%s: cannot read this file\n", path);
        else
            fprintf(stderr, "%s:%d: %s\n", path, config_error_line(config),
                    config_error_text(config));
        return NULL;
    }
    return config_root_setting(config);
}

const config_setting_t *config_open_list(config_t *config, const char *path, const char *name)
{
    const config_setting_t *root = config_open(config, path), *list;

    if (!root)
        return NULL;
    list = config_setting_get_member(root, name);
    if (config_setting_length(root) != 1 || !list || !config_setting_is_list(list)) {
        fprintf(stderr, "%s: must hold one list, \"%s = ( ... )\", and nothing else\n", path, name);
        return NULL;
    }
    return list;
}

static const struct config_key *find_key(const struct config_key *keys, const char *name)
{
    while (keys->name && strcmp(keys->name, name))
        keys++;
    return keys->name ? keys : NULL;
}

static char *read_string(const config_setting_t *from, const struct config_key *key)
{
    const char *text = config_setting_get_string(from);

    if (text && *text)
        return heap_copy(text);
    config_refuse(from, "\"%s\" must be a string%s, not empty", key->name,
                  key->list ? " or a list of strings" : "");
    return NULL;
}

static bool read_list(const config_setting_t *from, const struct config_key *key, char ***list)
{
    const bool single = !config_setting_is_aggregate(from);
    const int count = single ? 1 : config_setting_length(from);

    *list = heap_zero((size_t)count + 1, sizeof(**list));
    for (int i = 0; i < count; i++) {
        (*list)[i] =
            read_string(single ? from : config_setting_get_elem(from, (unsigned int)i), key);
        if (!(*list)[i])
            return false;
    }
    return count || config_refuse(from, "\"%s\" must not be empty", key->name);
}

bool config_read_strings(const config_setting_t *from, const struct config_key *keys, void *entry)
{
    const config_setting_t *member;

    if (!config_setting_is_group(from))
        return config_refuse(from, "must be a group, { ... }");
    for (int i = 0; i < config_setting_length(from); i++) {
        member = config_setting_get_elem(from, (unsigned int)i);
        if (!find_key(keys, config_setting_name(member)))
            return config_refuse(member, "unknown key \"%s\"", config_setting_name(member));
    }
    for (; keys->name; keys++) {
        void *at = (char *)entry + keys->offset;

        member = config_setting_get_member(from, keys->name);
        if (!member && keys->optional)
            continue;
        if (!member)
            return config_refuse(from, "\"%s\" is missing", keys->name);
        if (keys->list && !read_list(member, keys, at))
            return false;
        if (!keys->list && !(*(char **)at = read_string(member, keys)))
            return false;
    }
    return true;
}

void config_free_strings(const struct config_key *keys, void *entry)
{
    for (; keys->name; keys++) {
        void *at = (char *)entry + keys->offset;
        char **list = keys->list ? *(char ***)at : NULL;

        for (size_t i = 0; list && list[i]; i++)
            free(list[i]);
        free(*(void **)at);
    }
}
