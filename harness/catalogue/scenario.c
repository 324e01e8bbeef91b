/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/config_file.h"
#include "harness/catalogue/scenario_check.h"
#include "harness/support/heap.h"

#define NAME_MAX_LENGTH 32 /* a scenario's name fits into a plan record */
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define ECAM_DEFAULT    0x10000000u
#define ECAM_LOWEST     0x100000000u   /* of a high one: what is below 4 GiB is taken */
#define ECAM_END        0x20000000000u /* what the guest maps, runtime/mmu.h */
#define ECAM_SIZE       0x10000000u
#define VALUE_RRS       0xffff0001u /* a Vendor ID of 0001h, ones elsewhere: ECAM-08 */

struct word {
    const char *text; /* NULL ends a list */
    unsigned int value;
};

static const struct word profiles[] = {
    {"trap", TRAP}, {"unmapped", UNMAPPED}, {"windows", WINDOWS}, {NULL, 0}};
static const struct word attaches[] = {
    {"request", ON_REQUEST}, {"timed", TIMED}, {"never", NEVER}, {NULL, 0}};
static const struct word machines[] = {{"xen", false}, {MACHINE_QEMU, true}, {NULL, 0}};
static const struct word consoles[] = {{"hypercall", false}, {"vpl011", true}, {NULL, 0}};
static const struct word clocks[] = {{"icount", false}, {"wall", true}, {NULL, 0}};
static const struct word builds[] = {{"debug", 0}, {"release", 0}, {NULL, 0}};
static const struct word enhancements[] = {{"enabled", 0}, {"no-xenstore", 0}, {NULL, 0}};
static const struct word endings[] = {
    {"system-off", 0}, {"system-reset", 0}, {"shutdown", 0}, {NULL, 0}};

static const char *word_text(const struct word *words, unsigned int value)
{
    while (words->text && words->value != value)
        words++;
    return words->text;
}

const char *scenario_profile(unsigned int profile)
{
    return profile == BARE ? "bare" : word_text(profiles, profile);
}

const char *scenario_attach(unsigned int attach)
{
    return attach == PRESENT ? "present" : word_text(attaches, attach);
}

const char *scenario_machine(const struct scenario *scenario)
{
    return word_text(machines, scenario->plain);
}

static bool read_string(const config_setting_t *from, const char **to)
{
    const char *text = config_setting_get_string(from);

    if (!text || !*text)
        return config_refuse(from, "\"%s\" wants a text in quotes", config_setting_name(from));
    *to = heap_copy(text);
    return true;
}

static bool read_name(const config_setting_t *from, const char **to)
{
    return read_string(from, to) &&
           ((strlen(*to) <= NAME_MAX_LENGTH && (*to)[strspn(*to, NAME_CHARACTERS)] == '\0') ||
            config_refuse(from, "\"%s\" wants at most %d characters of a-z, 0-9 and -",
                          config_setting_name(from), NAME_MAX_LENGTH));
}

static const struct word *read_word(const config_setting_t *from, const struct word *words)
{
    const char *text = config_setting_get_string(from);
    char choice[80] = "";

    for (const struct word *word = words; word->text; word++) {
        if (text && !strcmp(word->text, text))
            return word;
        snprintf(choice + strlen(choice), sizeof(choice) - strlen(choice), "%s\"%s\"",
                 word == words ? "" : ", ", word->text);
    }
    config_refuse(from, "\"%s\" is one of %s", config_setting_name(from), choice);
    return NULL;
}

static bool read_number(const config_setting_t *from, int low, int high, unsigned int *to)
{
    const int value = config_setting_get_int(from);

    if (config_setting_type(from) != CONFIG_TYPE_INT || value < low || value > high)
        return config_refuse(from, "\"%s\" wants a number from %d to %d", config_setting_name(from),
                             low, high);
    *to = (unsigned int)value;
    return true;
}

static bool read_bool(const config_setting_t *from, bool *to)
{
    *to = config_setting_get_bool(from);
    return config_setting_type(from) == CONFIG_TYPE_BOOL ||
           config_refuse(from, "\"%s\" wants true or false", config_setting_name(from));
}

/* Without its L libconfig would cut a literal to 32 bits and not say so. */
static bool read_u64(const config_setting_t *from, uint64_t *to)
{
    *to = (uint64_t)config_setting_get_int64(from);
    return config_setting_type(from) == CONFIG_TYPE_INT64 ||
           config_refuse(from, "\"%s\" wants a 64-bit number, like 0x1000L",
                         config_setting_name(from));
}

static bool read_window(const config_setting_t *from, struct scenario *to)
{
    struct window window = {0};
    unsigned int seen = 0;
    bool rrs = false;

    if (!config_setting_is_group(from) || to->window_count == SCENARIO_WINDOWS)
        return config_refuse(from, "\"windows\" wants at most %d groups { base, size, value }",
                             SCENARIO_WINDOWS);
    for (int i = 0; i < config_setting_length(from); i++) {
        const config_setting_t *member = config_setting_get_elem(from, (unsigned int)i);
        const char *key = config_setting_name(member);
        bool ok;

        if (!strcmp(key, "rrs"))
            ok = read_bool(member, &rrs);
        else if (!strcmp(key, "base"))
            ok = read_u64(member, &window.base) && ++seen;
        else if (!strcmp(key, "size"))
            ok = read_u64(member, &window.size) && ++seen;
        else if (!strcmp(key, "value"))
            ok = read_u64(member, &window.value) && ++seen;
        else
            ok = config_refuse(member, "a window has no key \"%s\"", key);
        if (!ok)
            return false;
    }
    if (seen != 3)
        return config_refuse(from, "a window wants base, size and value");
    if (rrs && (to->has_rrs || (uint32_t)window.value != VALUE_RRS))
        return config_refuse(from, "only one window is rrs, and its value ends in %x", VALUE_RRS);
    if (rrs)
        to->rrs = window;
    to->has_rrs |= rrs;
    to->windows[to->window_count++] = window;
    return true;
}

static bool read_windows(const config_setting_t *from, struct scenario *to)
{
    if (!config_setting_is_list(from))
        return config_refuse(from, "\"windows\" wants a list ( { base, size, value }, ... )");
    for (int i = 0; i < config_setting_length(from); i++)
        if (!read_window(config_setting_get_elem(from, (unsigned int)i), to))
            return false;
    return true;
}

static bool read_raw_windows(const config_setting_t *from, struct scenario *to)
{
    const int count = config_setting_length(from);
    uint32_t *cells;

    if (!config_setting_is_array(from) || count > SCENARIO_CELLS)
        return config_refuse(from, "\"raw_windows\" wants an array [ cell, ... ] of at most %d",
                             SCENARIO_CELLS);
    cells = heap_zero((size_t)count, sizeof(*cells));
    to->raw_windows = cells;
    to->raw_window_cells = (size_t)count;
    to->has_raw_windows = true;
    for (int i = 0; i < count; i++) {
        const config_setting_t *cell = config_setting_get_elem(from, (unsigned int)i);

        if (config_setting_type(cell) != CONFIG_TYPE_INT)
            return config_refuse(cell, "a cell of \"raw_windows\" is a 32-bit number");
        cells[i] = (uint32_t)config_setting_get_int(cell);
    }
    return true;
}

static bool read_ecam(const config_setting_t *from, uint64_t *to)
{
    return read_u64(from, to) &&
           ((*to % ECAM_SIZE == 0 && *to >= ECAM_LOWEST && *to <= ECAM_END - ECAM_SIZE) ||
            config_refuse(from, "\"ecam\" wants a multiple of %#x from %#lx to %#lx", ECAM_SIZE,
                          (unsigned long)ECAM_LOWEST, (unsigned long)(ECAM_END - ECAM_SIZE)));
}

/* An array of 1 to @most texts, each @what. */
static bool read_texts(const config_setting_t *from, const char *what, int most, const char **to)
{
    const int count = config_setting_length(from);

    if (!config_setting_is_array(from) || !count || count > most)
        return config_refuse(from, "\"%s\" wants an array [ %s, ... ] of 1 to %d",
                             config_setting_name(from), what, most);
    for (int i = 0; i < count; i++) {
        const char *text = config_setting_get_string_elem(from, i);

        if (!text || !*text)
            return config_refuse(from, "\"%s\" holds %ss, in quotes", config_setting_name(from),
                                 what);
        to[i] = heap_copy(text);
    }
    return true;
}

static bool read_key(const config_setting_t *from, struct scenario *to)
{
    const char *key = config_setting_name(from);
    const struct word *word;
    unsigned int ms = 0;
    bool flag = true;

    if (!strcmp(key, "name"))
        return read_name(from, &to->name);
    if (!strcmp(key, "title"))
        return read_string(from, &to->title);
    if (!strcmp(key, "machine"))
        return (word = read_word(from, machines)) && ((to->plain = word->value), true);
    if (!strcmp(key, "devices"))
        return read_texts(from, "device", SCENARIO_DEVICES, to->devices);
    if (!strcmp(key, "late"))
        return read_string(from, &to->late);
    if (!strcmp(key, "storage_daemon"))
        return read_bool(from, &to->storage_daemon);
    if (!strcmp(key, "resizes"))
        return read_bool(from, &to->resizes);
    if (!strcmp(key, "profile"))
        return (word = read_word(from, profiles)) && (to->profile = word->value);
    if (!strcmp(key, "xen"))
        return (word = read_word(from, builds)) && (to->xen = word->text);
    if (!strcmp(key, "cpu"))
        return read_name(from, &to->cpu);
    if (!strcmp(key, "gic"))
        return read_number(from, 2, 3, &to->gic);
    if (!strcmp(key, "pcpus"))
        return read_number(from, 1, 4, &to->pcpus);
    if (!strcmp(key, "clock"))
        return (word = read_word(from, clocks)) && ((to->wall = word->value), true);
    if (!strcmp(key, "samples"))
        return read_number(from, CONFIG_SAMPLES_MIN, CONFIG_SAMPLES_MAX, &to->samples);
    if (!strcmp(key, "vcpus"))
        return read_number(from, 1, 4, &to->vcpus);
    if (!strcmp(key, "console"))
        return (word = read_word(from, consoles)) && ((to->vpl011 = word->value), true);
    if (!strcmp(key, "ecam"))
        return read_ecam(from, &to->ecam);
    if (!strcmp(key, "enhanced"))
        return (word = read_word(from, enhancements)) && (to->enhanced = word->text);
    if (!strcmp(key, "gic_node"))
        return read_bool(from, &flag) && ((to->no_gic_node = !flag), true);
    if (!strcmp(key, "ends"))
        return (word = read_word(from, endings)) && (to->ends = word->text);
    if (!strcmp(key, "tests"))
        return read_texts(from, "glob", CONFIG_GLOBS, to->tests);
    if (!strcmp(key, "attach"))
        return (word = read_word(from, attaches)) && (to->attach = word->value);
    if (!strcmp(key, "attach_ms"))
        return read_number(from, 1, 10000, &ms) && (to->attach_ns = ms * 1000000ull);
    if (!strcmp(key, "default"))
        return read_bool(from, &to->in_default);
    if (!strcmp(key, "hazard"))
        return read_string(from, &to->hazard);
    if (!strcmp(key, "windows"))
        return read_windows(from, to);
    if (!strcmp(key, "raw_windows"))
        return read_raw_windows(from, to);
    if (!strcmp(key, "raw_trap"))
        return read_number(from, 0, INT_MAX, &to->raw_trap);
    if (!strcmp(key, "refusal"))
        return read_string(from, &to->refusal);
    if (!strcmp(key, "rule"))
        return read_string(from, &to->rule);
    return config_refuse(from, "a scenario has no key \"%s\"", key);
}

static bool read_scenario(const config_setting_t *from, struct scenarios *scenarios)
{
    struct scenario *to = &scenarios->list[scenarios->count++];

    *to = (struct scenario){
        .xen = builds[0].text,
        .gic = 3,
        .pcpus = 1,
        .vcpus = 1,
        .ecam = ECAM_DEFAULT,
        .attach = ON_REQUEST,
        .in_default = true,
    };
    if (!config_setting_is_group(from))
        return config_refuse(from, "a scenario is a group { key = value; ... }");
    for (int i = 0; i < config_setting_length(from); i++)
        if (!read_key(config_setting_get_elem(from, (unsigned int)i), to))
            return false;
    if (to->plain) {
        to->profile = to->profile ? to->profile : BARE;
        to->attach = PRESENT;
    }
    if (!to->cpu)
        to->cpu = heap_copy("cortex-a57");
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
    for (size_t i = 0; i < scenarios->count; i++) {
        struct scenario *scenario = &scenarios->list[i];

        free((char *)scenario->name);
        free((char *)scenario->title);
        free((char *)scenario->cpu);
        free((char *)scenario->refusal);
        free((char *)scenario->hazard);
        free((char *)scenario->rule);
        free((char *)scenario->late);
        for (const char **device = scenario->devices; *device; device++)
            free((char *)*device);
        for (const char **glob = scenario->tests; *glob; glob++)
            free((char *)*glob);
        free((uint32_t *)scenario->raw_windows);
    }
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

size_t scenario_window_cells(const struct scenario *scenario, uint32_t cells[SCENARIO_CELLS])
{
    size_t count = 0;

    if (scenario->has_raw_windows) {
        for (; count < scenario->raw_window_cells; count++)
            cells[count] = scenario->raw_windows[count];
        return count;
    }
    for (size_t i = 0; i < scenario->window_count; i++) {
        const uint64_t entry[] = {scenario->windows[i].base, scenario->windows[i].size,
                                  scenario->windows[i].value};

        for (size_t j = 0; j < sizeof(entry) / sizeof(entry[0]); j++) {
            cells[count++] = (uint32_t)(entry[j] >> 32);
            cells[count++] = (uint32_t)entry[j];
        }
    }
    return count;
}
