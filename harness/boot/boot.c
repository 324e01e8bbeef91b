/* SPDX-License-Identifier: BSD-2-Clause */
#include "boot.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../heap.h"
#include "../interrupt.h"
#include "launch.h"
#include "lines.h"
#include "parts.h"

/* Once nothing more can follow, QEMU ends by itself within microseconds of its own time. */
#define MOMENT 3.0
/* How often the limits are looked at and the progress is shown: also the bound of every wait. */
#define TICK_MS 100
/* QEMU writes the console byte by byte: to wake up for each would cost a run a third of its time.
 */
#define GATHER_NS 3000000

struct boot {
    const struct options *options;
    struct machine machine;
    struct judge *judge;
    struct lines lines;
    FILE *log;                           /* NULL: not kept */
    int last_byte;                       /* of the console, for the log */
    bool done;                           /* the judge needs no more */
    double start, heard, shown, done_at; /* seconds */
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void take_line(void *arg, const char *line)
{
    struct boot *boot = arg;

    if (boot->options->verbose) {
        char *clean = heap_clean(line);

        fprintf(stderr, "%s\n", clean);
        free(clean);
    }
    if (judge_line(boot->judge, line) && !boot->done) {
        boot->done = true;
        boot->done_at = now();
    }
}

/* Waits for console output for at most a tick and takes it. False once the console is closed. */
static bool hear(struct boot *boot)
{
    struct pollfd console = {.fd = boot->machine.console, .events = POLLIN};
    const struct timespec gather = {.tv_nsec = GATHER_NS};
    char bytes[16384];
    ssize_t count;

    if (poll(&console, 1, TICK_MS) <= 0)
        return true;
    nanosleep(&gather, NULL);
    count = read(boot->machine.console, bytes, sizeof(bytes));
    if (count <= 0)
        return count < 0 && (errno == EAGAIN || errno == EINTR);
    boot->heard = now();
    boot->last_byte = bytes[count - 1];
    if (boot->log)
        fwrite(bytes, 1, (size_t)count, boot->log);
    lines_feed(&boot->lines, bytes, (size_t)count, take_line, boot);
    return true;
}

/* Whether a limit has passed; then says which in @ending and how long it was in @status. */
static bool is_over(const struct boot *boot, enum ending *ending, int *status)
{
    const int limit = (int)boot->options->timeout, silence = (limit + 5) / 6;
    const double time = now();

    *ending = ENDING_SILENT;
    *status = (int)MOMENT;
    if (boot->done && time - boot->done_at > MOMENT)
        return true;
    *status = silence;
    if (time - boot->heard > silence)
        return true;
    *ending = ENDING_TIMEOUT;
    *status = limit;
    return time - boot->start > limit;
}

static void show(struct boot *boot, struct progress_boot *progress)
{
    const double time = now();

    if (time - boot->shown < TICK_MS / 1e3)
        return;
    boot->shown = time;
    progress_phase(progress, judge_phase(boot->judge), time - boot->start);
}

/* Follows the console until QEMU ends or must be ended. */
static enum ending follow(struct boot *boot, struct progress_boot *progress, int *status)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    enum ending ending = ENDING_TIMEOUT;
    bool open = true;

    for (;;) {
        if (open)
            open = hear(boot);
        if (!open) {
            if (launch_ended(&boot->machine, &ending, status))
                return ending;
            nanosleep(&pause, NULL);
        }
        if (interrupt_seen() || is_over(boot, &ending, status)) {
            launch_kill(&boot->machine);
            return ending;
        }
        show(boot, progress);
    }
}

static bool open_log(struct boot *boot, const char *directory, const char *scenario)
{
    char *path;

    if (!directory)
        return true;
    mkdir(directory, 0777); /* that it failed shows below */
    path = heap_format("%s/%s.log", directory, scenario);
    boot->log = fopen(path, "we");
    if (!boot->log)
        fprintf(stderr, "doorbell: %s: %s\n", path, strerror(errno));
    free(path);
    return boot->log != NULL;
}

/* Ends the log with what `doorbell judge` cannot see there. */
static bool close_log(struct boot *boot, enum ending ending, int status)
{
    char line[80];
    bool failed;

    if (!boot->log)
        return true;
    judge_ending_line(line, sizeof(line), ending, status);
    fprintf(boot->log, "%s%s\n", boot->last_byte == '\n' ? "" : "\n", line);
    failed = ferror(boot->log);
    failed |= fclose(boot->log) != 0;
    if (failed)
        fprintf(stderr, "doorbell: the console could not be kept: %s\n", strerror(errno));
    return !failed;
}

static enum ending launch(struct boot *boot, const struct scenario *scenario,
                          const struct parts *parts, struct progress_boot *progress, int *status)
{
    const struct launch launch = {
        .qemu = boot->options->qemu,
        .cpu = scenario->cpu,
        .gic = scenario->gic,
        .pcpus = scenario->pcpus,
        .wall = scenario->wall,
        .xen = parts->xen.fd,
        .backend = parts->backend.fd,
        .guest = parts->guest.fd,
        .host_dt = launch_file(parts->host_dt.blob, parts->host_dt.size),
        .partial_dt = launch_file(parts->partial_dt.blob, parts->partial_dt.size),
    };
    enum ending ending = ENDING_LAUNCH;

    *status = errno;
    if (launch.host_dt >= 0 && launch.partial_dt >= 0) {
        boot->start = boot->heard = now();
        *status = launch_start(&launch, &boot->machine);
        if (!*status) {
            ending = follow(boot, progress, status);
            lines_end(&boot->lines, take_line, boot);
        }
    }
    close(launch.host_dt);
    close(launch.partial_dt);
    return ending;
}

struct outcome *boot_run(const struct options *options, const struct scenario *scenario,
                         const struct expectations *expectations, struct progress_boot *progress)
{
    struct boot boot = {.options = options, .last_byte = '\n'};
    struct outcome *outcome = NULL;
    struct parts parts;
    enum ending ending;
    int status;

    if (!parts_open(options, scenario, &parts))
        return NULL;
    if (open_log(&boot, options->keep_log, scenario->name)) {
        boot.judge = judge_new(scenario, options_select(options), expectations);
        boot.start = now();
        ending = launch(&boot, scenario, &parts, progress, &status);
        outcome = judge_finish(boot.judge, ending, status);
        outcome->seconds = now() - boot.start;
        if (!close_log(&boot, ending, status) || interrupt_seen()) {
            outcome_free(outcome);
            outcome = NULL;
        }
    }
    parts_free(&parts);
    return outcome;
}
