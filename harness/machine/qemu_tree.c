/* SPDX-License-Identifier: BSD-2-Clause */
/* What QEMU says of itself before it boots anything: its version, and the tree of its board. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/boot/launch.h"
#include "harness/machine/plain_dt.h"
#include "harness/machine/qemu_plain.h"
#include "harness/machine/qemu_version.h"
#include "harness/support/heap.h"
#include "harness/support/interrupt.h"

/* What this was written for and tried on: Debian 12's. */
#define MAJOR_LEAST 7
#define MINOR_LEAST 2

#define LIMIT_MS 10000
#define TICK_MS  10
#define TREE_MAX (4u << 20)

/* The version's numbers alone, to free(); NULL after one line on stderr. */
static char *usable_version(const char *qemu)
{
    char *text = qemu_version(qemu);
    unsigned int major, minor;
    bool good = false;

    if (!text || sscanf(text, "%u.%u", &major, &minor) != 2)
        fprintf(stderr, "doorbell: %s --version names no version of QEMU\n", qemu);
    else if (major < MAJOR_LEAST || (major == MAJOR_LEAST && minor < MINOR_LEAST))
        fprintf(stderr, "doorbell: QEMU %u.%u is too old to run without Xen: %d.%d or newer\n",
                major, minor, MAJOR_LEAST, MINOR_LEAST);
    else
        good = true;
    if (good) {
        text[strcspn(text, " ")] = '\0';
        return text;
    }
    free(text);
    return NULL;
}

/* Runs @program to its end, at most LIMIT_MS; keeps in @said what it printed. */
static bool run(const struct program *program, char *said, size_t size)
{
    enum ending ending = ENDING_LAUNCH;
    struct machine machine;
    size_t used = 0;
    int status = launch_start(program, &machine);

    if (status) {
        snprintf(said, size, "%s", strerror(status));
        return false;
    }
    for (int left = LIMIT_MS; left > 0 && !interrupt_seen(); left -= TICK_MS) {
        struct pollfd console = {.fd = machine.console, .events = POLLIN};

        if (poll(&console, 1, TICK_MS) == 1 && used + 1 < size) {
            const ssize_t count = read(machine.console, said + used, size - 1 - used);

            used += count > 0 ? (size_t)count : 0;
            said[used] = '\0';
            if (count) /* else it has closed its outputs: it ends */
                continue;
        }
        if (launch_ended(&machine, &ending, &status)) {
            said[strcspn(said, "\n")] = '\0';
            return ending == ENDING_EXIT && !status;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    launch_kill(&machine);
    snprintf(said, size, "it does not end within %d s", LIMIT_MS / 1000);
    return false;
}

static void *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "re");
    char *bytes = heap_zero(1, TREE_MAX);

    *size = file ? fread(bytes, 1, TREE_MAX, file) : 0;
    if (file)
        fclose(file);
    return bytes;
}

/* QEMU writes the tree to a file of a name, by way of another: both in a folder of their own. */
static void *dump(const char *qemu, const struct scenario *scenario, size_t *size)
{
    const char *place = getenv("TMPDIR");
    char *folder = heap_format("%s/doorbell.XXXXXX", place && *place ? place : "/tmp");
    struct program program = {0};
    char *path, said[256];
    void *own = NULL;

    if (!mkdtemp(folder)) {
        fprintf(stderr, "doorbell: %s: %s\n", folder, strerror(errno));
        free(folder);
        return NULL;
    }
    path = heap_format("%s/tree", folder);
    qemu_plain_dump(qemu, scenario, path, &program);
    if (run(&program, said, sizeof(said)))
        own = read_all(path, size);
    else
        fprintf(stderr, "doorbell: %s makes no device tree: %s\n", qemu, said);
    unlink(path);
    rmdir(folder);
    program_free(&program);
    free(path);
    free(folder);
    return own;
}

static bool break_tree(void *blob, enum plain_fault fault)
{
    switch (fault) {
    case PLAIN_PINS_ELSEWHERE:
        return plain_dt_break_pins(blob);
    case PLAIN_WINDOW_ELSEWHERE:
        return plain_dt_break_window(blob);
    default:
        return true;
    }
}

bool qemu_plain_tree(const char *qemu, const struct scenario *scenario, const char *const *select,
                     enum plain_fault fault, struct tree *out)
{
    char *version = usable_version(qemu);
    size_t size = 0;
    void *own = version ? dump(qemu, scenario, &size) : NULL;

    out->blob = own ? plain_dt(own, size, scenario, select, version, &out->size) : NULL;
    if (out->blob && !break_tree(out->blob, fault)) {
        fputs("doorbell: QEMU's device tree has nothing that this fault could break\n", stderr);
        free(out->blob);
        out->blob = NULL;
    }
    free(own);
    free(version);
    return out->blob != NULL;
}
