/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/command/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/boot/plain_fault.h"
#include "protocol/fault.h"

#define VERSION         "0.1"
#define TIMEOUT_DEFAULT 60
#define TIMEOUT_MAX     86400
#define JOBS_MAX        64

static const char usage[] =
    "usage: doorbell COMMAND [OPTION]...\n"
    "\n"
    "  run                  boot the scenarios, judge them, report\n"
    "  list                 the scenarios and the tests\n"
    "  explain RULE...      what a rule says, where that is written, what checks it\n"
    "  dts SCENARIO         the host's and the domU's device tree, as text\n"
    "  judge LOG...         judge recorded consoles; - is standard input\n"
    "  compare OLD NEW      what changed between two JSON reports\n"
    "  bisect               for git bisect run: build a Xen tree, run, judge\n"
    "  report RUN           a JSON report as a page (HTML), or in another format\n"
    "\n"
    "  --machine NAME       xen, or qemu: without Xen, the guest on plain QEMU\n"
    "  --scenario GLOB      only these scenarios (run, list); the log's own (judge)\n"
    "  --rule GLOB          only tests of these rules or names, like BG-0* or lat.*\n"
    "  --xen PATH           this hypervisor for all scenarios\n"
    "  --expect FILE|none   known failures: instead of expectations.cfg in --suites\n"
    "  --fault NAME         the backend (or, on plain QEMU, the harness) misbehaves;\n"
    "                       list --faults shows how\n"
    "  --hazard             boot a scenario that takes the host down\n"
    "  --faults             the faults, each with the rule that must fail\n"
    "  --require GLOB|all   that these scenarios are skipped is an error (run, judge)\n"
    "  --threshold PERCENT  how much slower a metric may get (compare, bisect): 0.1,\n"
    "                       of a clock 5\n"
    "  --threshold-abs N    ... and by how many instructions: 10, or nanoseconds: 50;\n"
    "                       only what exceeds both counts\n"
    "  --baseline JSON      judge by what got worse since (bisect), show it (report)\n"
    "  --xen-src TREE       build this tree (bisect): the working directory\n"
    "  --format FORMAT      text, tap, junit, json or html; compare: text or json;\n"
    "                       list: the same or (with --coverage) markdown\n"
    "  --coverage           list: the rules, what checks them, what makes it fail\n"
    "  -o, --output FILE    the report goes there instead of to standard output\n"
    "  --timeout SECONDS    limit of a boot: 60; a sixth of it in silence is a hang\n"
    "  -j, --jobs N         boots at a time: as many as there are CPUs; 1 with -v\n"
    "  --keep-log DIR       keep each console as DIR/SCENARIO.log\n"
    "  --images DIR         guest.img, backend.img, xen/debug/xen, xen/release/xen:\n"
    "                       the directory of this program\n"
    "  --suites DIR         scenarios, rules, expectations: ../suites from there\n"
    "  --qemu PATH          qemu-system-aarch64: $QEMU, else the one in $PATH\n"
    "  -v, --verbose        show the console while it runs, or (compare) all metrics\n"
    "  --no-color           plain text, as with the variable NO_COLOR\n"
    "  -h, --help           this text\n"
    "  --version            which doorbell this is\n"
    "\n"
    "--scenario, --rule and --require can be given more than once.\n"
    "Exit status: 0 success, 2 usage, 3 all skipped, 4 error, 5 failure, 6 crash\n"
    "or hang.\n";

/* Sets of commands, for what an option is good for. */
#define RUN     (1u << COMMAND_RUN)
#define LIST    (1u << COMMAND_LIST)
#define EXPLAIN (1u << COMMAND_EXPLAIN)
#define DTS     (1u << COMMAND_DTS)
#define JUDGE   (1u << COMMAND_JUDGE)
#define COMPARE (1u << COMMAND_COMPARE)
#define BISECT  (1u << COMMAND_BISECT)
#define REPORT  (1u << COMMAND_REPORT)
#define BOOTS   (RUN | BISECT)
#define ALL     (BOOTS | LIST | EXPLAIN | DTS | JUDGE | COMPARE | REPORT)

static const struct {
    const char *name;
    int least, most; /* operands */
    const char *operands;
} commands[COMMANDS] = {
    [COMMAND_RUN] = {"run", 0, 0, "no operand"},
    [COMMAND_LIST] = {"list", 0, 0, "no operand"},
    [COMMAND_EXPLAIN] = {"explain", 1, 1000, "a rule, or several"},
    [COMMAND_DTS] = {"dts", 1, 1, "one scenario"},
    [COMMAND_JUDGE] = {"judge", 1, 1000, "a recorded console, or several"},
    [COMMAND_COMPARE] = {"compare", 2, 2, "two JSON reports, the old one first"},
    [COMMAND_BISECT] = {"bisect", 0, 0, "no operand"},
    [COMMAND_REPORT] = {"report", 1, 1, "one JSON report"},
};

/* Values of the options that have no letter: beyond all characters. */
enum {
    SCENARIO = 256,
    RULE,
    XEN,
    EXPECT,
    REQUIRE,
    THRESHOLD,
    THRESHOLD_ABS,
    BASELINE,
    XEN_SRC,
    FORMAT,
    COVERAGE,
    TIMEOUT,
    KEEP_LOG,
    IMAGES,
    SUITES,
    QEMU,
    MACHINE,
    FAULT,
    HAZARD,
    LIST_FAULTS,
    NO_COLOR,
    SHOW_VERSION,
};

static const struct {
    struct option option;
    unsigned int commands;
} table[] = {
    {{"scenario", required_argument, NULL, SCENARIO}, BOOTS | LIST | JUDGE | COMPARE},
    {{"rule", required_argument, NULL, RULE}, BOOTS | LIST | DTS | JUDGE | COMPARE},
    {{"xen", required_argument, NULL, XEN}, RUN},
    {{"expect", required_argument, NULL, EXPECT}, BOOTS | LIST | JUDGE},
    {{"require", required_argument, NULL, REQUIRE}, BOOTS | JUDGE},
    {{"threshold", required_argument, NULL, THRESHOLD}, COMPARE | BISECT | REPORT},
    {{"threshold-abs", required_argument, NULL, THRESHOLD_ABS}, COMPARE | BISECT | REPORT},
    {{"baseline", required_argument, NULL, BASELINE}, BISECT | REPORT},
    {{"xen-src", required_argument, NULL, XEN_SRC}, BISECT},
    {{"format", required_argument, NULL, FORMAT}, BOOTS | LIST | JUDGE | COMPARE | REPORT},
    {{"coverage", no_argument, NULL, COVERAGE}, LIST},
    {{"output", required_argument, NULL, 'o'}, BOOTS | LIST | JUDGE | COMPARE | REPORT},
    {{"timeout", required_argument, NULL, TIMEOUT}, BOOTS},
    {{"jobs", required_argument, NULL, 'j'}, BOOTS},
    {{"keep-log", required_argument, NULL, KEEP_LOG}, BOOTS},
    {{"images", required_argument, NULL, IMAGES}, BOOTS | DTS},
    {{"suites", required_argument, NULL, SUITES}, ALL},
    {{"qemu", required_argument, NULL, QEMU}, BOOTS | DTS},
    {{"machine", required_argument, NULL, MACHINE}, BOOTS | LIST},
    {{"fault", required_argument, NULL, FAULT}, RUN},
    {{"hazard", no_argument, NULL, HAZARD}, BOOTS},
    {{"faults", no_argument, NULL, LIST_FAULTS}, LIST},
    {{"verbose", no_argument, NULL, 'v'}, BOOTS | COMPARE},
    {{"no-color", no_argument, NULL, NO_COLOR}, ALL},
    {{"help", no_argument, NULL, 'h'}, ALL},
    {{"version", no_argument, NULL, SHOW_VERSION}, ALL},
};
#define OPTIONS (sizeof(table) / sizeof(table[0]))

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

static bool add_glob(struct globs *globs, const char *option, const char *glob)
{
    if (globs->count == CONFIG_GLOBS)
        return wrong("more than %d %s", CONFIG_GLOBS, option);
    globs->list[globs->count++] = glob;
    return true;
}

static bool read_number(const char *text, const char *option, unsigned int most, unsigned int *to)
{
    char *end;
    const long value = strtol(text, &end, 10);

    *to = (unsigned int)value;
    return (end != text && !*end && value >= 1 && value <= (long)most) ||
           wrong("%s from 1 to %u, not \"%s\"", option, most, text);
}

/* A threshold: a number that is not negative. */
static bool read_limit(const char *option, const char *text, double *to)
{
    char *end;

    *to = strtod(text, &end);
    return (end != text && !*end && *to >= 0 && *to <= 1e15) ||
           wrong("%s wants a number from 0 on, not \"%s\"", option, text);
}

static bool read_format(const char *text, const char **to)
{
    static const char *const formats[] = {"text", "tap", "junit", "json", "html", "markdown"};

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (!strcmp(text, formats[i])) {
            *to = formats[i];
            return true;
        }
    return wrong("--format is text, tap, junit, json, html or markdown, not \"%s\"", text);
}

static bool read_fault(const char *text, const char **to)
{
#define FAULT_NAME(constant, name, rule, what) name,
    static const char *const names[] = {FAULTS(FAULT_NAME)};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(text, names[i])) {
            *to = names[i];
            return true;
        }
    if (plain_fault(text)) {
        *to = text;
        return true;
    }
    return wrong("no fault \"%s\": see doorbell list --faults", text);
}

static bool take(int option, const char *value, struct options *out)
{
    switch (option) {
    case SCENARIO:
        return add_glob(&out->scenarios, "--scenario", value);
    case RULE:
        return add_glob(&out->rules, "--rule", value);
    case REQUIRE:
        return add_glob(&out->require, "--require", strcmp(value, "all") ? value : "*");
    case FORMAT:
        return read_format(value, &out->format);
    case TIMEOUT:
        return read_number(value, "--timeout wants seconds", TIMEOUT_MAX, &out->timeout);
    case 'j':
        return read_number(value, "--jobs wants a number", JOBS_MAX, &out->jobs);
    case THRESHOLD:
        return read_limit("--threshold", value, &out->threshold);
    case THRESHOLD_ABS:
        return read_limit("--threshold-abs", value, &out->threshold_abs);
    case BASELINE:
        out->baseline = value;
        return true;
    case XEN_SRC:
        out->xen_src = value;
        return true;
    case XEN:
        out->xen = value;
        return true;
    case 'o':
        out->output = value;
        return true;
    case KEEP_LOG:
        out->keep_log = value;
        return true;
    case EXPECT:
        out->expect = value;
        return true;
    case COVERAGE:
        out->coverage = true;
        return true;
    case IMAGES:
        out->images = value;
        return true;
    case SUITES:
        out->suites = value;
        return true;
    case QEMU:
        out->qemu = value;
        return true;
    case MACHINE:
        out->machine = value;
        return !strcmp(value, "xen") || !strcmp(value, MACHINE_QEMU) ||
               wrong("--machine is xen or qemu, not \"%s\"", value);
    case FAULT:
        return read_fault(value, &out->fault);
    case HAZARD:
        out->hazard = true;
        return true;
    case LIST_FAULTS:
        out->faults = true;
        return true;
    case 'v':
        out->verbose = true;
        return true;
    default:
        out->no_colour = true;
        return true;
    }
}

static bool take_command(int argc, char **argv, struct options *out)
{
    const char *name = argv[optind];
    const int operands = argc - optind - 1;
    unsigned int command = 0;

    if (!name)
        return wrong("which command?");
    while (command < COMMANDS && strcmp(commands[command].name, name))
        command++;
    if (command == COMMANDS)
        return wrong("no command \"%s\"", name);
    if (operands < commands[command].least || operands > commands[command].most)
        return wrong("%s wants %s", name, commands[command].operands);
    out->command = command;
    out->operands = argv + optind + 1;
    return true;
}

static bool check(const struct options *options, const bool *given)
{
    const char *name = commands[options->command].name;
    const bool markdown = !strcmp(options->format, "markdown");

    for (size_t i = 0; i < OPTIONS; i++)
        if (given[i] && !(table[i].commands & (1u << options->command)))
            return wrong("--%s is not for %s", table[i].option.name, name);
    if (options->command == COMMAND_LIST && strcmp(options->format, "text") &&
        strcmp(options->format, "json") && !(markdown && options->coverage))
        return wrong("list has the formats text and json, and markdown with --coverage");
    if (options->command == COMMAND_COMPARE && strcmp(options->format, "text") &&
        strcmp(options->format, "json"))
        return wrong("compare has the formats text and json");
    if (options->command != COMMAND_LIST && markdown)
        return wrong("markdown is a format of list --coverage");
    if (options->command == COMMAND_REPORT && options->baseline && strcmp(options->format, "html"))
        return wrong("report shows a --baseline in html only");
    return true;
}

static unsigned int online_cpus(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > JOBS_MAX ? JOBS_MAX : (unsigned int)count;
}

enum options_result options_parse(int argc, char **argv, struct options *out)
{
    const char *qemu = getenv("QEMU"), *no_colour = getenv("NO_COLOR");
    struct option longs[OPTIONS + 1] = {0};
    bool given[OPTIONS] = {false};
    int option;

    *out = (struct options){
        .qemu = qemu && *qemu ? qemu : "qemu-system-aarch64",
        .timeout = TIMEOUT_DEFAULT,
        .threshold = -1,
        .threshold_abs = -1,
        .no_colour = no_colour && *no_colour,
    };
    for (size_t i = 0; i < OPTIONS; i++)
        longs[i] = table[i].option;
    optind = 0; /* GNU: start afresh */
    while ((option = getopt_long(argc, argv, ":o:j:vh", longs, NULL)) != -1) {
        const char *text = argv[optind > 1 ? optind - 1 : 1];

        switch (option) {
        case 'h':
            fputs(usage, stdout);
            return OPTIONS_ANSWERED;
        case SHOW_VERSION:
            puts("doorbell " VERSION);
            return OPTIONS_ANSWERED;
        case ':':
            wrong("%s wants a value", text);
            return OPTIONS_WRONG;
        case '?':
            wrong("no option \"%s\"", text);
            return OPTIONS_WRONG;
        }
        for (size_t i = 0; i < OPTIONS; i++)
            given[i] |= table[i].option.val == option;
        if (!take(option, optarg, out))
            return OPTIONS_WRONG;
    }
    if (!out->jobs)
        out->jobs = out->verbose ? 1 : online_cpus();
    if (!take_command(argc, argv, out))
        return OPTIONS_WRONG;
    if (!out->format)
        out->format = out->command == COMMAND_REPORT ? "html" : "text";
    return check(out, given) ? OPTIONS_RUN : OPTIONS_WRONG;
}
