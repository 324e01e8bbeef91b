/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/command/command_line.h"

#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/command/option_table.h"
#include "harness/support/heap.h"

#define VERSION "0.1"

#define ROWS_MAX    64
#define KEY_HELP    'h'
#define KEY_VERSION 255
#define KEY_ROW     256 /* and up: rows of option_table that have no letter */

struct parse {
    const struct command *commands;
    struct options *out;
    bool given[ROWS_MAX];
    bool help, version;
    char **words; /* the command and its operands, ends with NULL */
};

static bool __attribute__((format(printf, 1, 2))) wrong(const char *format, ...)
{
    va_list args;

    fputs("doorbell: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("; try doorbell --help\n", stderr);
    return false;
}

static int key_of(const struct option_row *row)
{
    return row->letter ? row->letter : KEY_ROW + (int)(row - option_table);
}

static bool store(const struct option_row *row, const char *value, struct options *out)
{
    return row->store(row, value, (char *)out + row->offset) ||
           wrong("--%s \"%s\": expected %s", row->name, value, row->expected);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    struct parse *parse = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL; /* the one line of getopt's is enough */
        return 0;
    case ARGP_KEY_ARGS:
        parse->words = state->argv + state->next;
        return 0;
    case KEY_HELP:
        parse->help = true;
        return 0;
    case KEY_VERSION:
        parse->version = true;
        return 0;
    }
    for (const struct option_row *row = option_table; row->name; row++)
        if (key_of(row) == key) {
            parse->given[row - option_table] = true;
            return store(row, arg, parse->out) ? 0 : EINVAL;
        }
    return ARGP_ERR_UNKNOWN;
}

/* The options that go with a command of set @bits, in argp's form. */
static void make_argp_options(unsigned int bits, struct argp_option *to)
{
    for (const struct option_row *row = option_table; row->name; row++)
        if (row->commands & bits)
            *to++ = (struct argp_option){
                .name = row->name,
                .key = key_of(row),
                .arg = row->value,
                .doc = heap_format("%s%s%s%s%s%s", row->help, row->variable ? "; variable " : "",
                                   row->variable ? row->variable : "",
                                   row->fallback ? " (default: " : "",
                                   row->fallback ? row->fallback : "", row->fallback ? ")" : ""),
                .group = (int)(row - option_table) + 1, /* argp sorts within a group */
            };
    *to++ = (struct argp_option){"help", KEY_HELP, NULL, 0, heap_copy("this text"), 0};
    *to++ = (struct argp_option){
        "version", KEY_VERSION, NULL, 0, heap_copy("which doorbell this is"), 0};
    *to = (struct argp_option){0};
}

static void free_argp_options(const struct argp_option *options)
{
    for (; options->name; options++)
        free((char *)options->doc);
}

static const struct command *find_command(const struct command *commands, const char *name)
{
    for (const struct command *command = commands; command->name; command++)
        if (name && !strcmp(command->name, name))
            return command;
    return NULL;
}

/* @command: NULL for all. */
static void print_help(const struct command *commands, const struct command *command)
{
    struct argp_option options[ROWS_MAX];
    struct argp argp = {.options = options, .args_doc = "COMMAND"};
    char *usage = NULL, *text = NULL;
    size_t size;
    FILE *doc = open_memstream(&text, &size);

    if (!doc)
        return;
    make_argp_options(command ? command->bit : ALL, options);
    if (command) {
        usage = heap_format("%s %s", command->name, command->operands);
        argp.args_doc = usage;
        fputs(command->summary, doc);
    } else {
        fputs("Commands, each with a --help of its own:\n", doc);
        for (const struct command *row = commands; row->name; row++)
            fprintf(doc, "\n  %-7s %-12s %s", row->name, row->operands, row->summary);
    }
    fputs(
        "\vExit status: 0 success, 2 usage, 3 all skipped, 4 error, 5 failure, 6 crash or hang.\n",
        doc);
    fclose(doc);
    argp.doc = text;
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0); /* that -o takes a value, too, is no news */
    argp_help(&argp, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_DOC | ARGP_HELP_LONG,
              (char *)"doorbell");
    free(text);
    free(usage);
    free_argp_options(options);
}

/* The command's first format if none is given; fails on one that it does not have. */
static bool take_format(const struct command *command, struct options *out)
{
    const char *const *format = command->formats;
    char all[80] = "";

    if (!out->format)
        out->format = *format;
    for (; *format; format++) {
        if (!strcmp(*format, out->format))
            return true;
        snprintf(all + strlen(all), sizeof(all) - strlen(all), " %s", *format);
    }
    return !*all || wrong("--format \"%s\": %s expects one of%s", out->format, command->name, all);
}

static bool take_command(const struct parse *parse)
{
    const struct command *command = find_command(parse->commands, *parse->words);
    struct options *out = parse->out;
    int operands = -1;

    if (!*parse->words)
        return wrong("expected a command");
    if (!command)
        return wrong("no command \"%s\"", *parse->words);
    while (parse->words[operands + 1])
        operands++;
    if (operands < command->least || operands > command->most)
        return wrong("expected \"doorbell %s%s%s\"", command->name, *command->operands ? " " : "",
                     command->operands);
    for (const struct option_row *row = option_table; row->name; row++)
        if (parse->given[row - option_table] && !(row->commands & command->bit))
            return wrong("--%s does not go with %s", row->name, command->name);
    if (!take_format(command, out))
        return false;
    if (out->format && !strcmp(out->format, "markdown") && !out->coverage)
        return wrong("--format markdown goes with --coverage");
    if (command->bit == REPORT && out->baseline && strcmp(out->format, "html"))
        return wrong("--baseline of report goes with --format html");
    out->command = command;
    out->operands = parse->words + 1;
    return true;
}

static unsigned int online_cpus(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > JOBS_MAX ? JOBS_MAX : (unsigned int)count;
}

static void set_defaults(struct options *out)
{
    *out = (struct options){.threshold = -1, .threshold_abs = -1};
    for (const struct option_row *row = option_table; row->name; row++) {
        const char *value = row->variable ? getenv(row->variable) : NULL;

        if (!value || !*value)
            value = row->fallback;
        if (value)
            store(row, value, out);
    }
}

enum options_result options_parse(int argc, char **argv, const struct command *commands,
                                  struct options *out)
{
    struct argp_option options[ROWS_MAX];
    const struct argp argp = {.options = options, .parser = take};
    struct parse parse = {.commands = commands, .out = out, .words = argv + argc};
    error_t error;

    set_defaults(out);
    make_argp_options(ALL, options);
    error = argp_parse(&argp, argc, argv, ARGP_NO_EXIT | ARGP_NO_HELP, NULL, &parse);
    free_argp_options(options);
    if (error)
        return OPTIONS_WRONG;
    if (parse.help)
        print_help(commands, find_command(commands, *parse.words));
    else if (parse.version)
        puts("doorbell " VERSION);
    if (parse.help || parse.version)
        return OPTIONS_ANSWERED;
    if (!out->boot.jobs)
        out->boot.jobs = out->boot.verbose ? 1 : online_cpus();
    return take_command(&parse) ? OPTIONS_RUN : OPTIONS_WRONG;
}
