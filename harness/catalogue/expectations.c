/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/expectations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/config_file.h"
#include "harness/catalogue/scenario.h"
#include "harness/support/heap.h"
#include "protocol/test.h"

static const struct config_key keys[] = {
    {"test", offsetof(struct expectation, test), false, true},
    {"symptom", offsetof(struct expectation, symptom), false, true},
    {"xen", offsetof(struct expectation, xen), true, false},
    {"qemu", offsetof(struct expectation, qemu), true, false},
    {"linux", offsetof(struct expectation, linux_guest), true, false},
    {"device_model", offsetof(struct expectation, device_model), true, false},
    {"scenario", offsetof(struct expectation, scenario), true, true},
    {"skips", offsetof(struct expectation, skips), true, true},
    {"reason", offsetof(struct expectation, reason), false, false},
    {"upstream", offsetof(struct expectation, upstream), false, false},
    {NULL, 0, false, false},
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

bool expectation_covers(const struct expectation *expectation, const struct test *test)
{
    return test_selected(test, (const char *const *)expectation->test);
}

static bool one_matches(char *const *globs, const char *text)
{
    while (*globs && !glob_matches(*globs, text))
        globs++;
    return *globs;
}

bool expectation_has_symptom(const struct expectation *expectation, const char *text)
{
    return one_matches(expectation->symptom, text);
}

const char *expectation_system(const struct expectation *expectation)
{
    return expectation->xen            ? "Xen"
           : expectation->qemu         ? "QEMU"
           : expectation->device_model ? "QEMU in dom0"
                                       : "Linux";
}

const char *expectation_range(const struct expectation *expectation)
{
    return expectation->xen            ? expectation->xen
           : expectation->qemu         ? expectation->qemu
           : expectation->device_model ? expectation->device_model
                                       : expectation->linux_guest;
}

/* Whether @glob chooses a test. A stale one hides nothing today, and something else tomorrow. */
static bool has_test(const char *glob)
{
    const char *const select[] = {glob, NULL};
    const struct test *test = __start_doorbell_tests;

    while (test < __stop_doorbell_tests && !test_selected(test, select))
        test++;
    return test < __stop_doorbell_tests;
}

static bool read_entry(const config_setting_t *from, struct expectation *entry)
{
    const char *first, *last, *range;

    entry->line = config_setting_source_line(from);
    if (!config_read_strings(from, keys, entry))
        return false;
    if (!!entry->xen + (entry->qemu || entry->device_model) + !!entry->linux_guest != 1)
        return config_refuse(from, "an entry wants versions of one of xen, qemu and device_model, "
                                   "linux");
    if (entry->device_model && !split_range(entry->device_model, &first, &last))
        return config_refuse(from, "\"%s\" is no version range", entry->device_model);
    range = expectation_range(entry);
    if (!split_range(range, &first, &last))
        return config_refuse(from, "\"%s\" is no version range: \"*\", \"4.17 - 4.20\", \"4.17 -\"",
                             range);
    for (char **test = entry->test; *test; test++)
        if (!has_test(*test))
            return config_refuse(from, "no test is called \"%s\" and none checks such a rule",
                                 *test);
    return true;
}

static void entry_free(struct expectation *entry)
{
    config_free_strings(keys, entry);
    free(entry->path);
}

static bool read_entries(const config_setting_t *list, const char *path, struct expectations *out)
{
    if (!config_setting_is_list(list))
        return config_refuse(list, "must be a list, ( ... )");
    for (int i = 0; i < config_setting_length(list); i++) {
        heap_append(out->list, out->count, (struct expectation){.path = heap_copy(path)});
        if (!read_entry(config_setting_get_elem(list, (unsigned int)i), &out->list[out->count - 1]))
            return false;
    }
    return true;
}

/* Whether @glob chooses a test that @entry covers. */
static bool is_about(const struct expectation *entry, const char *glob)
{
    const char *const select[] = {glob, NULL};
    const struct test **tests = catalogue_all(NULL);
    bool found = false;

    for (size_t i = 0; tests[i] && !found; i++)
        found = expectation_covers(entry, tests[i]) && test_selected(tests[i], select);
    free(tests);
    return found;
}

/* Takes out the entries that "fixed" says are no longer true. */
static bool drop_fixed(const config_setting_t *fixed, struct expectations *from)
{
    for (int i = 0; i < config_setting_length(fixed); i++) {
        const char *glob = config_setting_get_string_elem(fixed, i);
        size_t kept = 0;

        if (!glob)
            return config_refuse(fixed, "\"fixed\" must hold strings");
        for (size_t k = 0; k < from->count; k++)
            if (is_about(&from->list[k], glob))
                entry_free(&from->list[k]);
            else
                from->list[kept++] = from->list[k];
        if (kept == from->count)
            return config_refuse(fixed, "\"%s\": no entry of the base is about it", glob);
        from->count = kept;
    }
    return true;
}

static bool read_base(const config_setting_t *base, const char *path, struct expectations *out)
{
    const char *name = config_setting_get_string(base), *slash = strrchr(path, '/');
    char *beside;
    bool good;

    if (!name)
        return config_refuse(base, "\"base\" must be the name of a file beside this one");
    beside = heap_format("%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, name);
    good = strcmp(beside, path) ? expectations_load(beside, out)
                                : config_refuse(base, "\"base\" is this file");
    free(beside);
    return good;
}

static bool read_file(const config_setting_t *root, const char *path, struct expectations *out)
{
    const config_setting_t *base = config_setting_get_member(root, "base");
    const config_setting_t *fixed = config_setting_get_member(root, "fixed");
    const config_setting_t *list = config_setting_get_member(root, "expectations");

    if (config_setting_length(root) != !!base + !!fixed + !!list || (!base && (fixed || !list))) {
        fprintf(stderr,
                "%s: must hold a list, \"expectations = ( ... )\", or a base, and nothing "
                "else than these two and what is fixed of the base\n",
                path);
        return false;
    }
    return (!base || read_base(base, path, out)) && (!fixed || drop_fixed(fixed, out)) &&
           (!list || read_entries(list, path, out));
}

bool expectations_load(const char *path, struct expectations *out)
{
    config_t config;
    const config_setting_t *root = config_open(&config, path);
    bool good;

    *out = (struct expectations){0};
    good = root && read_file(root, path, out);
    config_destroy(&config);
    if (!good)
        expectations_free(out);
    return good;
}

void expectations_free(struct expectations *expectations)
{
    for (size_t i = 0; i < expectations->count; i++)
        entry_free(&expectations->list[i]);
    free(expectations->list);
    *expectations = (struct expectations){0};
}

static bool is_of_version(const struct expectation *entry, const struct scenario *scenario,
                          const char *version)
{
    const char *range = scenario->bare          ? entry->qemu
                        : scenario->linux_guest ? entry->linux_guest
                                                : entry->xen;

    return range && version_in_range(version, range);
}

const struct expectation *expectations_skip(const struct expectations *expectations,
                                            const struct scenario *scenario, const char *version)
{
    for (size_t i = 0; i < expectations->count; i++) {
        const struct expectation *entry = &expectations->list[i];

        if (entry->skips && one_matches(entry->skips, scenario->name) &&
            is_of_version(entry, scenario, version))
            return entry;
    }
    return NULL;
}

static bool is_of_device_model(const struct expectation *entry, const char *version)
{
    return version && entry->device_model && version_in_range(version, entry->device_model);
}

const struct expectation *expectations_find_with(const struct expectations *expectations,
                                                 const struct expectation *after,
                                                 const struct test *test,
                                                 const struct scenario *scenario,
                                                 const char *version, const char *device_model)
{
    for (size_t i = after ? (size_t)(after - expectations->list) + 1 : 0; i < expectations->count;
         i++) {
        const struct expectation *entry = &expectations->list[i];

        if ((is_of_version(entry, scenario, version) || is_of_device_model(entry, device_model)) &&
            expectation_covers(entry, test) &&
            (!entry->scenario || one_matches(entry->scenario, scenario->name)))
            return entry;
    }
    return NULL;
}

const struct expectation *expectations_find(const struct expectations *expectations,
                                            const struct expectation *after,
                                            const struct test *test,
                                            const struct scenario *scenario, const char *version)
{
    return expectations_find_with(expectations, after, test, scenario, version, NULL);
}
