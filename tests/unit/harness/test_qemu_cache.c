/* SPDX-License-Identifier: BSD-2-Clause */
/* What a QEMU has told is told again only whole, of the same program, and to the same question. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/machine/qemu_cache.h"
#include "harness/support/heap.h"
#include "harness/support/read_file.h"

#include <greatest.h>

#define ANSWER "one\0two"

static char place[] = "/tmp/test_qemu_cache.XXXXXX";
static char *program; /* our QEMU: some ELF file */

static void write_file(const char *path, const char *bytes, size_t size)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);

    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd))
        abort();
}

static void write_program(void)
{
    static const char elf[] = "\x7f"
                              "ELF and more";

    write_file(program, elf, sizeof(elf));
}

/* The cache for @word asked of @path; to close. */
static struct qemu_cache cache_of(const char *path, const char *word)
{
    struct qemu_cache cache;
    struct argv argv = {0};

    argv_add(&argv, "%s", path);
    argv_add(&argv, "%s", word);
    qemu_cache_open(&cache, &argv);
    argv_free(&argv);
    return cache;
}

/* Whether the answer to @word is kept, and whole. */
static bool is_kept(const char *word)
{
    struct qemu_cache cache = cache_of(program, word);
    size_t size = 0;
    char *answer = qemu_cache_get(&cache, &size);
    const bool kept = answer && size == sizeof(ANSWER) && !memcmp(answer, ANSWER, size);

    if (answer && !kept)
        abort();
    free(answer);
    qemu_cache_close(&cache);
    return kept;
}

static void keep(const char *word)
{
    struct qemu_cache cache = cache_of(program, word);

    qemu_cache_put(&cache, ANSWER, sizeof(ANSWER));
    qemu_cache_close(&cache);
}

TEST an_answer_is_kept(void)
{
    ASSERT_FALSE(is_kept("kept"));
    keep("kept");
    ASSERT(is_kept("kept"));
    ASSERT_FALSE(is_kept("another"));
    PASS();
}

/* In the same file, of the same size; in another; or only touched. */
TEST it_is_of_one_program(void)
{
    const struct timespec times[2] = {{1, 0}, {1, 0}};
    char *other = heap_format("%s/other", place);

    keep("program");
    usleep(20000); /* the kernel's times have ticks */
    write_program();
    ASSERT_FALSE(is_kept("program"));
    keep("program");
    ASSERT(is_kept("program"));
    ASSERT_EQ(0, rename(program, other));
    write_program();
    ASSERT_FALSE(is_kept("program"));
    keep("program");
    ASSERT_EQ(0, utimensat(AT_FDCWD, program, times, 0));
    ASSERT_FALSE(is_kept("program"));
    free(other);
    PASS();
}

/* QEMU is exchanged while it is asked: what is told may be the other's. */
TEST an_answer_of_two_programs_is_of_none(void)
{
    struct qemu_cache cache = cache_of(program, "two");

    usleep(20000);
    write_program();
    qemu_cache_put(&cache, ANSWER, sizeof(ANSWER));
    qemu_cache_close(&cache);
    ASSERT_FALSE(is_kept("two"));
    PASS();
}

TEST damage_is_noticed(void)
{
    struct qemu_cache cache = cache_of(program, "damage");
    char *bytes;
    size_t size;

    keep("damage");
    ASSERT(read_file(cache.path, &bytes, &size));
    for (size_t i = 0; i < size; i++) {
        write_file(cache.path, bytes, i);
        ASSERT_FALSE(is_kept("damage"));
        bytes[i] ^= 1;
        write_file(cache.path, bytes, size);
        ASSERT_FALSE(is_kept("damage"));
        bytes[i] ^= 1;
    }
    write_file(cache.path, bytes, size);
    ASSERT(is_kept("damage"));
    write_file(cache.path, bytes, size + 1); /* the NUL behind it */
    ASSERT_FALSE(is_kept("damage"));
    keep("damage");
    ASSERT(is_kept("damage"));
    free(bytes);
    qemu_cache_close(&cache);
    PASS();
}

TEST no_place_is_no_error(void)
{
    struct qemu_cache cache;

    setenv("XDG_CACHE_HOME", "/dev/null", true);
    keep("place");
    ASSERT_FALSE(is_kept("place"));
    setenv("XDG_CACHE_HOME", "relative", true);
    unsetenv("HOME");
    cache = cache_of(program, "place");
    ASSERT_EQ(NULL, cache.path);
    qemu_cache_close(&cache);
    setenv("XDG_CACHE_HOME", place, true);
    cache = cache_of(program, "place");
    ASSERT_EQ(0, mkdir(cache.path, 0700));
    keep("place");
    ASSERT_FALSE(is_kept("place"));
    qemu_cache_close(&cache);
    PASS();
}

TEST a_script_is_asked_each_time(void)
{
    struct qemu_cache cache;

    write_file(program, "#!/bin/sh\n", 10);
    cache = cache_of(program, "script");
    ASSERT_EQ(NULL, cache.path);
    cache = cache_of("/nonexistent", "script");
    ASSERT_EQ(NULL, cache.path);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    char *command;
    int status;

    GREATEST_MAIN_BEGIN();
    if (!mkdtemp(place))
        return 1;
    setenv("XDG_CACHE_HOME", place, true);
    program = heap_format("%s/program", place);
    write_program();
    RUN_TEST(an_answer_is_kept);
    RUN_TEST(it_is_of_one_program);
    RUN_TEST(an_answer_of_two_programs_is_of_none);
    RUN_TEST(damage_is_noticed);
    RUN_TEST(no_place_is_no_error);
    RUN_TEST(a_script_is_asked_each_time);
    free(program);
    command = heap_format("rm -r %s", place);
    status = system(command);
    free(command);
    if (status)
        return 1;
    GREATEST_MAIN_END();
}
