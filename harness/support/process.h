/* SPDX-License-Identifier: BSD-2-Clause */
/* A child process whose console we read: QEMU, or what goes with it. */
#ifndef HARNESS_PROCESS_H
#define HARNESS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "harness/support/argv.h"

struct process {
    pid_t pid;   /* leader of its own process group */
    int console; /* what it prints on both outputs; non-blocking */
    int input;   /* what it reads: a socket */
};

/* The path of @name (a path, or looked up in $PATH) if it can be executed, to free(); else NULL. */
char *find_executable(const char *name);

/* An anonymous file that holds @size bytes at @data, or -1 with errno. */
int memory_file(const void *data, size_t size);

/* Starts @argv. Returns 0 or an errno. The process dies with this thread and its process. */
int process_start(const struct argv *argv, struct process *process);

/* Sends it @length bytes on its input. False if it does not take them all at once. */
bool process_type(const struct process *process, const char *text, size_t length);

/* Whether it has ended by itself; then @status is waitpid()'s and everything is released. */
bool process_ended(struct process *process, int *status);

/* Kills its process group, stopped or not, and releases everything. */
void process_kill(struct process *process);

/*
 * Runs @argv to its end, for at most @limit_ms, and keeps the first line that it prints in @text
 * (@size bytes, NUL included). False if it did not exit with status 0; @text then says why not.
 */
bool process_capture(const struct argv *argv, int limit_ms, char *text, size_t size);

#endif
