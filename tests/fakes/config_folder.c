/* SPDX-License-Identifier: BSD-2-Clause */
#define DOORBELL_CATALOGUE
#define _GNU_SOURCE 1
#include "tests/fakes/config_folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/test.h"
#include "tests/fakes/capture.h"

TEST(bg, narrow, .rule = "BG-02", TITLE("narrow loads return the low bits"), .bus = BUS_EMPTY)
{
}
TEST(bg, wide, .rule = "BG-02", TITLE("wide loads return both halves"), .bus = BUS_SERVED)
{
}
TEST(ecam, late, .rule = "ECAM-07", TITLE("appears once"), .bus = BUS_ARRIVES)
{
}
TEST(int, intx, .rule = "INT-01", TITLE("arrives"), .bus = BUS_SERVED)
{
}
/* By another file, as it were: C itself refuses two of one name in one file. */
static const struct test again __attribute__((used, section("doorbell_tests"), aligned(8))) = {
    .group = "int", .name = "intx", .rule = "INT-01", .bus = BUS_SERVED};

const char *config_heard = "";
static char folder[] = "/tmp/doorbell-test-XXXXXX";

bool config_folder_enter(void)
{
    if (mkdtemp(folder) && !chdir(folder) && !mkdir("suites", 0700) && !mkdir("suites/bg", 0700) &&
        !mkdir("suites/ecam", 0700))
        return true;
    perror(folder);
    return false;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

void config_folder_leave(void)
{
    if (nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS))
        perror(folder);
}

void config_write(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    if (!file || fputs(text, file) < 0 || fclose(file))
        abort();
}

bool config_load_rules(struct rules *rules)
{
    bool good;

    capture_start(STDERR_FILENO);
    good = rules_load("suites", rules);
    config_heard = capture_end();
    return good;
}

bool config_load_expectations(const char *name, const char *text, struct expectations *expectations)
{
    bool good;

    config_write(name, text);
    capture_start(STDERR_FILENO);
    good = expectations_load(name, expectations);
    config_heard = capture_end();
    return good;
}
