/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../protocol/record.h"
#include "heap.h"

#define VERSION         "0.1"
#define TIMEOUT_DEFAULT 60
#define TIMEOUT_MAX     86400

/* Which command an option or an operand is for. */
#define RUN     (1u << COMMAND_RUN)
#define LIST    (1u << COMMAND_LIST)
#define EXPLAIN (1u << COMMAND_EXPLAIN)
#define DTS     (1u << COMMAND_DTS)
#define JUDGE   (1u << COMMAND_JUDGE)
#define ANY     (RUN | LIST | EXPLAIN | DTS | JUDGE)

static const char usage[] =
    "usage: doorbell COMMAND [OPTION]...\n"
    "\n"
    "  run                  boot the scenarios, judge them, report\n"
    "  list                 the scenarios and the tests\n"
    "  explain RULE...      what a rule says, where that is written, what checks it\n"
    "  dts SCENARIO         the host's and the domU's device tree, as text\n"
    "  judge LOG...         judge recorded consoles as if they were live; - is standard input\n"
    "\n"
    "  --scenario GLOB      only these scenarios (run, list); the log's own (judge)\n"
    "  --rule GLOB          only tests of these rules, or of these names: BG-0*, lat.*\n"
    "  --xen PATH           this hypervisor for all scenarios (run)\n"
    "  --require GLOB|all   if this scenario is skipped, that is an error (run, judge)\n"
    "  --format FORMAT      text, tap, junit, json; list: text, json\n"
    "  -o, --output FILE    the report goes there instead of standard output\n"
    "  --timeout SECONDS    limit for one boot, 60; a sixth of it in silence is a hang (run)\n"
    "  --keep-log DIR       keep each console as DIR/SCENARIO.log (run)\n"
    "  --images DIR         guest.img, backend.img, xen-debug, xen-release; beside doorbell\n"
    "  --suites DIR         scenarios, rules, expectations; ../suites beside doorbell\n"
    "  --qemu PATH          qemu-system-aarch64, else $QEMU, else found in $PATH (run)\n"
    "  -v, --verbose        show the console while it runs (run)\n"
    "  --no-color           plain text; so does the variable NO_COLOR\n"
    "  -h, --help           this text\n"
    "  --version            which doorbell this is\n"
    "\n"
    "--scenario, --rule and --require can be given more than once.\n"
    "Exit status: 0 success, 2 usage, 3 all skipped, 4 error, 5 failure, 6 crash or hang.\n";

static const struct {
    const char *name;
    size_t least, most; /* operands */
    const char *operand;
} commands[COMMANDS] = {
    [COMMAND_RUN] = {"run", 0, 0, ""},
    [COMMAND_LIST] = {"list", 0, 0, ""},
    [COMMAND_EXPLAIN] = {"explain", 1, (size_t)-1, " RULE..."},
    [COMMAND_DTS] = {"dts", 1, 1, " SCENARIO"},
    [COMMAND_JUDGE] = {"judge", 1, (size_t)-1, " LOG..."},
};

/* Options without a letter have values beyond all characters. */
enum {
    SCENARIO = 256,
    RULE,
    XEN,
    REQUIRE,
    FORMAT,
    TIMEOUT,
    KEEP_LOG,
    IMAGES,
    SUITES,
    QEMU,
    NO_COLOR,
    VERSION,
};

static const struct {
    struct option option;
    unsigned int commands;
} table[] = {
    {{"scenario", required_argument, NULL, SCENARIO}, RUN | LIST | JUDGE},
    {{"rule", required_argument, NULL, RULE}, RUN | LIST | DTS | JUDGE},
    {{"xen", required_argument, NULL, XEN}, RUN},
    {{"require", required_argument, NULL, REQUIRE}, RUN | JUDGE},
    {{"format", required_argument, NULL, FORMAT}, RUN | LIST | JUDGE},
    {{"output", required_argument, NULL, 'o'}, ANY},
    {{"timeout", required_argument, NULL, TIMEOUT}, RUN},
    {{"keep-log", required_argument, NULL, KEEP_LOG}, RUN},
    {{"images", required_argument, NULL, IMAGES}, RUN | DTS},
    {{"suites", required_argument, NULL, SUITES}, ANY},
    {{"qemu", required_argument, NULL, QEMU}, RUN},
    {{"verbose", no_argument, NULL, 'v'}, RUN},
    {{"no-color", no_argument, NULL, NO_COLOR}, ANY},
    {{"help", no_argument, NULL, 'h'}, ANY},
    {{"version", no_argument, NULL, VERSION}, ANY},
};
#define OPTIONS (sizeof(table) / sizeof(table[0]))

static enum options_result __attribute__((format(printf, 1, 2))) wrong(const char *format, ...)
{
    va_list args;

    fputs("doorbell: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("; try doorbell --help\n", stderr);
    return OPTIONS_WRONG;
}

static void append(const char ***list, const char *value)
{
    size_t count = 0;

    while (*list && (*list)[count])
        count++;
    *list = heap_grow(*list, count, sizeof(**list));
    (*list)[count] = value;
    *list = heap_grow(*list, count + 1, sizeof(**list));
    (*list)[count + 1] = NULL;
}
