/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_read.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/scenario_keys.h"
#include "harness/support/heap.h"

static const struct scenario_key *find_key(const char *name)
{
    for (const struct scenario_key *key = scenario_keys; key->name; key++)
        if (!strcmp(key->name, name))
            return key;
    return NULL;
}

/* Whether @group or, in its place, the default says what @key needs. */
static bool check_needs(const config_setting_t *group, const struct scenario_key *key)
{
    for (size_t i = 0; i < sizeof(key->needs) / sizeof(key->needs[0]) && key->needs[i].key; i++) {
        const char *name = key->needs[i].key, *wanted = key->needs[i].value;
        const config_setting_t *member = config_setting_get_member(group, name);
        const char *fallback = find_key(name)->fallback;
        char *value = member ? scenario_value(member) : heap_copy(fallback ? fallback : "");
        const bool good = wanted ? !strcmp(value, wanted) : *value;

        free(value);
        if (!good)
            return config_refuse(config_setting_get_member(group, key->name), "%s needs %s%s%s",
                                 key->name, name, wanted ? " = " : "", wanted ? wanted : "");
    }
    return true;
}

/* The defaults as a group of their own, in the file's language. */
static bool open_defaults(config_t *config)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool good = out;

    config_init(config);
    for (const struct scenario_key *key = scenario_keys; good && key->name; key++)
        if (key->fallback)
            fprintf(out, "%s = %s;\n", key->name, key->fallback);
    if (out)
        fclose(out);
    good = good && config_read_string(config, text);
    free(text);
    return good;
}

static bool read_all(const config_setting_t *from, const config_setting_t *defaults,
                     struct scenario *to)
{
    for (const struct scenario_key *key = scenario_keys; key->name; key++) {
        const config_setting_t *member = config_setting_get_member(from, key->name);

        if (member && !(key->machines & (to->bare ? ON_BARE : ON_XEN)))
            return config_refuse(member, "%s is not for machine %s", key->name,
                                 scenario_machine(to));
        if (member && !check_needs(from, key))
            return false;
        if (!member)
            member = config_setting_get_member(defaults, key->name);
        if (member && !key->store(member, key, (char *)to + key->offset))
            return false;
        if (!member && key->needed && key->machines & (to->bare ? ON_BARE : ON_XEN))
            return config_refuse(from, "a scenario needs %s", key->name);
    }
    return true;
}

bool scenario_read(const config_setting_t *from, struct scenario *to)
{
    config_t defaults;
    bool good;

    if (!config_setting_is_group(from))
        return config_refuse(from, "expected a group { key = value; ... }");
    for (int i = 0; i < config_setting_length(from); i++) {
        const config_setting_t *member = config_setting_get_elem(from, (unsigned int)i);

        if (!find_key(config_setting_name(member)))
            return config_refuse(member, "a scenario has no key \"%s\"",
                                 config_setting_name(member));
    }
    good = open_defaults(&defaults) && read_all(from, config_root_setting(&defaults), to);
    config_destroy(&defaults);
    return good;
}
