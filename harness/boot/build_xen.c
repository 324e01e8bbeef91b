/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/boot/build_xen.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/support/interrupt.h"

#define SAYS_IMPOSSIBLE 2 /* the script's exit status */

/* In a process group of its own, so that make and all its children can be ended. */
static pid_t start(const char *script, const char *source, const char *out)
{
    const pid_t child = fork();

    if (child == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execl(script, script, source, out, "debug", (char *)NULL);
        fprintf(stderr, "doorbell: %s: %s\n", script, strerror(errno));
        _exit(SAYS_IMPOSSIBLE);
    }
    if (child > 0)
        setpgid(child, child);
    else
        fprintf(stderr, "doorbell: %s: %s\n", script, strerror(errno));
    return child;
}

enum build build_xen(const char *script, const char *source, const char *out)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    const pid_t child = start(script, source, out);
    int status = -1;

    if (child < 0)
        return BUILD_IMPOSSIBLE;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (interrupt_seen())
            kill(-child, SIGTERM);
        nanosleep(&pause, NULL);
    }
    if (interrupt_seen())
        return BUILD_INTERRUPTED;
    if (WIFEXITED(status) && !WEXITSTATUS(status))
        return BUILD_DONE;
    return WIFEXITED(status) && WEXITSTATUS(status) == SAYS_IMPOSSIBLE ? BUILD_IMPOSSIBLE
                                                                       : BUILD_FAILED;
}
