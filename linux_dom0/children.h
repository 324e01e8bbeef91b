/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that the agent runs: what they print comes as lines of its own, and so does their end.
 */
#ifndef LINUX_DOM0_CHILDREN_H
#define LINUX_DOM0_CHILDREN_H

#include <stdbool.h>

#define CHILDREN_MAX 8

enum child_end {
    END_IS_A_FAILURE, /* a crash if by a signal, else an error */
    END_IS_EXPECTED,
    END_MUST_BE_GOOD, /* a failure unless its status is 0 */
};

/* Starts @argv (ends with NULL) as child @number, which is called @name. Dies if it cannot. */
void child_start(unsigned int number, const char *name, char *const *argv);

/* What it means if @number ends from here on. */
void child_expect_end(unsigned int number, enum child_end end);

void child_signal(unsigned int number, int signal);

bool child_runs(unsigned int number);

/* Waits until @number has ended. Powers the host off if it is no success, which its line has said,
 * or dies if it takes more than @ms. */
void child_finish(unsigned int number, int ms);

/* Waits @ms, or until @fd (-1: none) can be read; takes what children print, and their ends. */
bool children_wait(int ms, int fd);

#endif
