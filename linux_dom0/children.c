/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* pipe2 */
#include "linux_dom0/children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "linux_dom0/dom0_log.h"

#define LINE    300
#define NAME    16
#define TICK_MS 5

static struct child {
    char name[NAME];
    pid_t pid; /* 0: does not run */
    int output;
    int status; /* how the last one ended, as of waitpid() */
    enum child_end end;
    char line[LINE]; /* what has come of the next one */
    size_t length;
    char last[LINE];  /* the last whole one */
    char error[LINE]; /* the first that names an error; what follows is often a consequence */
} children[CHILDREN_MAX];

static struct child *child_of(unsigned int number)
{
    if (number < CHILDREN_MAX)
        return &children[number];
    errno = EINVAL;
    die("there is no child %u", number);
}

/* Of which nothing comes, not even its end, with which a console's client ends. */
static int silent_input(void)
{
    static int ends[2] = {-1, -1};

    if (ends[0] < 0 && pipe2(ends, O_CLOEXEC))
        die("an input for programs");
    return ends[0];
}

void child_start(unsigned int number, const char *name, char *const *argv)
{
    struct child *child = child_of(number);
    const int input = silent_input();
    int ends[2];

    if (access(argv[0], X_OK))
        die("%s, without which there is no %s; make linux-dom0 makes the initramfs anew", argv[0],
            name);
    if (child->pid || pipe2(ends, O_CLOEXEC))
        die("%s cannot be started", name);
    *child = (struct child){.output = ends[0], .end = END_IS_A_FAILURE};
    snprintf(child->name, sizeof(child->name), "%s", name);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    child->pid = fork();
    if (child->pid < 0)
        die("fork for %s", name);
    if (!child->pid) {
        dup2(input, STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        execv(argv[0], argv);
        dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    close(ends[1]);
}

void child_expect_end(unsigned int number, enum child_end end)
{
    child_of(number)->end = end;
}

void child_signal(unsigned int number, int signal)
{
    const struct child *child = child_of(number);

    if (child->pid && kill(child->pid, signal))
        die("signal %d to %s", signal, child->name);
}

bool child_runs(unsigned int number)
{
    return child_of(number)->pid;
}

static void take_character(struct child *child, char c)
{
    if (c != '\n' && child->length < LINE - 1) {
        child->line[child->length++] = c;
        return;
    }
    child->line[child->length] = '\0';
    child->length = 0;
    strcpy(child->last, child->line);
    if (!child->error[0] && strstr(child->line, "error"))
        strcpy(child->error, child->line);
    log_line("%s: %s", child->name, child->line);
}

static void take_output(struct child *child)
{
    char bytes[512];
    ssize_t count;

    while ((count = read(child->output, bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < count; i++)
            take_character(child, bytes[i]);
    if (!count) { /* it has closed its outputs */
        close(child->output);
        child->output = -1;
    }
}

static void report_end(const struct child *child, int status)
{
    const char *words = child->end == END_MUST_BE_GOOD && child->error[0] ? child->error
                        : child->last[0]                                  ? child->last
                                                                          : "without a word";

    if (child->end == END_IS_EXPECTED || (child->end == END_MUST_BE_GOOD && !status))
        log_line("%s has ended, %s %d", child->name, WIFSIGNALED(status) ? "signal" : "status",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        log_line(LOG_CRASH "%s died of signal %d (%s): %s", child->name, WTERMSIG(status),
                 strsignal(WTERMSIG(status)), words);
    else
        log_line(LOG_ERROR "%s has ended, status %d: %s", child->name, WEXITSTATUS(status), words);
}

static void reap(struct child *child)
{
    int status;

    if (waitpid(child->pid, &status, WNOHANG) != child->pid)
        return;
    if (child->output >= 0) {
        take_output(child);
        close(child->output);
        child->output = -1;
    }
    child->pid = 0;
    child->status = status;
    report_end(child, status);
}

static long long now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000ll + time.tv_nsec / 1000000;
}

/* A tick at most: a child may end without a word. */
static bool look(int ms, int fd)
{
    struct pollfd files[CHILDREN_MAX + 1] = {{.fd = fd, .events = POLLIN}};

    for (unsigned int i = 0; i < CHILDREN_MAX; i++)
        files[i + 1] =
            (struct pollfd){.fd = children[i].pid ? children[i].output : -1, .events = POLLIN};
    poll(files, CHILDREN_MAX + 1, ms);
    log_push();
    for (unsigned int i = 0; i < CHILDREN_MAX; i++) {
        if (children[i].pid && files[i + 1].revents)
            take_output(&children[i]);
        if (children[i].pid)
            reap(&children[i]);
    }
    return files[0].revents & POLLIN;
}

bool children_wait(int ms, int fd)
{
    const long long end = now_ms() + ms;
    bool ready = false;

    while (!ready && now_ms() < end) {
        const long long left = end - now_ms();

        ready = look(left < TICK_MS ? (int)left : TICK_MS, fd);
    }
    return ready;
}

void child_finish(unsigned int number, int ms)
{
    const struct child *child = child_of(number);

    for (; child->pid && ms > 0; ms -= TICK_MS)
        children_wait(TICK_MS, -1);
    if (child->pid) {
        errno = ETIMEDOUT;
        die("%s does not end", child->name);
    }
    if (child->status) {
        children_wait(TICK_MS, -1);
        reboot(RB_POWER_OFF);
    }
}
