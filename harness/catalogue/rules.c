/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/rules.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/catalogue/config_file.h"
#include "harness/support/heap.h"

static const struct config_key keys[] = {
    {"id", offsetof(struct rule, id), false, false},
    {"statement", offsetof(struct rule, statement), false, false},
    {"source", offsetof(struct rule, source), false, false},
    {"hint", offsetof(struct rule, hint), false, false},
    {"untested", offsetof(struct rule, untested), true, false},
    {NULL, 0, false, false},
};

static bool read_group(const char *path, struct rules *out)
{
    config_t config;
    const config_setting_t *list = config_open_list(&config, path, "rules");
    bool good = list != NULL;

    for (int i = 0; good && i < config_setting_length(list); i++) {
        const config_setting_t *from = config_setting_get_elem(list, (unsigned int)i);
        struct rule rule = {0};

        good = config_read_strings(from, keys, &rule);
        if (good && rules_find(out, rule.id))
            good = config_refuse(from, "%s is there already", rule.id);
        heap_append(out->list, out->count, rule);
    }
    config_destroy(&config);
    return good;
}

bool rules_load(const char *suites, struct rules *out)
{
    struct dirent **folders;
    int count = scandir(suites, &folders, NULL, alphasort);
    bool good = count >= 0;

    *out = (struct rules){0};
    if (!good)
        fprintf(stderr, "%s: cannot look for the rules here: %s\n", suites, strerror(errno));
    for (int i = 0; i < count; i++) {
        char *path = heap_format("%s/%s/rules.cfg", suites, folders[i]->d_name);

        if (good && folders[i]->d_name[0] != '.' && !access(path, F_OK))
            good = read_group(path, out);
        free(path);
        free(folders[i]);
    }
    if (count >= 0)
        free(folders);
    if (good && !out->count) {
        fprintf(stderr, "%s: no <group>/rules.cfg here\n", suites);
        good = false;
    }
    if (!good)
        rules_free(out);
    return good;
}

void rules_free(struct rules *rules)
{
    for (size_t i = 0; i < rules->count; i++)
        config_free_strings(keys, &rules->list[i]);
    free(rules->list);
    *rules = (struct rules){0};
}

const struct rule *rules_find(const struct rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->count; i++)
        if (rules->list[i].id && !strcmp(rules->list[i].id, id))
            return &rules->list[i];
    return NULL;
}
