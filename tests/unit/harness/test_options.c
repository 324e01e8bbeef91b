/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: what is understood, and the one line that refuses the rest. */
/* FAKES: capture fake_suite */

#include <stdlib.h>
#include <string.h>

#include "harness/command/command_line.h"
#include "harness/command/command_table.h"
#include "harness/command/option_table.h"
#include "tests/fakes/capture.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

#define WORDS_MAX 60

static struct options options;
static const char *said;

/* Parses "doorbell @line", words at blanks. */
static enum options_result parse(const char *line, int fd)
{
    static char text[1000];
    static char *argv[WORDS_MAX + 1];
    enum options_result result;
    int argc = 0;

    snprintf(text, sizeof(text), "doorbell %s", line);
    for (char *word = strtok(text, " "); word && argc < WORDS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    capture_start(fd);
    result = options_parse(argc, argv, commands, &options);
    said = capture_end();
    return result;
}

static void setup(void *arg)
{
    (void)arg;
    unsetenv("QEMU");
    unsetenv("NO_COLOR");
}

TEST a_command_alone_gets_the_defaults(void)
{
    ASSERT_EQ(OPTIONS_RUN, parse("run", 2));
    ASSERT_STR_EQ("", said);
    ASSERT_STR_EQ("run", options.command->name);
    ASSERT_EQ(NULL, options.operands[0]);
    ASSERT_EQ(NULL, globs_list(&options.choice.rules));
    ASSERT_STR_EQ("text", options.format);
    ASSERT_STR_EQ("qemu-system-aarch64", options.boot.sources.qemu);
    ASSERT_EQ(60, options.boot.timeout);
    ASSERT_EQ(NULL, options.output);
    ASSERT_FALSE(options.no_colour);
    PASS();
}

TEST options_may_stand_anywhere(void)
{
    ASSERT_EQ(OPTIONS_RUN,
              parse("--rule BG-* judge -o out a.log --rule=lat.* b.log --format junit", 2));
    ASSERT_STR_EQ("judge", options.command->name);
    ASSERT_STR_EQ("a.log", options.operands[0]);
    ASSERT_STR_EQ("b.log", options.operands[1]);
    ASSERT_EQ(NULL, options.operands[2]);
    ASSERT_STR_EQ("out", options.output);
    ASSERT_STR_EQ("junit", options.format);
    ASSERT_STR_EQ("BG-*", globs_list(&options.choice.rules)[0]);
    ASSERT_STR_EQ("lat.*", globs_list(&options.choice.rules)[1]);
    ASSERT_EQ(NULL, globs_list(&options.choice.rules)[2]);
    PASS();
}

TEST all_other_options_arrive(void)
{
    ASSERT_EQ(OPTIONS_RUN, parse("run --xen x --keep-log k --images i --suites s --qemu q "
                                 "--timeout 86400 -v --no-color --require all --require trap "
                                 "--fault cap-loop --hazard --machine qemu",
                                 2));
    ASSERT_STR_EQ("x", options.boot.sources.xen);
    ASSERT_STR_EQ("k", options.boot.keep_log);
    ASSERT_STR_EQ("i", options.boot.sources.images);
    ASSERT_STR_EQ("s", options.suites);
    ASSERT_STR_EQ("q", options.boot.sources.qemu);
    ASSERT_EQ(86400, options.boot.timeout);
    ASSERT(options.boot.verbose);
    ASSERT(options.no_colour);
    ASSERT_STR_EQ("all", options.require.list[0]);
    ASSERT_STR_EQ("trap", options.require.list[1]);
    ASSERT_STR_EQ("cap-loop", options.boot.sources.fault);
    ASSERT(options.choice.hazard);
    ASSERT_STR_EQ("qemu", options.choice.machine);
    ASSERT_EQ(OPTIONS_RUN, parse("run --fault comes-back", 2));
    ASSERT_STR_EQ("comes-back", options.boot.sources.fault);
    ASSERT_EQ(NULL, options.choice.machine);
    PASS();
}

TEST the_environment_counts(void)
{
    setenv("QEMU", "mine", 1);
    setenv("NO_COLOR", "1", 1);
    ASSERT_EQ(OPTIONS_RUN, parse("run", 2));
    ASSERT_STR_EQ("mine", options.boot.sources.qemu);
    ASSERT(options.no_colour);

    /* no-color.org: only if not empty */
    setenv("QEMU", "", 1);
    setenv("NO_COLOR", "", 1);
    ASSERT_EQ(OPTIONS_RUN, parse("run", 2));
    ASSERT_STR_EQ("qemu-system-aarch64", options.boot.sources.qemu);
    ASSERT_FALSE(options.no_colour);
    PASS();
}

TEST help_and_version_are_answers(void)
{
    ASSERT_EQ(OPTIONS_ANSWERED, parse("--help", 1));
    ASSERT(strstr(said, "Usage: doorbell [OPTION...] COMMAND"));
    ASSERT_EQ(OPTIONS_ANSWERED, parse("run -h", 1));
    ASSERT_EQ(OPTIONS_ANSWERED, parse("--version", 1));
    ASSERT(strstr(said, "doorbell "));
    PASS();
}

/* The text mentions every option and command, within 80 columns; a command's own those of it. */
TEST help_is_complete(void)
{
    const char *line;

    parse("--help", 1);
    for (const struct option_row *row = option_table; row->name; row++)
        ASSERTm(row->name, strstr(said, row->name));
    for (const struct command *command = commands; command->name; command++)
        ASSERTm(command->name, strstr(said, command->summary));
    for (line = said; *line; line += strcspn(line, "\n") + 1)
        ASSERTm(line, strcspn(line, "\n") <= 80);
    parse("compare --help", 1);
    ASSERT(strstr(said, "compare OLD NEW"));
    ASSERT(strstr(said, "--threshold"));
    ASSERT_FALSE(strstr(said, "--images"));
    PASS();
}

/* What one offers is what the other takes: every option goes with some command, under one name. */
TEST the_tables_agree(void)
{
    for (const struct option_row *row = option_table; row->name; row++) {
        ASSERTm(row->name, row->commands && !(row->commands & ~(unsigned int)ALL));
        for (const struct option_row *other = option_table; other < row; other++)
            ASSERTm(row->name, strcmp(row->name, other->name));
    }
    for (const struct command *command = commands; command->name; command++)
        ASSERT_EQm(command->name, 1 << (command - commands), (int)command->bit);
    PASS();
}

TEST coverage_and_expectations_are_understood(void)
{
    ASSERT_EQ(OPTIONS_RUN, parse("list --coverage --format markdown --expect none", 2));
    ASSERT(options.coverage);
    ASSERT_STR_EQ("markdown", options.format);
    ASSERT_STR_EQ("none", options.expect);
    PASS();
}

TEST reports_and_trees_are_named(void)
{
    ASSERT_EQ(OPTIONS_RUN, parse("compare a.json --threshold 0.5 b.json --threshold-abs 0", 2));
    ASSERT_STR_EQ("compare", options.command->name);
    ASSERT_STR_EQ("a.json", options.operands[0]);
    ASSERT_STR_EQ("b.json", options.operands[1]);
    ASSERT(options.threshold == 0.5 && options.threshold_abs == 0);
    ASSERT_EQ(OPTIONS_RUN, parse("bisect --xen-src t --baseline j --rule LAT-4 -j 1", 2));
    ASSERT_STR_EQ("bisect", options.command->name);
    ASSERT_STR_EQ("t", options.xen_src);
    ASSERT_STR_EQ("j", options.baseline);
    ASSERT(options.threshold < 0 && options.threshold_abs < 0);
    ASSERT_EQ(OPTIONS_RUN, parse("report r.json -o p.html", 2));
    ASSERT_STR_EQ("report", options.command->name);
    ASSERT_STR_EQ("html", options.format);
    ASSERT_EQ(OPTIONS_RUN, parse("report r.json --format junit", 2));
    ASSERT_STR_EQ("junit", options.format);
    PASS();
}

TEST what_is_wrong_is_named(void)
{
    static const struct {
        const char *line, *names;
    } cases[] = {
        {"", "expected a command"},
        {"frob", "no command \"frob\""},
        {"run extra", "expected \"doorbell run\""},
        {"explain", "expected \"doorbell explain RULE...\""},
        {"dts", "expected \"doorbell dts SCENARIO\""},
        {"dts a b", "expected \"doorbell dts SCENARIO\""},
        {"judge", "expected \"doorbell judge LOG...\""},
        {"run --frob", "unrecognized option '--frob'"},
        {"run -x", "invalid option -- 'x'"},
        {"run --help=me", "option '--help' doesn't allow an argument"},
        {"run --rule", "option '--rule' requires an argument"},
        {"run -o", "option requires an argument -- 'o'"},
        {"run --format xml", "--format \"xml\": run expects one of text tap junit json html"},
        {"list --format tap", "list expects one of text json markdown"},
        {"list --format markdown", "--format markdown goes with --coverage"},
        {"run --format markdown", "run expects one of"},
        {"run --coverage", "--coverage does not go with run"},
        {"dts --expect none trap", "--expect does not go with dts"},
        {"run --fault frob", "--fault \"frob\": expected a name"},
        {"dts --hazard trap", "--hazard does not go with dts"},
        {"run --machine kvm", "--machine \"kvm\": expected xen or qemu"},
        {"run --machine", "option '--machine' requires an argument"},
        {"judge --machine qemu log", "--machine does not go with judge"},
        {"run --faults", "--faults does not go with run"},
        {"run --timeout 0", "\"0\": expected"},
        {"run --timeout -1", "\"-1\": expected"},
        {"run --timeout 1s", "\"1s\": expected"},
        {"run --timeout 86401", "\"86401\": expected"},
        {"run --timeout 99999999999999999999", "\"99999999999999999999\": expected"},
        {"list --xen x", "--xen does not go with list"},
        {"judge --keep-log d l", "--keep-log does not go with judge"},
        {"compare a", "expected \"doorbell compare OLD NEW\""},
        {"compare a b --format junit", "compare expects one of text json"},
        {"compare a b --threshold x", "--threshold \"x\": expected a number from 0 on"},
        {"compare a b --threshold -1", "\"-1\": expected"},
        {"compare a b --threshold-abs nan", "--threshold-abs \"nan\": expected a number"},
        {"compare a b --baseline c", "--baseline does not go with compare"},
        {"report a b", "expected \"doorbell report RUN\""},
        {"report a --format json --baseline b", "--baseline of report goes with --format html"},
        {"report a --format markdown", "report expects one of html text"},
        {"bisect --xen x", "--xen does not go with bisect"},
        {"bisect tree", "expected \"doorbell bisect\""},
        {"run --threshold 1", "--threshold does not go with run"},
        {"explain -v BG-01", "--verbose does not go with explain"},
        {"dts --format json trap", "--format does not go with dts"},
        {"run --rule 1 --rule 2 --rule 3 --rule 4 --rule 5 --rule 6 --rule 7 --rule 8 --rule 9 "
         "--rule 10 --rule 11 --rule 12 --rule 13 --rule 14 --rule 15 --rule 16 --rule 17 --rule "
         "18 "
         "--rule 19 --rule 20 --rule 21 --rule 22 --rule 23 --rule 24 --rule 25",
         "--rule \"25\": expected at most 24"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ASSERT_EQm(cases[i].line, OPTIONS_WRONG, parse(cases[i].line, 2));
        ASSERTm(said, strstr(said, cases[i].names));
        ASSERT_EQm("one line", strlen(said) - 1, strcspn(said, "\n"));
    }
    PASS();
}

TEST globs_match_whole_names(void)
{
    const struct globs globs = {.list = {"refuse-*", "tra?"}, .count = 2};

    ASSERT(globs_match(&globs, "refuse-zero"));
    ASSERT(globs_match(&globs, "trap"));
    ASSERT_FALSE(globs_match(&globs, "traps"));
    ASSERT_FALSE(globs_match(&globs, "windows"));
    ASSERT_FALSE(globs_match(&(struct globs){.count = 0}, "trap"));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    RUN_TEST(a_command_alone_gets_the_defaults);
    RUN_TEST(options_may_stand_anywhere);
    RUN_TEST(all_other_options_arrive);
    RUN_TEST(the_environment_counts);
    RUN_TEST(help_and_version_are_answers);
    RUN_TEST(help_is_complete);
    RUN_TEST(the_tables_agree);
    RUN_TEST(coverage_and_expectations_are_understood);
    RUN_TEST(reports_and_trees_are_named);
    RUN_TEST(what_is_wrong_is_named);
    RUN_TEST(globs_match_whole_names);
    GREATEST_MAIN_END();
}
