/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell: boots Xen with our two images and judges what the domU saw. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/command/command_line.h"
#include "harness/command/command_table.h"
#include "harness/command/commands.h"
#include "harness/support/heap.h"

/* The directory of this program: the images are beside it, the suites next to that. */
static char *own_directory(void)
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

    if (length < 0) {
        fprintf(stderr, "doorbell: /proc/self/exe: %s\n", strerror(errno));
        exit(EXIT_ERROR);
    }
    path[length] = '\0';
    *strrchr(path, '/') = '\0';
    return heap_copy(path);
}

static char *join(char **words)
{
    char *line = heap_copy(*words);

    while (*++words) {
        char *longer = heap_format("%s %s", line, *words);

        free(line);
        line = longer;
    }
    return line;
}

/* Wherever it stands among the options: that they are wrong must not make a commit bad. */
static bool is_bisect(char **words)
{
    while (*words && strcmp(*words, "bisect"))
        words++;
    return *words;
}

int main(int argc, char **argv)
{
    const bool bisects = is_bisect(argv);
    char *directory = own_directory();
    char *parent = heap_format("%s/../suites", directory);
    char *line = join(argv);
    struct options options;
    struct suites suites;
    int status = bisects ? BISECT_ABORT : EXIT_USAGE;

    switch (options_parse(argc, argv, commands, &options)) {
    case OPTIONS_ANSWERED:
        status = EXIT_OK;
        break;
    case OPTIONS_WRONG:
        break;
    case OPTIONS_RUN:
        options.line = line;
        if (!options.boot.sources.images)
            options.boot.sources.images = directory;
        options.suites = options.suites ? options.suites : parent;
        status = bisects ? BISECT_ABORT : EXIT_ERROR;
        if (suites_load(options.suites, options.expect, &suites)) {
            if (suites_check(&suites))
                status = options.command->run(&options, &suites);
            suites_free(&suites);
        }
        break;
    }
    free(line);
    free(parent);
    free(directory);
    return status;
}
