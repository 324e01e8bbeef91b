/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/args.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device_model/mmio/mmio_slots.h"

#define WORD_MAX     127
#define DOMID_LAST   0x7fef /* those above are reserved, xen.h */
#define SPI_LAST     987    /* SPIs are INTID 32 to 1019 */
#define PINS         4
#define SLOTS        32
#define BUS_SIZE     (1ull << 20)
#define BUSES        256
#define CONTROL_PAGE 4096

/* Reads a C literal at *@text and moves past it. */
static bool parse_number(const char **text, uint64_t *value)
{
    char *end;

    if (!isdigit((unsigned char)**text))
        return false;
    errno = 0;
    *value = strtoull(*text, &end, 0);
    *text = end;
    return !errno;
}

static bool parse_last_number(const char *text, uint64_t *value)
{
    return parse_number(&text, value) && !*text;
}

static bool parse_range(const char *text, struct range *range)
{
    if (!parse_number(&text, &range->base) || *text++ != ',' ||
        !parse_last_number(text, &range->size))
        return false;
    return range->size && range->base + (range->size - 1) >= range->base;
}

static bool parse_domid(const char *text, struct args *args)
{
    uint64_t domid;

    if (!parse_last_number(text, &domid) || !domid || domid > DOMID_LAST)
        return false;
    args->domid = domid;
    return true;
}

static bool parse_ecam(const char *text, struct args *args)
{
    return parse_range(text, &args->ecam) && args->ecam.size % BUS_SIZE == 0 &&
           args->ecam.size <= BUSES * BUS_SIZE;
}

static bool parse_mem(const char *text, struct args *args)
{
    return parse_range(text, &args->mem);
}

static bool parse_echo(const char *text, struct args *args)
{
    return parse_range(text, &args->echo);
}

static bool parse_spi(const char *text, struct args *args)
{
    uint64_t spi;

    if (!parse_last_number(text, &spi) || spi > SPI_LAST - (PINS - 1))
        return false;
    args->spi = spi;
    return true;
}

static bool parse_control(const char *text, struct args *args)
{
    args->has_control = parse_last_number(text, &args->control) && args->control &&
                        args->control % CONTROL_PAGE == 0;
    return args->has_control;
}

static bool parse_start(const char *text, struct args *args)
{
    args->makes_guest = parse_last_number(text, &args->start) && args->start <= ATTACH_NS_MAX;
    return args->makes_guest;
}

static bool parse_mmio(const char *text, struct args *args)
{
    uint64_t spi;

    if (!parse_number(&text, &args->mmio.base) || *text++ != ',' ||
        !parse_number(&text, &args->mmio.size) || *text++ != ',' || !parse_last_number(text, &spi))
        return false;
    args->mmio_spi = spi;
    return args->mmio.size && args->mmio.size % MMIO_SLOT_SIZE == 0 &&
           args->mmio.size <= MMIO_SLOTS * MMIO_SLOT_SIZE &&
           args->mmio.base + (args->mmio.size - 1) >= args->mmio.base &&
           spi <= SPI_LAST - (MMIO_SLOTS - 1);
}

/* Ascending times; returns how many, 0 if it is no such list. */
static unsigned int parse_schedule(const char *text, uint64_t schedule[CONFIG_SCHEDULE_MAX])
{
    unsigned int count = 0;
    uint64_t ns;

    do {
        if (count == CONFIG_SCHEDULE_MAX || !parse_number(&text, &ns) || ns > ATTACH_NS_MAX ||
            (count && ns <= schedule[count - 1]))
            return 0;
        schedule[count++] = ns;
    } while (*text++ == ',');
    return text[-1] ? 0 : count;
}

static bool parse_attach(const char *text, struct args *args)
{
    static const char timed[] = "timed:";

    if (!strcmp(text, "request")) {
        args->attach = ATTACH_ON_REQUEST;
        return true;
    }
    if (!strcmp(text, "never")) {
        args->attach = ATTACH_NEVER;
        return true;
    }
    args->attach = ATTACH_TIMED;
    if (strncmp(text, timed, sizeof(timed) - 1))
        return false;
    args->schedule_count = parse_schedule(text + sizeof(timed) - 1, args->schedule);
    return args->schedule_count;
}

static bool parse_port(const char *text, struct args *args)
{
    uint64_t slot, function = 0;

    if (!parse_number(&text, &slot) || !slot || slot >= SLOTS ||
        (*text == '.' && (text++, !parse_number(&text, &function))) || *text || function >= PINS)
        return false;
    args->port = slot;
    args->port_function = function;
    return true;
}

static bool parse_plug(const char *text, struct args *args)
{
    static const char surprise[] = "surprise:";

    args->surprise = !strncmp(text, surprise, sizeof(surprise) - 1);
    args->plug_count =
        parse_schedule(args->surprise ? text + sizeof(surprise) - 1 : text, args->plugs);
    return args->plug_count;
}

static bool parse_bridge(const char *text, struct args *args)
{
    args->bridge_is_xens = !strcmp(text, "xen");
    return args->bridge_is_xens;
}

static bool parse_dma(const char *text, struct args *args)
{
    args->by_grants = !strcmp(text, "grants");
    return args->by_grants;
}

static const char *const device_names[] = {
    [ARGS_RNG] = "rng", [ARGS_BLK] = "blk", [ARGS_NET] = "net", [ARGS_TEST] = "test"};

static bool parse_devices(const char *text, struct args *args)
{
    args->devices = 0;
    for (;;) {
        const size_t length = strcspn(text, ",");
        unsigned int i = 0;

        while (i < ARGS_DEVICES_END &&
               (strlen(device_names[i]) != length || strncmp(device_names[i], text, length)))
            i++;
        if (i == ARGS_DEVICES_END || args->devices >> i & 1)
            return false;
        args->devices |= 1u << i;
        if (!text[length])
            return true;
        text += length + 1;
    }
}

#define FAULT_NAME(constant, name, rule, text) [constant] = name,
static const char *const fault_names[] = {FAULTS(FAULT_NAME)};

static bool parse_fault(const char *text, struct args *args)
{
    enum fault fault = FAULTS_END;

    while (--fault != FAULT_NONE && strcmp(fault_names[fault], text))
        ;
    args->fault = fault;
    return fault != FAULT_NONE;
}

static const struct bootarg {
    const char *name;
    bool optional;
    bool (*parse)(const char *text, struct args *args);
} words[] = {
    {"domid", false, parse_domid},  {"ecam", false, parse_ecam},
    {"mem", false, parse_mem},      {"echo", true, parse_echo},
    {"spi", false, parse_spi},      {"control", true, parse_control},
    {"start", true, parse_start},   {"attach", false, parse_attach},
    {"bridge", true, parse_bridge}, {"fault", true, parse_fault},
    {"mmio", true, parse_mmio},     {"devices", true, parse_devices},
    {"port", true, parse_port},     {"plug", true, parse_plug},
    {"dma", true, parse_dma},
};

#define WORDS (sizeof(words) / sizeof(words[0]))

static bool overlap(const struct range *a, const struct range *b)
{
    return a->size && b->size && a->base <= b->base + (b->size - 1) &&
           b->base <= a->base + (a->size - 1);
}

static const struct bootarg *find_word(const char *text)
{
    size_t length = strcspn(text, "=");

    for (size_t i = 0; i < WORDS; i++) {
        if (text[length] && strlen(words[i].name) == length &&
            !strncmp(words[i].name, text, length))
            return &words[i];
    }
    return NULL;
}

bool args_parse(const char *text, struct args *args, char error[ARGS_ERROR_MAX])
{
    bool seen[WORDS] = {false};
    const struct bootarg *word;
    char copy[WORD_MAX + 1];

    *args = (struct args){.devices = (1u << ARGS_DEVICES_END) - 1};
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        size_t length = strcspn(text, " ");

        snprintf(copy, sizeof(copy), "%.*s", (int)length, text);
        text += length;
        word = find_word(copy);
        if (!word) {
            snprintf(error, ARGS_ERROR_MAX, "unknown word '%.60s'", copy);
            return false;
        }
        if (seen[word - words]) {
            snprintf(error, ARGS_ERROR_MAX, "'%s' is given twice", word->name);
            return false;
        }
        seen[word - words] = true;
        if (length > WORD_MAX || !word->parse(copy + strlen(word->name) + 1, args)) {
            snprintf(error, ARGS_ERROR_MAX, "'%.80s' has a bad value", copy);
            return false;
        }
    }
    for (word = words; word < words + WORDS; word++) {
        if (!word->optional && !seen[word - words]) {
            snprintf(error, ARGS_ERROR_MAX, "'%s=' is missing", word->name);
            return false;
        }
    }
    if (args->attach == ATTACH_ON_REQUEST && !args->has_control) {
        snprintf(error, ARGS_ERROR_MAX, "attach=request needs 'control='");
        return false;
    }
    if (args->plug_count && !args->port) {
        snprintf(error, ARGS_ERROR_MAX, "plug= needs 'port='");
        return false;
    }
    if (overlap(&args->ecam, &args->mem) || overlap(&args->ecam, &args->echo) ||
        overlap(&args->mem, &args->echo) || overlap(&args->mmio, &args->ecam) ||
        overlap(&args->mmio, &args->mem) || overlap(&args->mmio, &args->echo)) {
        snprintf(error, ARGS_ERROR_MAX, "ecam, mem, echo and mmio overlap");
        return false;
    }
    return true;
}
