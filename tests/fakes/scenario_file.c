/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/scenario_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/fakes/capture.h"

struct scenarios scenarios;
const char *said;
static char path[] = "/tmp/test_scenario.XXXXXX";

bool scenario_file_create(void)
{
    const int fd = mkstemp(path);

    return fd >= 0 && !close(fd);
}

void scenario_file_remove(void)
{
    unlink(path);
}

const char *scenario_file_path(void)
{
    return path;
}

bool load(const char *content)
{
    FILE *file = fopen(path, "w");
    bool ok;

    if (!file || fputs(content, file) < 0 || fclose(file))
        abort();
    capture_start(2);
    ok = scenarios_load(path, &scenarios);
    said = capture_end();
    return ok;
}

void scenario_file_release(void *arg)
{
    (void)arg;
    scenarios_free(&scenarios);
}

bool load_one(const char *more)
{
    char content[2000];

    snprintf(content, sizeof(content),
             "scenarios = ( {\nname = \"one\";\ntitle = \"t\";\n%s\n} );\n", more);
    return load(content);
}
