/* SPDX-License-Identifier: BSD-2-Clause */
#include "expectations.h"

#include <stdlib.h>
#include <string.h>

#include "../../protocol/test.h"
#include "../heap.h"
#include "../suites/catalogue.h"
#include "../suites/config_file.h"

static const struct config_key keys[] = {
    {"test", offsetof(struct expectation, test), false},
    {"xen", offsetof(struct expectation, xen), false},
    {"scenario", offsetof(struct expectation, scenario), true},
    {"reason", offsetof(struct expectation, reason), false},
    {"upstream", offsetof(struct expectation, upstream), false},
    {NULL, 0, false},
};

/*
 * Compares the numbers of @version with those of @bound, as many as @bound has ("4.20.3" and "4.20"
 * are equal); what follows the numbers ("-rc1", "-unstable") does not count.
 */
static int compare(const char *version, const char *bound)
{
    for (;;) {
        char *version_end, *bound_end;
        unsigned long left = strtoul(version, &version_end, 10);
        unsigned long right = strtoul(bound, &bound_end, 10);

        if (left != right)
            return left < right ? -1 : 1;
        if (*bound_end != '.')
            return 0;
        bound = bound_end + 1;
        version = *version_end == '.' ? version_end + 1 : version_end + strlen(version_end);
    }
}

/* The end of a version number at @at ("4.20.3"), or NULL if there is none. */
static const char *skip_version(const char *at)
{
    for (;;) {
        size_t digits = strspn(at, "0123456789");

        if (!digits)
            return NULL;
        at += digits;
        if (*at != '.')
            return at;
        at++;
    }
}

/* Finds the ends of "first - last"; either may be NULL. False if @range is malformed. */
static bool split_range(const char *range, const char **first, const char **last)
{
    const char *at = range;

    *first = *last = NULL;
    if (!strcmp(range, "*"))
        return true;
    if (*at != ' ' && *at != '-') {
        *first = at;
        at = skip_version(at);
        if (!at)
            return false;
    }
    at += strspn(at, " ");
    if (*at++ != '-')
        return false;
    at += strspn(at, " ");
    if (*at) {
        *last = at;
        at = skip_version(at);
    }
    return at && !*at && (*first || *last);
}

bool version_in_range(const char *version, const char *range)
{
    const char *first, *last;

    return split_range(range, &first, &last) && (!first || compare(version, first) >= 0) &&
           (!last || compare(version, last) <= 0);
}

static bool covers(const struct expectation *expectation, const struct test *test)
{
    const char *const select[] = {expectation->test, NULL};

    return test_selected(test, select);
}

/* A stale entry hides nothing today, and something else tomorrow. */
static bool has_test(const struct expectation *expectation)
{
    const struct test **tests = catalogue_all(NULL);
    bool found = false;

    for (size_t i = 0; tests[i] && !found; i++)
        found = covers(expectation, tests[i]);
    free(tests);
    return found;
}

static bool read_entry(const config_setting_t *from, struct expectation *entry)
{
    const char *first, *last;

    entry->line = config_setting_source_line(from);
    if (!config_read_strings(from, keys, entry))
        return false;
    if (!split_range(entry->xen, &first, &last))
        return config_refuse(from, "\"%s\" is no version range: \"*\", \"4.17 - 4.20\", \"4.17 -\"",
                             entry->xen);
    if (!has_test(entry))
        return config_refuse(from, "no test is called \"%s\" and none checks such a rule",
                             entry->test);
    return true;
}

bool expectations_load(const char *path, struct expectations *out)
{
    config_t config;
    const config_setting_t *list = config_open_list(&config, path, "expectations");
    bool good = list != NULL;

    *out = (struct expectations){.path = heap_copy(path)};
    for (int i = 0; good && i < config_setting_length(list); i++) {
        heap_append(out->list, out->count, (struct expectation){0});
        good =
            read_entry(config_setting_get_elem(list, (unsigned int)i), &out->list[out->count - 1]);
    }
    config_destroy(&config);
    if (!good)
        expectations_free(out);
    return good;
}

void expectations_free(struct expectations *expectations)
{
    for (size_t i = 0; i < expectations->count; i++)
        for (const struct config_key *key = keys; key->name; key++)
            free(*(char **)((char *)&expectations->list[i] + key->offset));
    free(expectations->list);
    free(expectations->path);
    *expectations = (struct expectations){0};
}

const struct expectation *expectations_find(const struct expectations *expectations,
                                            const struct test *test, const char *scenario,
                                            const char *version)
{
    for (size_t i = 0; i < expectations->count; i++)
        if (covers(&expectations->list[i], test) &&
            (!expectations->list[i].scenario ||
             glob_matches(expectations->list[i].scenario, scenario)) &&
            version_in_range(version, expectations->list[i].xen))
            return &expectations->list[i];
    return NULL;
}
