/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/machine/qemu_version.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/support/heap.h"

#define LIMIT_MS 5000
#define LEADER   "QEMU emulator version "

static pid_t ask(const char *qemu, int out)
{
    const pid_t pid = fork();

    if (pid == 0) {
        if (dup2(out, STDOUT_FILENO) >= 0)
            execl(qemu, "qemu-system-aarch64", "--version", (char *)NULL);
        _exit(1);
    }
    return pid;
}

/* Up to @size - 1 bytes, until @in is closed or silent for too long. */
static void read_answer(int in, char *text, size_t size)
{
    struct pollfd answer = {.fd = in, .events = POLLIN};
    size_t used = 0;
    ssize_t count = 1;

    while (count > 0 && used + 1 < size && poll(&answer, 1, LIMIT_MS) == 1) {
        count = read(in, text + used, size - 1 - used);
        used += count > 0 ? (size_t)count : 0;
    }
    text[used] = '\0';
}

char *qemu_version(const char *qemu)
{
    char text[256] = "";
    int answer[2];
    pid_t pid;

    if (pipe2(answer, O_CLOEXEC))
        return NULL;
    pid = ask(qemu, answer[1]);
    close(answer[1]);
    if (pid > 0) {
        read_answer(answer[0], text, sizeof(text));
        kill(pid, SIGKILL); /* it has ended, or never will */
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(answer[0]);
    if (strncmp(text, LEADER, strlen(LEADER)))
        return NULL;
    text[strcspn(text, "\n")] = '\0';
    return heap_clean(text + strlen(LEADER));
}
