/* SPDX-License-Identifier: BSD-2-Clause */
/* What counts of a process's time: it sleeps, is stopped, computes, or waits for a CPU. */
#define _GNU_SOURCE 1
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/boot/budget.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

#define LOOKS   10
#define LOOK_US 100000
#define RIVALS  8
#define SECONDS (LOOKS * LOOK_US / 1e6)

/* All on one CPU, so that they are in each other's way. */
static void stay_here(void)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    if (sched_setaffinity(0, sizeof(one), &one))
        abort();
}

static void spin(void)
{
    for (volatile unsigned int i = 0;; i++)
        ;
}

static void rest(void)
{
    for (;;)
        pause();
}

static pid_t start(void (*run)(void))
{
    const pid_t pid = fork();

    if (!pid) {
        alarm(60);
        run();
    }
    return pid;
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static struct budget budget;

/* What SECONDS of @pid come to. */
static double used_of(pid_t pid)
{
    budget_start(&budget, pid);
    for (int i = 0; i < LOOKS; i++) {
        usleep(LOOK_US);
        budget_look(&budget);
    }
    return budget.used;
}

TEST sleep_counts(void)
{
    const pid_t pid = start(rest);
    const double used = used_of(pid);

    end(pid);
    ASSERT(used >= SECONDS * 0.8);
    ASSERT(budget.waited < SECONDS / 2);
    PASS();
}

TEST being_stopped_counts(void)
{
    const pid_t pid = start(spin);
    double used;

    kill(pid, SIGSTOP);
    waitpid(pid, NULL, WUNTRACED);
    used = used_of(pid);
    end(pid);
    ASSERT(used >= SECONDS * 0.8);
    PASS();
}

TEST waiting_for_a_cpu_does_not(void)
{
    pid_t rivals[RIVALS], pid;
    double used;

    stay_here();
    for (int i = 0; i < RIVALS; i++)
        rivals[i] = start(spin);
    pid = start(spin);
    used = used_of(pid);
    end(pid);
    for (int i = 0; i < RIVALS; i++)
        end(rivals[i]);
    ASSERT(used > 0);
    ASSERT(used < SECONDS / 2);
    if (access("/proc/self/schedstat", R_OK)) /* a kernel without it */
        PASS();
    ASSERT(budget.waited > SECONDS / 2);
    PASS();
}

TEST computing_counts(void)
{
    const pid_t pid = start(spin);

    /* However slow this host is: in the end it has had a tenth of a second. */
    budget_start(&budget, pid);
    while (budget.used < 0.1) {
        usleep(LOOK_US);
        budget_look(&budget);
    }
    end(pid);
    PASS();
}

TEST linux_takes_thrice_as_long(void)
{
    const struct scenario none = {.model = MODEL_BACKEND}, program = {.model = MODEL_PROGRAM},
                          guest = {.model = MODEL_BACKEND, .linux_guest = true};

    ASSERT_EQ(60, budget_limit(&none, 60));
    ASSERT_EQ(180, budget_limit(&program, 60));
    ASSERT_EQ(180, budget_limit(&guest, 60));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(sleep_counts);
    RUN_TEST(being_stopped_counts);
    RUN_TEST(computing_counts);
    RUN_TEST(waiting_for_a_cpu_does_not);
    RUN_TEST(linux_takes_thrice_as_long);
    GREATEST_MAIN_END();
}
