/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/budget.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct thread_load {
    bool ready;         /* a thread runs, or waits for a CPU or a disk */
    double cpu, waited; /* seconds */
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* proc_pid_stat(5): the state and, eleven fields on, user and system time. The name before them may
 * hold anything. */
static void add_thread(const char *path, struct thread_load *load)
{
    FILE *file = fopen(path, "re");
    unsigned long user, system;
    char text[512], state;
    size_t length;
    char *rest;

    if (!file) /* it has ended */
        return;
    length = fread(text, 1, sizeof(text) - 1, file);
    text[length] = '\0';
    fclose(file);
    rest = strrchr(text, ')');
    if (!rest || sscanf(rest + 1, " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &state,
                        &user, &system) != 3)
        return;
    load->ready |= state == 'R' || state == 'D';
    load->cpu += (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* The second of three numbers: how long it waited for a CPU, in ns. */
static void add_wait(const char *path, struct thread_load *load)
{
    FILE *file = fopen(path, "re");
    unsigned long long waited;

    if (file && fscanf(file, "%*u %llu", &waited) == 1)
        load->waited += (double)waited / 1e9;
    if (file)
        fclose(file);
}

static struct thread_load load_of(pid_t pid)
{
    struct thread_load load = {0};
    char path[300];
    DIR *threads;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    threads = opendir(path);
    for (struct dirent *entry; threads && (entry = readdir(threads));)
        if (isdigit((unsigned char)entry->d_name[0])) {
            snprintf(path, sizeof(path), "/proc/%d/task/%s/stat", (int)pid, entry->d_name);
            add_thread(path, &load);
            snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)pid, entry->d_name);
            add_wait(path, &load);
        }
    if (threads)
        closedir(threads);
    return load;
}

void budget_start(struct budget *budget, pid_t pid)
{
    *budget = (struct budget){.pid = pid, .wall = now(), .cpu = load_of(pid).cpu};
}

void budget_look(struct budget *budget)
{
    const struct thread_load load = load_of(budget->pid);
    const double wall = now(), passed = wall - budget->wall, worked = load.cpu - budget->cpu;

    budget->wall = wall;
    budget->cpu = load.cpu;
    if (load.waited > budget->waited) /* a thread that has ended takes its own with it */
        budget->waited = load.waited;
    if (!load.ready || worked > passed)
        budget->used += passed;
    else if (worked > 0) /* a thread that has ended takes its time with it */
        budget->used += worked;
}

unsigned int budget_limit(const struct scenario *scenario, unsigned int timeout)
{
    return scenario_has_linux(scenario) ? BUDGET_LINUX * timeout : timeout;
}
