/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_key.h"

#include <stdlib.h>

#include "harness/support/heap.h"

char *scenario_allowed(const struct scenario_key *key)
{
    char *text;

    if (key->allowed)
        return heap_copy(key->allowed);
    if (!key->keywords)
        return heap_format("%d to %d", key->low, key->high);
    text = heap_copy("");
    for (const struct keyword *word = key->keywords; word->text; word++) {
        char *longer = heap_format("%s%s\"%s\"", text, *text ? ", " : "", word->text);

        free(text);
        text = longer;
    }
    return text;
}

char *scenario_value(const config_setting_t *from)
{
    switch (config_setting_type(from)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return heap_format(config_setting_get_format(from) == CONFIG_FORMAT_HEX ? "%#llx" : "%lld",
                           config_setting_type(from) == CONFIG_TYPE_INT
                               ? config_setting_get_int(from)
                               : config_setting_get_int64(from));
    case CONFIG_TYPE_FLOAT:
        return heap_format("%g", config_setting_get_float(from));
    case CONFIG_TYPE_STRING:
        return heap_format("\"%s\"", config_setting_get_string(from));
    case CONFIG_TYPE_BOOL:
        return heap_copy(config_setting_get_bool(from) ? "true" : "false");
    default:
        return heap_copy("");
    }
}

bool scenario_refuse(const config_setting_t *from, const struct scenario_key *key)
{
    char *value = scenario_value(from), *allowed = scenario_allowed(key);

    config_refuse(from, "%s%s%s: expected %s", key->name, *value ? " = " : "", value, allowed);
    free(allowed);
    free(value);
    return false;
}
