/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a boot has used of its time limits. While QEMU is ready to run, that is its CPU time; while
 * it sleeps or is stopped, time goes on as on the wall. So a host that is busy with other things
 * makes a boot slow, and never late.
 */
#ifndef HARNESS_BUDGET_H
#define HARNESS_BUDGET_H

#include <sys/types.h>

/* Never mind the CPU: after so many times a limit on the wall it is over, too. */
#define BUDGET_WALL 20

struct budget {
    pid_t pid;
    double wall, cpu; /* when it was looked at last, seconds */
    double used;      /* seconds, at most those on the wall */
    double waited;    /* seconds in which its threads were ready and had no CPU; 0 if not known */
};

/* From now on, for the process @pid. */
void budget_start(struct budget *budget, pid_t pid);

/* Brings .used up to date. To be called every tenth of a second or so: what QEMU does at the moment
 * counts for all the time since the last call. */
void budget_look(struct budget *budget);

#endif
