/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell-dm's options: what is understood, and that all else ends it with one line and status 2.
 */
#include "homes/linux_dm/dm_options.h"

#include <greatest.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACES "--domid=3", "--ecam=0x10000000,0x10000000", "--mem=0x23000000,0x10000000"
#define ALL    PLACES, "--spi=64"
#define WORDS  16

static struct dm_options options;

static void parse(const char *const *words)
{
    char *argv[WORDS + 2] = {(char *)"doorbell-dm"};
    int argc = 1;

    while (*words)
        argv[argc++] = (char *)*words++;
    dm_options_parse(argc, argv, &options);
}

/* What a process of its own says of @words; its exit status is in *@status. */
static const char *said_of(const char *const *words, int *status)
{
    static char text[1000];
    size_t length = 0;
    ssize_t count;
    int ends[2];
    pid_t pid;

    if (pipe(ends))
        return "";
    pid = fork();
    if (!pid) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        parse(words);
        _exit(0);
    }
    close(ends[1]);
    while ((count = read(ends[0], text + length, sizeof(text) - 1 - length)) > 0)
        length += (size_t)count;
    text[length] = '\0';
    close(ends[0]);
    waitpid(pid, status, 0);
    *status = WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
    return text;
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})
#define REFUSED(why, ...)                                                                \
    do {                                                                                 \
        int status;                                                                      \
        const char *text = said_of((const char *const[]){__VA_ARGS__, NULL}, &status);   \
        ASSERT_EQ_FMT(EXIT_USAGE, status, "%d");                                         \
        if (!strstr(text, why))                                                          \
            FAILm(text);                                                                 \
        ASSERT_EQ(strlen(text) - 1, (size_t)(strchr(text, '\n') - text)); /* one line */ \
    } while (0)

TEST places_are_enough(void)
{
    PARSE(ALL);
    ASSERT_EQ(3, options.args.domid);
    ASSERT_EQ(0x10000000u, options.args.ecam.base);
    ASSERT_EQ(64u, options.args.spi);
    ASSERT_EQ(ATTACH_TIMED, options.args.attach);
    ASSERT_EQ(1u, options.args.schedule_count);
    ASSERT_EQ(0u, options.args.schedule[0]);
    ASSERT_EQ((1u << ARGS_DEVICES_END) - 1, options.args.devices);
    ASSERT_FALSE(options.args.has_control);
    ASSERT_EQ(NULL, options.disk);
    PASS();
}

TEST with_a_control_page_tests_attach(void)
{
    PARSE(ALL, "--control=0x40ff0000", "--echo=0x22100000,0x10000");
    ASSERT_EQ(ATTACH_ON_REQUEST, options.args.attach);
    ASSERT(options.args.has_control);
    PASS();
}

TEST the_rest_is_understood(void)
{
    PARSE(ALL, "--devices=blk,rng", "-D", "/disk", "-u", "65534", "-v", "-l", "/log",
          "--fault=half-id", "--dma=grants");
    ASSERT(options.args.by_grants);
    ASSERT_EQ(1u << ARGS_BLK | 1u << ARGS_RNG, options.args.devices);
    ASSERT_STR_EQ("/disk", options.disk);
    ASSERT_STR_EQ("/log", options.log);
    ASSERT_EQ(65534u, options.user);
    ASSERT(options.verbose);
    ASSERT(options.args.fault != FAULT_NONE);
    PASS();
}

TEST all_else_is_refused(void)
{
    REFUSED("--domid is missing", "--spi=64");
    REFUSED("--spi is missing", PLACES);
    REFUSED("--spi is given twice", ALL, "--spi=65");
    REFUSED("'domid=0'", "--domid=0", "--ecam=0x10000000,0x10000000", "--mem=0x23000000,0x1000",
            "--spi=64");
    REFUSED("overlap", "--domid=1", "--ecam=0x10000000,0x10000000", "--mem=0x1f000000,0x2000000",
            "--spi=64");
    REFUSED("--mmio 0x1 domid=2 has a bad value", ALL, "--mmio=0x1 domid=2");
    REFUSED("devices=rng,usb", ALL, "--devices=rng,usb");
    REFUSED("devices=rng,rng", ALL, "--devices=rng,rng");
    REFUSED("devices=", ALL, "--devices=");
    REFUSED("needs 'control='", ALL, "--attach=request");
    REFUSED("fault=no-such", ALL, "--fault=no-such");
    REFUSED("--disk without blk", ALL, "--devices=rng", "--disk=/disk");
    REFUSED("'dma=pages'", ALL, "--dma=pages");
    REFUSED("--user 0", ALL, "--user=0");
    REFUSED("--user root", ALL, "--user=root");
    REFUSED("'3' is no option", ALL, "3");
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(places_are_enough);
    RUN_TEST(with_a_control_page_tests_attach);
    RUN_TEST(the_rest_is_understood);
    RUN_TEST(all_else_is_refused);
    GREATEST_MAIN_END();
}
