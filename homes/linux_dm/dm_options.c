/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/linux_dm/dm_options.h"

#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT     1024
#define USER_MAX 65534

/* Options whose value is that of a word of the backend's bootargs, which args.c checks. */
#define WORD     0x100
#define WORD_END 0x200

static const struct argp_option list[] = {
    {"domid", WORD, "N", 0, "Serve this domain", 1},
    {"ecam", WORD + 1, "BASE,SIZE", 0, "Where its PCI host bridge has its configuration space", 1},
    {"mem", WORD + 2, "BASE,SIZE", 0, "Where BARs may be placed", 1},
    {"spi", WORD + 3, "N", 0, "SPI of INTA of slot 0, INTID - 32; INTB to INTD follow it", 1},
    {"devices", WORD + 4, "LIST", 0,
     "What is on the bus, of rng, blk, net and test, with commas; all if left out", 2},
    {"mmio", WORD + 5, "BASE,SIZE,SPI", 0, "Virtio-mmio slots, too", 2},
    {"disk", 'D', "FILE", 0, "Its virtio-blk's; left out: 32 KiB of memory", 2},
    {"attach", WORD + 6, "WHEN", 0,
     "timed:NS,NS... attaches, detaches, attaches ... so long after the start (timed:0 if left "
     "out); request: when a test says so; never",
     3},
    {"control", WORD + 7, "ADDRESS", 0, "The control page of doorbell's guest", 3},
    {"echo", WORD + 8, "BASE,SIZE", 0, "Its echo range", 3},
    {"fault", WORD + 9, "NAME", 0, "Misbehave; doorbell list --faults names how", 3},
    {"bridge", WORD + 10, "xen", 0, "Xen has the host bridge: claim functions, not the ECAM", 3},
    {"port", WORD + 11, "SLOT", 0, "A root port with a hot-plug slot, at this device number", 2},
    {"plug", WORD + 12, "NS,NS...", 0,
     "A disk comes to it so long after the start, leaves, comes ...", 2},
    {"dma", WORD + 13, "grants", 0, "Rings have grant references for addresses (xen,grant-dma)", 2},
    {"log", 'l', "FILE", 0, "Append to FILE instead of standard output", 4},
    {"user", 'u', "UID", 0, "Become this user once all is open", 4},
    {"verbose", 'v', NULL, 0, "Say more", 4},
    {0},
};

struct parsing {
    struct dm_options *to;
    char text[TEXT]; /* the words */
    bool seen[WORD_END - WORD];
};

static const char *name_of(int key)
{
    const struct argp_option *option = list;

    while (option->key != key)
        option++;
    return option->name;
}

static void __attribute__((noreturn, format(printf, 1, 2))) refuse(const char *format, ...)
{
    va_list args;

    fputs("doorbell-dm: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("; see doorbell-dm --help\n", stderr);
    exit(EXIT_USAGE);
}

static void add_word(struct parsing *parsing, int key, const char *value)
{
    const size_t length = strlen(parsing->text);

    if (parsing->seen[key - WORD])
        refuse("--%s is given twice", name_of(key));
    parsing->seen[key - WORD] = true;
    if (strchr(value, ' ') || (size_t)snprintf(parsing->text + length, TEXT - length, "%s=%s ",
                                               name_of(key), value) >= TEXT - length)
        refuse("--%s %s has a bad value", name_of(key), value);
}

static unsigned int user(const char *value)
{
    char *end;
    unsigned long number;

    errno = 0;
    number = strtoul(value, &end, 10);
    if (errno || *end || !number || number > USER_MAX)
        refuse("--user %s: a number from 1 to %d", value, USER_MAX);
    return (unsigned int)number;
}

/* What all have; and without a control page nobody can ask for the attach. */
static void finish(struct parsing *parsing)
{
    char error[ARGS_ERROR_MAX];

    for (int key = WORD; key < WORD + 4; key++)
        if (!parsing->seen[key - WORD])
            refuse("--%s is missing", name_of(key));
    if (!parsing->seen[6])
        add_word(parsing, WORD + 6, parsing->seen[7] ? "request" : "timed:0");
    if (!args_parse(parsing->text, &parsing->to->args, error))
        refuse("%s", error);
    if (parsing->to->disk && !(parsing->to->args.devices & 1u << ARGS_BLK))
        refuse("--disk without blk among --devices");
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct parsing *parsing = state->input;

    switch (key) {
    case 'D':
        parsing->to->disk = value;
        return 0;
    case 'l':
        parsing->to->log = value;
        return 0;
    case 'u':
        parsing->to->user = user(value);
        return 0;
    case 'v':
        parsing->to->verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        refuse("'%s' is no option", value);
    case ARGP_KEY_END:
        finish(parsing);
        return 0;
    default:
        if (key < WORD || key >= WORD_END)
            return ARGP_ERR_UNKNOWN;
        add_word(parsing, key, value);
        return 0;
    }
}

void dm_options_parse(int argc, char **argv, struct dm_options *options)
{
    const struct argp argp = {
        .options = list,
        .parser = parse,
        .doc = "Serves the PCI bus of one Xen domain, with virtio devices, from a Linux dom0.",
    };
    struct parsing parsing = {.to = options};

    *options = (struct dm_options){0};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &parsing);
}
