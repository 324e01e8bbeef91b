/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/support/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/support/interrupt.h"

#define TICK_MS 10

static bool is_executable(const char *path)
{
    struct stat info;

    return !stat(path, &info) && S_ISREG(info.st_mode) && !access(path, X_OK);
}

char *find_executable(const char *name)
{
    const char *directory = getenv("PATH");
    char *path;

    if (strchr(name, '/'))
        return is_executable(name) ? strdup(name) : NULL;
    while (directory && *directory) {
        const size_t length = strcspn(directory, ":");

        if (asprintf(&path, "%.*s/%s", (int)length, directory, name) < 0)
            return NULL;
        if (is_executable(path))
            return path;
        free(path);
        directory += length + (directory[length] == ':');
    }
    return NULL;
}

int memory_file(const void *data, size_t size)
{
    const int fd = memfd_create("doorbell", MFD_CLOEXEC);

    if (fd >= 0 && write(fd, data, size) != (ssize_t)size) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool inherit(const struct argv *argv)
{
    bool good = true;

    for (size_t i = 0; i < argv->file_count; i++)
        good = good && fcntl(argv->files[i], F_SETFD, 0) == 0;
    return good;
}

/* In the child: becomes the program, or tells errno over @report, which closes by itself on
 * success. */
static void __attribute__((noreturn))
become(const struct argv *argv, int input, int console, int report, pid_t parent)
{
    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && dup2(input, STDIN_FILENO) >= 0 &&
        dup2(console, STDOUT_FILENO) >= 0 && dup2(console, STDERR_FILENO) >= 0 && inherit(argv)) {
        if (getppid() != parent) /* it died before prctl(): nobody would end us */
            _exit(1);
        execv(argv->words[0], argv->words);
    }
    if (write(report, &(int){errno}, sizeof(int)) < 0)
        _exit(2);
    _exit(1);
}

static void close_pair(const int pair[2])
{
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0)
            close(pair[i]);
}

int process_start(const struct argv *argv, struct process *process)
{
    const pid_t parent = getpid();
    int console[2] = {-1, -1}, report[2] = {-1, -1}, input[2];
    int error = 0;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input))
        return errno;
    if (pipe2(console, O_CLOEXEC) || pipe2(report, O_CLOEXEC)) {
        error = errno;
        close_pair(input);
        close_pair(console);
        return error;
    }
    process->console = console[0];
    process->input = input[0];
    process->pid = fork();
    if (process->pid == 0)
        become(argv, input[1], console[1], report[1], parent);
    if (process->pid < 0)
        error = errno;
    close(input[1]);
    close(console[1]);
    close(report[1]);
    if (!error) {
        setpgid(process->pid, process->pid); /* whoever comes first: we may kill at once */
        if (read(report[0], &error, sizeof(error)) != sizeof(error))
            error = 0;
        if (error)
            process_kill(process);
    } else {
        close_pair((int[]){process->console, process->input});
    }
    close(report[0]);
    if (!error)
        fcntl(process->console, F_SETFL, O_NONBLOCK);
    return error;
}

bool process_type(const struct process *process, const char *text, size_t length)
{
    return send(process->input, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

bool process_ended(struct process *process, int *status)
{
    if (waitpid(process->pid, status, WNOHANG) != process->pid)
        return false;
    close_pair((int[]){process->console, process->input});
    return true;
}

void process_kill(struct process *process)
{
    kill(-process->pid, SIGKILL);
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close_pair((int[]){process->console, process->input});
}

bool process_capture(const struct argv *argv, int limit_ms, char *text, size_t size)
{
    struct process process;
    size_t used = 0;
    int status = process_start(argv, &process);

    text[0] = '\0';
    if (status) {
        snprintf(text, size, "%s", strerror(status));
        return false;
    }
    shutdown(process.input, SHUT_WR);
    for (int left = limit_ms; left > 0 && !interrupt_seen(); left -= TICK_MS) {
        struct pollfd console = {.fd = process.console, .events = POLLIN};

        if (poll(&console, 1, TICK_MS) == 1 && used + 1 < size) {
            const ssize_t count = read(process.console, text + used, size - 1 - used);

            used += count > 0 ? (size_t)count : 0;
            text[used] = '\0';
            if (count) /* else it has closed its outputs: it ends */
                continue;
        }
        if (process_ended(&process, &status)) {
            text[strcspn(text, "\n")] = '\0';
            return WIFEXITED(status) && !WEXITSTATUS(status);
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    process_kill(&process);
    snprintf(text, size, "it does not end within %d s", limit_ms / 1000);
    return false;
}
