/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU, or what goes with it, as a child process. */
#ifndef HARNESS_LAUNCH_H
#define HARNESS_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "harness/judge/judge.h"
#include "harness/machine/program.h"

struct machine {
    pid_t pid;   /* leader of its own process group */
    int console; /* what the program says on both outputs; non-blocking */
};

/* The path of @name (a path, or looked up in $PATH) if it can be executed, to free(); else NULL. */
char *launch_find(const char *name);

/* An anonymous file that holds @size bytes at @data, or -1 with errno. */
int launch_file(const void *data, size_t size);

/* Starts @program. Returns 0 or an errno. The machine dies with this thread and its process. */
int launch_start(const struct program *program, struct machine *machine);

/*
 * Whether it has ended by itself; then @ending is ENDING_EXIT or ENDING_SIGNAL with its @status,
 * and the machine is gone.
 */
bool launch_ended(struct machine *machine, enum ending *ending, int *status);

/* Kills what is left of it, stopped or not. */
void launch_kill(struct machine *machine);

#endif
