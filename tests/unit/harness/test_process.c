/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU as a child process; a shell script plays QEMU. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/machine/qemu_args.h"
#include "harness/machine/qemu_query.h"
#include "harness/support/process.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

#define PATIENCE_MS 20000

static char path[] = "/tmp/test_process.XXXXXX";
static struct process machine;
static char heard[8192];
static int status;

static bool wall;

/* Makes this script our QEMU. */
static void write_script(const char *script)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(script, file) < 0 || fclose(file))
        abort();
}

/* Starts it. */
static int start(const char *script)
{
    const struct scenario scenario = {.cpu = "max", .gic = 3, .pcpus = 2, .wall = wall};
    const struct qemu_xen_fds fds = {
        .xen = memory_file("xen\n", 4),
        .host_dt = memory_file("host\n", 5),
        .backend = memory_file("backend\n", 8),
        .guest = memory_file("guest\n", 6),
        .initramfs = -1,
        .root = -1,
        .dom0_initramfs = -1,
        .partial_dt = memory_file("partial\n", 8),
    };
    struct argv argv = {0};
    int result;

    write_script(script);
    qemu_xen(path, &scenario, &fds, &argv);
    result = process_start(&argv, &machine);
    for (size_t i = 0; i < argv.file_count; i++)
        close(argv.files[i]);
    argv_free(&argv);
    return result;
}

/* Reads the console until it is closed or holds @text; false if it never does. */
static bool hear(const char *text)
{
    struct pollfd console = {.fd = machine.console, .events = POLLIN};
    size_t length = 0;
    ssize_t count;

    heard[0] = '\0';
    while (!strstr(heard, text)) {
        if (poll(&console, 1, PATIENCE_MS) != 1)
            return false;
        count = read(machine.console, heard + length, sizeof(heard) - 1 - length);
        if (count <= 0)
            return false;
        length += (size_t)count;
        heard[length] = '\0';
    }
    return true;
}

static bool ended(void)
{
    for (int i = 0; i < PATIENCE_MS; i++) {
        if (process_ended(&machine, &status))
            return true;
        usleep(1000);
    }
    return false;
}

TEST the_exit_status_arrives(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\nexit 42\n"));
    ASSERT(ended());
    ASSERT(WIFEXITED(status));
    ASSERT_EQ(42, WEXITSTATUS(status));
    PASS();
}

TEST a_signal_is_told_from_an_exit(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\nkill -SEGV $$\n"));
    ASSERT(ended());
    ASSERT(WIFSIGNALED(status));
    ASSERT_EQ(SIGSEGV, WTERMSIG(status));
    PASS();
}

TEST both_outputs_are_the_console(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\necho serial; echo complaint >&2; echo $*; echo done\n"));
    ASSERTm(heard, hear("done\n"));
    ASSERT(strstr(heard, "serial\n"));
    ASSERT(strstr(heard, "complaint\n"));
    ASSERT(strstr(heard, "-icount shift=0,sleep=off"));
    ASSERT(strstr(heard, "-machine virt,virtualization=on,gic-version=3"));
    ASSERT(strstr(heard, "-cpu max,cntfrq=1000000000"));
    ASSERT(ended());
    PASS();
}

TEST what_is_typed_is_read(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\nread line; echo \"<$line>\"; echo done\n"));
    ASSERT(process_type(&machine, "abc\n", 4));
    ASSERTm(heard, hear("done\n"));
    ASSERT(strstr(heard, "<abc>\n"));
    ASSERT(ended());
    PASS();
}

TEST nobody_is_there_to_read(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\nexec <&-; echo done; sleep 1\n"));
    ASSERTm(heard, hear("done\n"));
    ASSERT_FALSE(process_type(&machine, "abc\n", 4));
    process_kill(&machine);
    PASS();
}

TEST a_wall_clock_wants_no_icount(void)
{
    wall = true;
    ASSERT_EQ(0, start("#!/bin/sh\necho $*; echo done\n"));
    wall = false;
    ASSERTm(heard, hear("done\n"));
    ASSERT(strstr(heard, "-accel tcg"));
    ASSERT_FALSE(strstr(heard, "icount"));
    ASSERT(ended());
    PASS();
}

TEST qemu_says_its_version(void)
{
    char *version;

    write_script(
        "#!/bin/sh\n[ \"$*\" = --version ] && echo 'QEMU emulator version 9.1 (x)' && echo y\n");
    version = qemu_version(path);
    ASSERT_STR_EQ("9.1 (x)", version);
    free(version);
    write_script("#!/bin/sh\necho something else\n");
    ASSERT_EQ(NULL, qemu_version(path));
    write_script("#!/bin/sh\n");
    ASSERT_EQ(NULL, qemu_version(path));
    ASSERT_EQ(NULL, qemu_version("/nonexistent"));
    PASS();
}

TEST the_files_can_be_opened(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\n"
                       "for word in $(echo $* | tr ' =,' '\\n\\n\\n' | grep ^/proc/self/fd); do\n"
                       "    cat < $word\n"
                       "done\n"
                       "echo no more\n"));
    ASSERTm(heard, hear("no more\n"));
    ASSERT_STR_EQ("xen\nhost\nbackend\nguest\npartial\nno more\n", heard);
    ASSERT(ended());
    PASS();
}

TEST what_cannot_run_says_why(void)
{
    ASSERT_EQ(ENOEXEC, start("no program\n"));
    ASSERT_EQ(ENOENT, start("#!/nonexistent\n"));
    PASS();
}

TEST a_stopped_one_can_be_killed(void)
{
    ASSERT_EQ(0, start("#!/bin/sh\necho $$; sleep 1000 & echo up; kill -STOP $$\n"));
    ASSERT(hear("up\n"));
    ASSERT_FALSE(process_ended(&machine, &status));
    process_kill(&machine);
    /* The whole group is gone, the sleep too. */
    for (int i = 0; i < PATIENCE_MS && kill(-machine.pid, 0) == 0; i++)
        usleep(1000);
    ASSERT_EQ(-1, kill(-machine.pid, 0));
    PASS();
}

/* A harness that dies, even of SIGKILL, takes the machine with it. */
TEST it_does_not_outlive_us(void)
{
    int pids[2];
    pid_t child, qemu;

    ASSERT_EQ(0, pipe(pids));
    child = fork();
    if (!child) {
        start("#!/bin/sh\necho up; exec sleep 1000\n");
        hear("up\n");
        if (write(pids[1], &machine.pid, sizeof(machine.pid)) == sizeof(machine.pid))
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    ASSERT_EQ(sizeof(qemu), read(pids[0], &qemu, sizeof(qemu)));
    ASSERT_EQ(child, waitpid(child, &status, 0));
    ASSERT(WIFSIGNALED(status));
    close(pids[0]);
    close(pids[1]);
    for (int i = 0; i < PATIENCE_MS; i++) {
        char state[64] = "", name[64];
        FILE *file;

        snprintf(name, sizeof(name), "/proc/%d/stat", (int)qemu);
        file = fopen(name, "r");
        /* Gone, or a zombie that its new parent has yet to bury. */
        if (!file || (fgets(state, sizeof(state), file) && strstr(state, ") Z"))) {
            if (file)
                fclose(file);
            PASS();
        }
        fclose(file);
        usleep(1000);
    }
    FAILm("it lives on");
}

TEST programs_are_found(void)
{
    char *found = find_executable("sh");

    ASSERT(found && strchr(found, '/'));
    free(found);
    ASSERT_EQ(NULL, find_executable("no-such-program"));
    ASSERT_EQ(NULL, find_executable("/etc/passwd"));
    ASSERT_EQ(NULL, find_executable("/"));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    const int fd = mkstemp(path);

    if (fd < 0 || fchmod(fd, 0700) || close(fd))
        return 1;
    GREATEST_MAIN_BEGIN();
    RUN_TEST(the_exit_status_arrives);
    RUN_TEST(a_signal_is_told_from_an_exit);
    RUN_TEST(both_outputs_are_the_console);
    RUN_TEST(what_is_typed_is_read);
    RUN_TEST(nobody_is_there_to_read);
    RUN_TEST(a_wall_clock_wants_no_icount);
    RUN_TEST(qemu_says_its_version);
    RUN_TEST(the_files_can_be_opened);
    RUN_TEST(what_cannot_run_says_why);
    RUN_TEST(a_stopped_one_can_be_killed);
    RUN_TEST(it_does_not_outlive_us);
    RUN_TEST(programs_are_found);
    unlink(path);
    GREATEST_MAIN_END();
}
