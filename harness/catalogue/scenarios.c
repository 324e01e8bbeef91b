/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenarios.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/scenario_check.h"
#include "harness/catalogue/scenario_keys.h"
#include "harness/catalogue/scenario_read.h"
#include "harness/support/heap.h"

static bool read_scenario(const config_setting_t *from, struct scenarios *scenarios)
{
    struct scenario *to = &scenarios->list[scenarios->count++];

    if (!scenario_read(from, to))
        return false;
    if (to->bare) {
        to->profile = BARE;
        to->attach = PRESENT;
    }
    if ((to->model == MODEL_QEMU || *to->script) && to->attach == ON_REQUEST)
        to->attach = ASKED;
    if (!scenario_check(from, to))
        return false;
    for (struct scenario *other = scenarios->list; other < to; other++)
        if (!strcmp(other->name, to->name))
            return config_refuse(from, "a second scenario \"%s\"", to->name);
    return true;
}

bool scenarios_load(const char *path, struct scenarios *out)
{
    config_t config;
    const config_setting_t *list = config_open_list(&config, path, "scenarios");
    const int count = list ? config_setting_length(list) : 0;
    bool good = list != NULL;

    *out = (struct scenarios){.list = heap_zero((size_t)count, sizeof(*out->list))};
    if (good && !count)
        good = config_refuse(list, "no scenario");
    for (int i = 0; good && i < count; i++)
        good = read_scenario(config_setting_get_elem(list, (unsigned int)i), out);
    config_destroy(&config);
    if (!good)
        scenarios_free(out);
    return good;
}

void scenarios_free(struct scenarios *scenarios)
{
    for (size_t i = 0; i < scenarios->count; i++)
        scenario_keys_free(&scenarios->list[i]);
    free(scenarios->list);
    *scenarios = (struct scenarios){0};
}

const struct scenario *scenarios_find(const struct scenarios *scenarios, const char *name)
{
    for (size_t i = 0; i < scenarios->count; i++)
        if (!strcmp(scenarios->list[i].name, name))
            return &scenarios->list[i];
    return NULL;
}
