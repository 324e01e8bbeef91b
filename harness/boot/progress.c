/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LINE_MAX_LENGTH 400
#define COLUMNS_UNKNOWN 80

static bool can_rewrite(void)
{
    const char *terminal = getenv("TERM");

    return isatty(STDERR_FILENO) && terminal && *terminal && strcmp(terminal, "dumb");
}

void progress_init(struct progress *progress, size_t total, bool verbose)
{
    *progress = (struct progress){
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .live = !verbose && can_rewrite(),
        .total = total,
    };
}

/* One less than the terminal's columns: a full line would wrap and could not be erased. */
static int width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 2)
        return COLUMNS_UNKNOWN - 1;
    return size.ws_col - 1;
}

/* The live line: "[3/24] trap: bg.words (4 of 71), 0.2 s | bus: Xen is booting, 0.0 s". */
static void show(const struct progress *progress)
{
    char line[LINE_MAX_LENGTH];
    size_t length;

    if (!progress->live)
        return;
    length = (size_t)snprintf(line, sizeof(line), "[%zu/%zu]", progress->judged, progress->total);
    for (size_t i = 0, shown = 0; i < PROGRESS_BOOTS && length < sizeof(line); i++) {
        const struct progress_boot *boot = &progress->boots[i];

        if (boot->scenario)
            length +=
                (size_t)snprintf(line + length, sizeof(line) - length, "%s %s: %s, %.1f s",
                                 shown++ ? " |" : "", boot->scenario, boot->phase, boot->seconds);
    }
    fprintf(stderr, "\r\033[K%.*s", width(), line);
    fflush(stderr);
}

static void set_phase(struct progress_boot *boot, const char *phase, double seconds)
{
    snprintf(boot->phase, sizeof(boot->phase), "%s", phase);
    boot->seconds = seconds;
    show(boot->progress);
}

struct progress_boot *progress_begin(struct progress *progress, const char *scenario)
{
    struct progress_boot *boot = progress->boots;

    pthread_mutex_lock(&progress->lock);
    while (boot->scenario)
        boot++;
    boot->progress = progress;
    boot->scenario = scenario;
    set_phase(boot, "starting", 0);
    pthread_mutex_unlock(&progress->lock);
    return boot;
}

void progress_phase(struct progress_boot *boot, const char *phase, double seconds)
{
    pthread_mutex_lock(&boot->progress->lock);
    set_phase(boot, phase, seconds);
    pthread_mutex_unlock(&boot->progress->lock);
}

void progress_end(struct progress_boot *boot, const struct outcome *outcome)
{
    struct progress *progress = boot->progress;

    pthread_mutex_lock(&progress->lock);
    if (outcome)
        progress->judged++;
    if (progress->live)
        fputs("\r\033[K", stderr);
    else if (outcome)
        fprintf(stderr, "[%zu/%zu] %s: %s in %.2f s%s%s\n", progress->judged, progress->total,
                boot->scenario, outcome_verdict_name(outcome), outcome->seconds,
                outcome->reason ? ": " : "", outcome->reason ? outcome->reason : "");
    boot->scenario = NULL;
    pthread_mutex_unlock(&progress->lock);
}
