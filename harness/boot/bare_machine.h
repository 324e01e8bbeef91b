/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes with a plain QEMU: its disks and wire, a storage daemon, and the monitor. */
#ifndef HARNESS_BARE_MACHINE_H
#define HARNESS_BARE_MACHINE_H

#include <stdbool.h>

#include "harness/boot/bare_failure.h"
#include "harness/boot/qmp.h"
#include "harness/boot/vfio_servers.h"
#include "harness/catalogue/bare_fault.h"
#include "harness/judge/judge.h"
#include "harness/machine/boot_files.h"
#include "harness/machine/qemu_args.h"
#include "harness/support/argv.h"
#include "harness/support/process.h"

struct bare_machine {
    struct qemu_bare_fds files; /* for QEMU; ours until bare_started() */
    bool has_daemon;
    struct process daemon;
    bool has_qmp;
    struct qmp qmp;
    struct vfio_servers vfio_user;
    bool late, resizes; /* as the scenario has it */
    enum bare_fault fault;
};

/*
 * Makes the files, starts the daemon if @scenario wants one, and writes QEMU's command line to @out
 * (zeroes before). False with @trouble if something of that fails; bare_stop() in any case.
 */
bool bare_start(struct bare_machine *machine, const struct boot_sources *sources,
                const struct scenario *scenario, const struct boot_files *from, struct argv *out,
                struct bare_failure *trouble);

/* QEMU has been started, or never will be: what only it needs is closed. */
void bare_started(struct bare_machine *machine);

/* Does what the guest has asked for; @sectors as for judge_asked(). */
void bare_ask(struct bare_machine *machine, enum ask ask, uint64_t sectors);

/* To poll() for what the monitor says; -1: there is none. */
int bare_monitor(const struct bare_machine *machine);

/* Takes what has come; false with @trouble if the run cannot go on. Never blocks. */
bool bare_poll(struct bare_machine *machine, struct bare_failure *trouble);

/* The next line that a process beside QEMU has said; NULL: there is none. */
const char *bare_line(struct bare_machine *machine);

/*
 * The same once QEMU has ended, with @status. A daemon that died takes QEMU with it, and may be
 * seen later; vfio-user servers must end by themselves if the guest has come to its end (@done).
 */
bool bare_poll_last(struct bare_machine *machine, int status, bool done,
                    struct bare_failure *trouble);

/* Ends what is left. */
void bare_stop(struct bare_machine *machine);

#endif
