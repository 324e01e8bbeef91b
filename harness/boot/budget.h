/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a boot has used of its time limits. While QEMU is ready to run, that is its CPU time; while
 * it sleeps or is stopped, time goes on as on the wall. So a host that is busy with other things
 * makes a boot slow, and never late.
 */
#ifndef HARNESS_BUDGET_H
#define HARNESS_BUDGET_H

#include <sys/types.h>

#include "harness/catalogue/scenario.h"

/* Never mind the CPU: after so many times a limit on the wall it is over, too. */
#define BUDGET_WALL 20
/* How many times the limit a boot with Linux may use. */
#define BUDGET_LINUX 3

struct budget {
    pid_t pid;
    double wall, cpu; /* when it was looked at last, seconds */
    double used;      /* seconds, at most those on the wall */
    double waited;    /* seconds in which its threads were ready and had no CPU; 0 if not known */
};

/* From now on, for the process @pid. */
void budget_start(struct budget *budget, pid_t pid);

/*
 * The limit of a boot of @scenario, in seconds, if @timeout is that of one without Linux: a Linux,
 * in dom0 or as the guest, takes longer to boot than all that our own images do.
 */
unsigned int budget_limit(const struct scenario *scenario, unsigned int timeout);

/* Brings .used up to date. To be called every tenth of a second or so: what QEMU does at the moment
 * counts for all the time since the last call. */
void budget_look(struct budget *budget);

#endif
