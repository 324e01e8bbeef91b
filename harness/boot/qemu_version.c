/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "qemu_version.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../heap.h"

#define LIMIT_MS 5000

char *qemu_version(const char *qemu)
{
    char line[200];
    ssize_t length = 0;
    int said[2];
    pid_t child;

    if (pipe2(said, O_CLOEXEC))
        return NULL;
    child = fork();
    if (child == 0) {
        if (dup2(said[1], STDOUT_FILENO) >= 0)
            execl(qemu, qemu, "--version", (char *)NULL);
        _exit(1);
    }
    close(said[1]);
    if (child > 0) {
        if (poll(&(struct pollfd){.fd = said[0], .events = POLLIN}, 1, LIMIT_MS) > 0)
            length = read(said[0], line, sizeof(line) - 1);
        kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(said[0]);
    if (length <= 0)
        return NULL;
    line[length] = '\0';
    return heap_clean(line);
}
