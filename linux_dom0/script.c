/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_dom0/script.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>

#include "linux_dom0/children.h"
#include "linux_dom0/dom0_log.h"
#include "linux_dom0/domain.h"
#include "linux_dom0/qmp_command.h"
#include "linux_dom0/toolstack.h"
#include "linux_dom0/xenstore.h"
#include "protocol/dom0_script.h"

#define TREE      "/proc/device-tree/" DOM0_NODE "/"
#define DOMID     1
#define XENSTORED DOM0_QEMUS_MAX /* the child after the QEMUs */
#define ARGS_MAX  96
#define LIMIT_MS  100000 /* of what has none of its own: the harness has a shorter one */
#define AWAIT_MS  15000
#define TICK_MS   20
#define LOOK_MS   100 /* between two looks whether the domU lives */
#define DRAIN_MS  500 /* for what its console still holds */

#define QEMU        "/usr/bin/qemu-system-aarch64"
#define DOORBELL_DM "/usr/bin/doorbell-dm"

/* Splits the strings of property @path; @words ends with NULL. The text stays allocated. */
static void read_strings(const char *path, char **words, size_t count)
{
    FILE *file = fopen(path, "re");
    char *text = calloc(1, 65536);
    size_t length = 0, found = 0;

    if (file && text)
        length = fread(text, 1, 65535, file);
    if (!length)
        die("%s", path);
    fclose(file);
    for (size_t at = 0; at < length && found + 1 < count; at += strlen(text + at) + 1)
        words[found++] = text + at;
    words[found] = NULL;
}

static void start_program(unsigned int number, const char *program, const char *node,
                          const char *called)
{
    char *argv[ARGS_MAX] = {(char *)program}, path[64], name[16];

    snprintf(path, sizeof(path), TREE "%s%u/" DOM0_ARGS, node, number);
    snprintf(name, sizeof(name), "%s %u", called, number);
    read_strings(path, argv + 1, ARGS_MAX - 1);
    child_start(number, name, argv);
}

static void start_qemu(unsigned int number)
{
    start_program(number, QEMU, DOM0_QEMU, "QEMU");
}

static void start_dm(unsigned int number)
{
    start_program(number, DOORBELL_DM, DOM0_PROGRAM, "dm");
}

/* The device of DOM0_LATE. */
static const char *late_device(unsigned int number)
{
    static char *words[2];
    char path[64];

    snprintf(path, sizeof(path), TREE DOM0_QEMU "%u/" DOM0_LATE, number);
    if (!words[0])
        read_strings(path, words, 2);
    return words[0];
}

/* A domU that hangs is a failure of what it is doing, as with "watch". */
static void hangs(unsigned int ms)
{
    log_line("watchdog: the domU has done nothing for %u ms after dom0's last step: it hangs", ms);
    children_wait(TICK_MS, -1);
    reboot(RB_POWER_OFF);
}

static void start_xenstored(unsigned int unused)
{
    (void)unused;
    xenstore_start(XENSTORED);
    xenstore_introduce_dom0(XENSTORED);
}

static void start_toolstack(unsigned int unused)
{
    (void)unused;
    xenstore_start(XENSTORED);
    toolstack_start();
}

static void create(unsigned int unused)
{
    (void)unused;
    toolstack_create(DOMID);
}

static void show_console(unsigned int unused)
{
    (void)unused;
    toolstack_console();
}

static void unpause(unsigned int unused)
{
    (void)unused;
    toolstack_unpause();
}

static void pause_for(unsigned int ms)
{
    children_wait((int)ms, -1);
}

static void stop(unsigned int number)
{
    qmp_command(number, "stop");
}

static void resume(unsigned int number)
{
    qmp_command(number, "cont");
}

static void plug(unsigned int number)
{
    qmp_device_add(number, late_device(number));
}

static void unplug(unsigned int number)
{
    qmp_device_del(number, late_device(number));
}

/* The domU asks by turns for the device to come and to go. Its end is that of the run, and so is
 * QEMU's, of which a line has been printed. */
static void plug_when_asked(unsigned int number)
{
    for (bool is_in = false; child_runs(number);)
        if (domain_asks(DOMID, LOOK_MS)) {
            log_line(is_in ? "unplug %u" : "plug %u", number);
            (is_in ? unplug : plug)(number);
            is_in = !is_in;
        }
    reboot(RB_POWER_OFF);
}

static void expect_end(unsigned int number)
{
    child_expect_end(number, END_IS_EXPECTED);
}

static void terminate(unsigned int number)
{
    expect_end(number);
    child_signal(number, SIGTERM);
}

static void end_at_once(unsigned int number)
{
    expect_end(number);
    child_signal(number, SIGKILL);
}

static void freeze(unsigned int number)
{
    child_signal(number, SIGSTOP);
}

static void thaw(unsigned int number)
{
    child_signal(number, SIGCONT);
}

static void until_gone(unsigned int number)
{
    for (int ms = 0; child_runs(number); ms += TICK_MS) {
        if (ms > LIMIT_MS) {
            errno = ETIMEDOUT;
            die("QEMU %u does not end", number);
        }
        children_wait(TICK_MS, -1);
    }
}

/* Waits at most @ms for the end of domain @domid. */
static bool ends_within(unsigned int domid, int ms)
{
    int reason = domain_end_reason(domid);

    for (; reason < 0 && ms > 0; ms -= TICK_MS) {
        children_wait(TICK_MS, -1);
        reason = domain_end_reason(domid);
    }
    if (reason >= 0)
        log_line("the guest has ended, reason %d", reason);
    return reason >= 0;
}

static void watch(unsigned int ms)
{
    if (!ends_within(DOMID, (int)ms))
        hangs(ms);
}

static void power_off(unsigned int unused)
{
    (void)unused;
    children_wait(DRAIN_MS, -1);
    reboot(RB_POWER_OFF);
}

static void until_the_domu_ends(unsigned int more)
{
    for (unsigned int domid = DOMID; domid <= DOMID + more; domid++)
        while (!ends_within(domid, LIMIT_MS))
            ;
    power_off(0);
}

static void destroy(unsigned int unused)
{
    (void)unused;
    domain_destroy(DOMID);
}

/* A domU that is done without it never asks. */
static void await(unsigned int unused)
{
    static unsigned int limit = LIMIT_MS;

    (void)unused;
    for (unsigned int ms = 0; ms < limit; ms += LOOK_MS) {
        if (domain_asks(DOMID, LOOK_MS)) {
            limit = AWAIT_MS; /* the first one has to start before it can ask */
            return;
        }
        if (domain_end_reason(DOMID) >= 0)
            until_the_domu_ends(0);
    }
    hangs(limit);
}

static const struct step {
    const char *name;
    void (*run)(unsigned int);
} steps[] = {
    {"xenstored", start_xenstored},
    {"toolstack", start_toolstack},
    {"create", create},
    {"console", show_console},
    {"unpause", unpause},
    {"await", await},
    {"qemu", start_qemu},
    {"dm", start_dm},
    {"sleep", pause_for},
    {"stop", stop},
    {"cont", resume},
    {"plug", plug},
    {"unplug", unplug},
    {"plugs", plug_when_asked},
    {"freeze", freeze},
    {"thaw", thaw},
    {"term", terminate},
    {"kill", end_at_once},
    {"may-end", expect_end},
    {"gone", until_gone},
    {"watch", watch},
    {"destroy", destroy},
    {"off", power_off},
    {"domu-end", until_the_domu_ends},
};

static void run_step(const char *text)
{
    char name[16];
    unsigned int number = 0;

    log_line("%s", text);
    if (sscanf(text, "%15s %u", name, &number) >= 1)
        for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
            if (!strcmp(steps[i].name, name)) {
                steps[i].run(number);
                return;
            }
    errno = EINVAL;
    die("step \"%s\"", text);
}

void script_run(void)
{
    char *script[DOM0_STEPS_MAX + 1];

    read_strings(TREE DOM0_SCRIPT, script, DOM0_STEPS_MAX + 1);
    for (size_t i = 0; script[i]; i++)
        run_step(script[i]);
}
