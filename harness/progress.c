/* SPDX-License-Identifier: BSD-2-Clause */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LINE_MAX_LENGTH 200
#define COLUMNS_UNKNOWN 80

static bool can_rewrite(void)
{
    const char *terminal = getenv("TERM");

    return isatty(STDERR_FILENO) && terminal && *terminal && strcmp(terminal, "dumb");
}

void progress_init(struct progress *progress, size_t total, bool verbose)
{
    *progress = (struct progress){.live = !verbose && can_rewrite(), .total = total};
}

/* One less than the terminal's columns: a full line would wrap and could not be erased. */
static int width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 2)
        return COLUMNS_UNKNOWN - 1;
    return size.ws_col - 1;
}

void progress_begin(struct progress *progress, const char *scenario)
{
    progress->scenario = scenario;
    progress->index++;
    progress_phase(progress, "starting", 0);
}

void progress_phase(const struct progress *progress, const char *phase, double seconds)
{
    char line[LINE_MAX_LENGTH];

    if (!progress->live)
        return;
    snprintf(line, sizeof(line), "[%zu/%zu] %s: %s, %.1f s", progress->index, progress->total,
             progress->scenario, phase, seconds);
    fprintf(stderr, "\r\033[K%.*s", width(), line);
    fflush(stderr);
}

void progress_end(const struct progress *progress, const struct outcome *outcome)
{
    if (progress->live) {
        progress_clear(progress);
        return;
    }
    fprintf(stderr, "[%zu/%zu] %s: %s in %.2f s%s%s\n", progress->index, progress->total,
            progress->scenario, outcome_name(outcome), outcome->seconds,
            outcome->reason ? ": " : "", outcome->reason ? outcome->reason : "");
}

void progress_clear(const struct progress *progress)
{
    if (progress->live)
        fputs("\r\033[K", stderr);
}
