/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: what is understood, and the one line that refuses the rest. */
/* FAKES: capture */

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

#include "harness/command/options.h"
#include "tests/fakes/capture.h"

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
    result = options_parse(argc, argv, &options);
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
    ASSERT_EQ(COMMAND_RUN, options.command);
    ASSERT_EQ(NULL, options.operands[0]);
    ASSERT_EQ(NULL, options_select(&options));
    ASSERT_STR_EQ("text", options.format);
    ASSERT_STR_EQ("qemu-system-aarch64", options.qemu);
    ASSERT_EQ(60, options.timeout);
    ASSERT_EQ(NULL, options.output);
    ASSERT_FALSE(options.no_colour);
    PASS();
}

TEST options_may_stand_anywhere(void)
{
    ASSERT_EQ(OPTIONS_RUN,
              parse("--rule BG-* judge -o out a.log --rule=lat.* b.log --format junit", 2));
    ASSERT_EQ(COMMAND_JUDGE, options.command);
    ASSERT_STR_EQ("a.log", options.operands[0]);
    ASSERT_STR_EQ("b.log", options.operands[1]);
    ASSERT_EQ(NULL, options.operands[2]);
    ASSERT_STR_EQ("out", options.output);
    ASSERT_STR_EQ("junit", options.format);
    ASSERT_STR_EQ("BG-*", options_select(&options)[0]);
    ASSERT_STR_EQ("lat.*", options_select(&options)[1]);
    ASSERT_EQ(NULL, options_select(&options)[2]);
    PASS();
}

TEST all_other_options_arrive(void)
{
    ASSERT_EQ(OPTIONS_RUN, parse("run --xen x --keep-log k --images i --suites s --qemu q "
                                 "--timeout 86400 -v --no-color --require all --require trap "
                                 "--fault cap-loop --hazard --machine qemu",
                                 2));
    ASSERT_STR_EQ("x", options.xen);
    ASSERT_STR_EQ("k", options.keep_log);
    ASSERT_STR_EQ("i", options.images);
    ASSERT_STR_EQ("s", options.suites);
    ASSERT_STR_EQ("q", options.qemu);
    ASSERT_EQ(86400, options.timeout);
    ASSERT(options.verbose);
    ASSERT(options.no_colour);
    ASSERT_STR_EQ("*", options.require.list[0]);
    ASSERT_STR_EQ("trap", options.require.list[1]);
    ASSERT_STR_EQ("cap-loop", options.fault);
    ASSERT(options.hazard);
    ASSERT_STR_EQ("qemu", options.machine);
    ASSERT_EQ(OPTIONS_RUN, parse("run --fault comes-back", 2));
    ASSERT_STR_EQ("comes-back", options.fault);
    ASSERT_EQ(NULL, options.machine);
    PASS();
}

TEST the_environment_counts(void)
{
    setenv("QEMU", "mine", 1);
    setenv("NO_COLOR", "1", 1);
    ASSERT_EQ(OPTIONS_RUN, parse("run", 2));
    ASSERT_STR_EQ("mine", options.qemu);
    ASSERT(options.no_colour);

    /* no-color.org: only if not empty */
    setenv("QEMU", "", 1);
    setenv("NO_COLOR", "", 1);
    ASSERT_EQ(OPTIONS_RUN, parse("run", 2));
    ASSERT_STR_EQ("qemu-system-aarch64", options.qemu);
    ASSERT_FALSE(options.no_colour);
    PASS();
}

TEST help_and_version_are_answers(void)
{
    ASSERT_EQ(OPTIONS_ANSWERED, parse("--help", 1));
    ASSERT(strstr(said, "usage: doorbell COMMAND"));
    ASSERT_EQ(OPTIONS_ANSWERED, parse("run -h", 1));
    ASSERT_EQ(OPTIONS_ANSWERED, parse("--version", 1));
    ASSERT(strstr(said, "doorbell "));
    PASS();
}

/* The usage text mentions every option, within 80 columns. */
TEST help_is_complete(void)
{
    static const char *const names[] = {
        "--scenario",      "--rule",     "--xen",     "--require", "--format",   "--output",
        "--timeout",       "--keep-log", "--images",  "--suites",  "--qemu",     "--verbose",
        "--no-color",      "--help",     "--version", "--expect",  "--coverage", "--threshold",
        "--threshold-abs", "--baseline", "--xen-src"};
    const char *line;

    parse("--help", 1);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        ASSERTm(names[i], strstr(said, names[i]));
    for (line = said; *line; line += strcspn(line, "\n") + 1)
        ASSERTm(line, strcspn(line, "\n") <= 80);
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
    ASSERT_EQ(COMMAND_COMPARE, options.command);
    ASSERT_STR_EQ("a.json", options.operands[0]);
    ASSERT_STR_EQ("b.json", options.operands[1]);
    ASSERT(options.threshold == 0.5 && options.threshold_abs == 0);
    ASSERT_EQ(OPTIONS_RUN, parse("bisect --xen-src t --baseline j --rule LAT-4 -j 1", 2));
    ASSERT_EQ(COMMAND_BISECT, options.command);
    ASSERT_STR_EQ("t", options.xen_src);
    ASSERT_STR_EQ("j", options.baseline);
    ASSERT(options.threshold < 0 && options.threshold_abs < 0);
    ASSERT_EQ(OPTIONS_RUN, parse("report r.json -o p.html", 2));
    ASSERT_EQ(COMMAND_REPORT, options.command);
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
        {"", "which command?"},
        {"frob", "no command \"frob\""},
        {"run extra", "run wants no operand"},
        {"explain", "explain wants a rule"},
        {"dts", "dts wants one scenario"},
        {"dts a b", "dts wants one scenario"},
        {"judge", "judge wants a recorded console"},
        {"run --frob", "no option \"--frob\""},
        {"run -x", "no option \"-x\""},
        {"run --help=me", "no option \"--help=me\""},
        {"run --rule", "--rule wants a value"},
        {"run -o", "-o wants a value"},
        {"run --format xml", "not \"xml\""},
        {"list --format tap", "list has the formats text and json"},
        {"list --format markdown", "markdown with --coverage"},
        {"run --format markdown", "markdown is a format of list --coverage"},
        {"run --coverage", "--coverage is not for run"},
        {"dts --expect none trap", "--expect is not for dts"},
        {"run --fault frob", "no fault \"frob\""},
        {"dts --hazard trap", "--hazard is not for dts"},
        {"run --machine kvm", "--machine is xen or qemu, not \"kvm\""},
        {"run --machine", "--machine wants a value"},
        {"judge --machine qemu log", "--machine is not for judge"},
        {"run --faults", "--faults is not for run"},
        {"run --timeout 0", "not \"0\""},
        {"run --timeout -1", "not \"-1\""},
        {"run --timeout 1s", "not \"1s\""},
        {"run --timeout 86401", "not \"86401\""},
        {"run --timeout 99999999999999999999", "not \"99999999999999999999\""},
        {"list --xen x", "--xen is not for list"},
        {"judge --keep-log d l", "--keep-log is not for judge"},
        {"compare a", "compare wants two JSON reports"},
        {"compare a b --format junit", "compare has the formats text and json"},
        {"compare a b --threshold x", "--threshold wants a number from 0 on, not \"x\""},
        {"compare a b --threshold -1", "not \"-1\""},
        {"compare a b --threshold-abs nan", "--threshold-abs wants a number"},
        {"compare a b --baseline c", "--baseline is not for compare"},
        {"report a b", "report wants one JSON report"},
        {"report a --format json --baseline b", "report shows a --baseline in html only"},
        {"report a --format markdown", "markdown is a format of list --coverage"},
        {"bisect --xen x", "--xen is not for bisect"},
        {"bisect tree", "bisect wants no operand"},
        {"run --threshold 1", "--threshold is not for run"},
        {"explain -v BG-01", "--verbose is not for explain"},
        {"dts --format json trap", "--format is not for dts"},
        {"run --rule 1 --rule 2 --rule 3 --rule 4 --rule 5 --rule 6 --rule 7 --rule 8 --rule 9 "
         "--rule 10 --rule 11 --rule 12 --rule 13 --rule 14 --rule 15 --rule 16 --rule 17 --rule "
         "18 "
         "--rule 19 --rule 20 --rule 21 --rule 22 --rule 23 --rule 24 --rule 25",
         "more than 24 --rule"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ASSERT_EQm(cases[i].line, OPTIONS_WRONG, parse(cases[i].line, 2));
        ASSERTm(said, strstr(said, cases[i].names));
        ASSERTm(said, strstr(said, "; try doorbell --help\n"));
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
    RUN_TEST(coverage_and_expectations_are_understood);
    RUN_TEST(reports_and_trees_are_named);
    RUN_TEST(what_is_wrong_is_named);
    RUN_TEST(globs_match_whole_names);
    GREATEST_MAIN_END();
}
