/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/boot/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_executable(const char *path)
{
    struct stat info;

    return !stat(path, &info) && S_ISREG(info.st_mode) && !access(path, X_OK);
}

char *launch_find(const char *name)
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

int launch_file(const void *data, size_t size)
{
    const int fd = memfd_create("doorbell", MFD_CLOEXEC);

    if (fd >= 0 && write(fd, data, size) != (ssize_t)size) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool inherit(const struct program *program)
{
    bool good = true;

    for (size_t i = 0; i < program->file_count; i++)
        good = good && fcntl(program->files[i], F_SETFD, 0) == 0;
    return good;
}

/* In the child: becomes the program, or tells errno over @report, which closes by itself on
 * success. */
static void __attribute__((noreturn))
become(const struct program *program, int console, int report, pid_t parent)
{
    const int null = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
        dup2(console, STDOUT_FILENO) >= 0 && dup2(console, STDERR_FILENO) >= 0 &&
        inherit(program)) {
        if (getppid() != parent) /* it died before prctl(): nobody would end us */
            _exit(1);
        execv(program->words[0], program->words);
    }
    if (write(report, &(int){errno}, sizeof(int)) < 0)
        _exit(2);
    _exit(1);
}

int launch_start(const struct program *program, struct machine *machine)
{
    const pid_t parent = getpid();
    int console[2], report[2];
    int error = 0;

    if (pipe2(console, O_CLOEXEC))
        return errno;
    if (pipe2(report, O_CLOEXEC)) {
        error = errno;
        close(console[0]);
        close(console[1]);
        return error;
    }
    machine->console = console[0];
    machine->pid = fork();
    if (machine->pid == 0)
        become(program, console[1], report[1], parent);
    if (machine->pid < 0)
        error = errno;
    close(console[1]);
    close(report[1]);
    if (!error) {
        setpgid(machine->pid, machine->pid); /* whoever comes first: we may kill at once */
        if (read(report[0], &error, sizeof(error)) != sizeof(error))
            error = 0;
        if (error)
            launch_kill(machine);
    } else {
        close(machine->console);
    }
    close(report[0]);
    if (!error)
        fcntl(machine->console, F_SETFL, O_NONBLOCK);
    return error;
}

bool launch_ended(struct machine *machine, enum ending *ending, int *status)
{
    int result;

    if (waitpid(machine->pid, &result, WNOHANG) != machine->pid)
        return false;
    *ending = WIFSIGNALED(result) ? ENDING_SIGNAL : ENDING_EXIT;
    *status = WIFSIGNALED(result) ? WTERMSIG(result) : WEXITSTATUS(result);
    close(machine->console);
    return true;
}

void launch_kill(struct machine *machine)
{
    kill(-machine->pid, SIGKILL);
    while (waitpid(machine->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close(machine->console);
}
