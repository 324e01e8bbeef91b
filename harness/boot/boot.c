/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/boot.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/boot/bare_machine.h"
#include "harness/boot/budget.h"
#include "harness/boot/lines.h"
#include "harness/machine/qemu_args.h"
#include "harness/support/heap.h"
#include "harness/support/interrupt.h"
#include "harness/support/process.h"

/* Once nothing more can follow, QEMU ends by itself within microseconds of its own time. */
#define MOMENT 3.0
/* How often the limits are looked at and the progress is shown: also the bound of every wait. */
#define TICK_MS 100
/* QEMU writes the console byte by byte: to wake up for each would cost a run a third of its time.
 */
#define GATHER_NS 3000000

struct boot {
    const struct boot_config *config;
    struct process qemu;
    struct bare_machine *bare; /* what a machine without Xen needs; NULL with Xen */
    struct judge *judge;
    struct lines lines;
    FILE *log;                                 /* NULL: not kept */
    int last_byte;                             /* of the console, for the log */
    unsigned int typed;                        /* characters for the domU */
    bool done;                                 /* the judge needs no more */
    double start, last_output, shown, done_at; /* seconds */
    unsigned int limit;                        /* seconds */
    struct budget budget;
    double used_at_output, used_at_done; /* of the budget */
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/*
 * Types @count characters: letters in order, a to z and again. What is typed goes to dom0 until
 * Xen's switch has been typed; from then on it is the domU's.
 */
static void type(struct boot *boot, unsigned int count)
{
    static const char to_domu[] = "\001\001\001";
    char text[ASK_TYPE_MAX];

    if (!boot->typed)
        process_type(&boot->qemu, to_domu, strlen(to_domu));
    for (unsigned int i = 0; i < count; i++)
        text[i] = (char)('a' + boot->typed++ % 26);
    process_type(&boot->qemu, text, count);
}

static void take_line(void *arg, const char *line)
{
    struct boot *boot = arg;
    uint64_t number = 0;
    enum ask ask;
    bool done;

    if (boot->config->verbose) {
        char *clean = heap_clean(line);

        fprintf(stderr, "%s\n", clean);
        free(clean);
    }
    done = judge_line(boot->judge, line);
    ask = judge_asked(boot->judge, &number);
    if (boot->bare)
        bare_ask(boot->bare, ask, number);
    if (ask == ASK_TYPE)
        type(boot, (unsigned int)number);
    if (done && !boot->done) {
        boot->done = true;
        boot->done_at = now();
        boot->used_at_done = boot->budget.used;
    }
}

/* Waits for console output for at most a tick and takes it. False once the console is closed. */
static bool read_console(struct boot *boot)
{
    struct pollfd ends[] = {
        {.fd = boot->qemu.console, .events = POLLIN},
        {.fd = boot->bare ? bare_monitor(boot->bare) : -1, .events = POLLIN},
    };
    const struct timespec gather = {.tv_nsec = GATHER_NS};
    char bytes[16384];
    ssize_t count;

    if (poll(ends, 2, TICK_MS) <= 0 || !ends[0].revents)
        return true;
    if (ends[1].fd < 0) /* else the guest may be waiting for what it asked */
        nanosleep(&gather, NULL);
    count = read(boot->qemu.console, bytes, sizeof(bytes));
    if (count <= 0)
        return count < 0 && (errno == EAGAIN || errno == EINTR);
    boot->last_output = now();
    boot->used_at_output = boot->budget.used;
    boot->last_byte = bytes[count - 1];
    if (boot->log)
        fwrite(bytes, 1, (size_t)count, boot->log);
    lines_feed(&boot->lines, bytes, (size_t)count, take_line, boot);
    return true;
}

/* What processes beside QEMU have said goes between two lines of the console. */
static void take_said(struct boot *boot)
{
    const char *line;

    while (boot->bare && boot->last_byte == '\n' && (line = bare_line(boot->bare))) {
        if (boot->log)
            fprintf(boot->log, "%s\n", line);
        take_line(boot, line);
    }
}

/* A line of our own on the console, so that a recorded one is judged like this. */
static void add_line(struct boot *boot, const struct bare_failure *trouble)
{
    char *line =
        heap_format("%s%s: %s", JUDGE_HARNESS, trouble->crash ? "crash" : "error", trouble->text);

    lines_end(&boot->lines, take_line, boot);
    if (boot->log)
        fprintf(boot->log, "%s%s\n", boot->last_byte == '\n' ? "" : "\n", line);
    boot->last_byte = '\n';
    take_line(boot, line);
    free(line);
}

/* Whether @limit, in seconds, has passed since @wall and @used. */
static bool is_past(const struct boot *boot, double limit, double wall, double used)
{
    return boot->budget.used - used > limit || now() - wall > BUDGET_WALL * limit;
}

/* Whether a limit has passed; then says which in @ending and how long it was in @status. */
static bool is_over(const struct boot *boot, enum ending *ending, int *status)
{
    const int limit = (int)boot->limit, silence = (limit + 5) / 6;

    *ending = ENDING_SILENT;
    *status = (int)MOMENT;
    if (boot->done && is_past(boot, MOMENT, boot->done_at, boot->used_at_done))
        return true;
    *status = silence;
    if (is_past(boot, silence, boot->last_output, boot->used_at_output))
        return true;
    *ending = ENDING_TIMEOUT;
    *status = limit;
    return is_past(boot, limit, boot->start, 0);
}

/* Once a tick: brings the budget up to date and shows how far the boot is. */
static void tick(struct boot *boot, struct progress_boot *progress)
{
    const double time = now();

    if (time - boot->shown < TICK_MS / 1e3)
        return;
    boot->shown = time;
    budget_look(&boot->budget);
    progress_phase(progress, judge_phase(boot->judge), time - boot->start);
}

/* What waitpid() says of QEMU, for the judge. */
static enum ending ending_of(int *status)
{
    const bool signalled = WIFSIGNALED(*status);

    *status = signalled ? WTERMSIG(*status) : WEXITSTATUS(*status);
    return signalled ? ENDING_SIGNAL : ENDING_EXIT;
}

/* Follows the console until QEMU ends or must be ended. */
static enum ending follow(struct boot *boot, struct progress_boot *progress, int *status)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    enum ending ending = ENDING_TIMEOUT;
    struct bare_failure trouble;
    bool open = true;

    for (;;) {
        if (open)
            open = read_console(boot);
        if (!open) {
            if (process_ended(&boot->qemu, status)) {
                ending = ending_of(status);
                if (boot->bare && !bare_poll_last(boot->bare, *status, boot->done, &trouble))
                    add_line(boot, &trouble);
                take_said(boot);
                return ending;
            }
            nanosleep(&pause, NULL);
        }
        if (boot->bare && !bare_poll(boot->bare, &trouble)) {
            process_kill(&boot->qemu);
            add_line(boot, &trouble);
            *status = 0;
            return ENDING_STOPPED;
        }
        take_said(boot);
        if (interrupt_seen() || is_over(boot, &ending, status)) {
            process_kill(&boot->qemu);
            return ending;
        }
        tick(boot, progress);
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

/* Starts Xen, or rather QEMU with it. Returns 0 or an errno. */
static int start_xen(struct boot *boot, const struct scenario *scenario,
                     const struct boot_files *files)
{
    const bool by_dom0 = scenario_is_made_late(scenario);
    const int domains = by_dom0 ? memory_file(files->domains.data, files->domains.size) : -1;
    const struct qemu_xen_fds fds = {
        .xen = files->xen.fd,
        .backend = files->backend.fd,
        .guest = scenario->by_domctl ? domains : files->guest.fd,
        .initramfs = files->initramfs.fd,
        .root = files->root.fd,
        .dom0_initramfs = scenario->by_xl ? domains : files->dom0_initramfs.fd,
        .host_dt = memory_file(files->host_dt.data, files->host_dt.size),
        .partial_dt = memory_file(files->partial_dt.data, files->partial_dt.size),
    };
    struct argv argv = {0};
    int error = errno;

    if (fds.host_dt >= 0 && fds.partial_dt >= 0 && (!by_dom0 || domains >= 0)) {
        qemu_xen(boot->config->sources.qemu, scenario, &fds, &argv);
        error = process_start(&argv, &boot->qemu);
        argv_free(&argv);
    }
    close(fds.host_dt);
    close(fds.partial_dt);
    if (by_dom0)
        close(domains);
    return error;
}

/*
 * Starts the guest on plain QEMU, with what goes with it: what of that fails is said here. Returns
 * 0 or QEMU's errno; nothing runs if it is not 0 or @ready is false.
 */
static int start_bare(struct boot *boot, const struct scenario *scenario,
                      const struct boot_files *files, bool *ready)
{
    struct argv argv = {0};
    struct bare_failure trouble;
    int error = 0;

    *ready = bare_start(boot->bare, &boot->config->sources, scenario, files, &argv, &trouble);
    if (*ready) {
        error = process_start(&argv, &boot->qemu);
        bare_started(boot->bare);
    } else {
        add_line(boot, &trouble);
    }
    argv_free(&argv);
    if (!*ready || error)
        bare_stop(boot->bare);
    return error;
}

static enum ending launch(struct boot *boot, const struct scenario *scenario,
                          const struct boot_files *files, struct progress_boot *progress,
                          int *status)
{
    enum ending ending;
    bool ready = true;

    boot->start = boot->last_output = now();
    *status =
        boot->bare ? start_bare(boot, scenario, files, &ready) : start_xen(boot, scenario, files);
    if (*status || !ready)
        return *status ? ENDING_LAUNCH : ENDING_STOPPED;
    budget_start(&boot->budget, boot->qemu.pid);
    ending = follow(boot, progress, status);
    lines_end(&boot->lines, take_line, boot);
    if (boot->bare)
        bare_stop(boot->bare);
    return ending;
}

struct outcome *boot_run(const struct boot_config *config, const struct scenario *scenario,
                         const struct boot_files *files, const struct expectations *expectations,
                         struct progress_boot *progress)
{
    struct bare_machine bare = {0};
    struct boot boot = {
        .config = config,
        .limit = budget_limit(scenario, config->timeout),
        .bare = scenario->bare ? &bare : NULL,
        .last_byte = '\n',
    };
    struct outcome *outcome;
    enum ending ending;
    int status;

    if (!open_log(&boot, config->keep_log, scenario->name))
        return NULL;
    boot.judge = judge_new(scenario, config->sources.select, expectations);
    boot.start = now();
    ending = launch(&boot, scenario, files, progress, &status);
    outcome = judge_finish(boot.judge, ending, status);
    outcome->seconds = now() - boot.start;
    outcome->waited = boot.budget.waited;
    if (close_log(&boot, ending, status) && !interrupt_seen())
        return outcome;
    outcome_free(outcome);
    return NULL;
}
