/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_dom0/toolstack.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "linux_dom0/children.h"
#include "linux_dom0/dom0_log.h"
#include "linux_dom0/domain.h"
#include "linux_guest/files.h"
#include "protocol/dom0_script.h"

/* Children after the QEMUs and xenstored. */
#define XENCONSOLED (DOM0_QEMUS_MAX + 1)
#define XL          (DOM0_QEMUS_MAX + 2)
#define CONSOLE     (DOM0_QEMUS_MAX + 3)

#define XL_PROGRAM "/usr/bin/xl"
#define LIMIT_MS   60000 /* wall clock and all: dom0 shares one emulated CPU */
#define DAEMON_MS  100   /* for what a daemon that cannot work says at once */

#define xl(...) run_xl((char *const[]){XL_PROGRAM, __VA_ARGS__, NULL})

static void run_xl(char *const *argv)
{
    child_start(XL, "xl", argv);
    child_expect_end(XL, END_MUST_BE_GOOD);
    child_finish(XL, LIMIT_MS);
}

static void run_init(void)
{
    char *const argv[] = {"/usr/bin/xen-init-dom0", NULL};

    child_start(XL, "xen-init-dom0", argv);
    child_expect_end(XL, END_MUST_BE_GOOD);
    child_finish(XL, LIMIT_MS);
}

static void start_xenconsoled(void)
{
    char *const argv[] = {"/usr/bin/xenconsoled", "-i", NULL};

    child_start(XENCONSOLED, "xenconsoled", argv);
    children_wait(DAEMON_MS, -1);
}

void toolstack_start(void)
{
    char version[32];

    if (file_read(version, sizeof(version), "/etc/xl-version") < 0)
        die("/etc/xl-version");
    log_line("toolstack xl %s", version);
    mkdir("/dev/pts", 0755);
    mkdir("/run/lock", 0755);
    if (mount("devpts", "/dev/pts", "devpts", 0, NULL)) /* of xenconsoled's terminals */
        die("/dev/pts");
    run_init();
    start_xenconsoled();
}

void toolstack_create(unsigned int domid)
{
    xl("create", "-p", "-e", DOM0_CFG);
    if (!domain_is_there(domid)) {
        errno = ESRCH;
        die("xl create has made no domain %u", domid);
    }
    domain_forget_ports(domid);
}

void toolstack_unpause(void)
{
    xl("unpause", DOM0_CFG_NAME);
}

void toolstack_console(void)
{
    char *const argv[] = {XL_PROGRAM, "console", "-t", "vuart", DOM0_CFG_NAME, NULL};

    child_start(CONSOLE, "xl console", argv);
}
