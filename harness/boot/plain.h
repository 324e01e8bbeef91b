/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes with a plain QEMU: its disks and wire, a storage daemon, and the monitor. */
#ifndef HARNESS_PLAIN_H
#define HARNESS_PLAIN_H

#include <stdbool.h>

#include "harness/boot/qmp.h"
#include "harness/catalogue/plain_fault.h"
#include "harness/judge/judge.h"
#include "harness/machine/boot_files.h"
#include "harness/machine/qemu_args.h"
#include "harness/support/argv.h"
#include "harness/support/process.h"

struct plain {
    struct qemu_bare_fds files; /* for QEMU; ours until plain_started() */
    bool has_daemon;
    struct process daemon;
    bool has_qmp;
    struct qmp qmp;
    bool late, resizes; /* as the scenario has it */
    enum plain_fault fault;
};

/* Why a run cannot go on: one line for the judge. */
struct plain_trouble {
    bool crash; /* a part of the system under test died; else we could not do our part */
    char text[200];
};

/*
 * Makes the files, starts the daemon if @scenario wants one, and writes QEMU's command line to @out
 * (zeroes before). False with @trouble if something of that fails; plain_stop() in any case.
 */
bool plain_start(struct plain *plain, const struct boot_sources *sources,
                 const struct scenario *scenario, const struct boot_files *from, struct argv *out,
                 struct plain_trouble *trouble);

/* QEMU has been started, or never will be: what only it needs is closed. */
void plain_started(struct plain *plain);

/* Does what the guest has asked for; @sectors as for judge_asked(). */
void plain_ask(struct plain *plain, enum ask ask, uint64_t sectors);

/* To poll() for what the monitor says; -1: there is none. */
int plain_descriptor(const struct plain *plain);

/* Takes what has come; false with @trouble if the run cannot go on. Never blocks. */
bool plain_look(struct plain *plain, struct plain_trouble *trouble);

/* The same once QEMU has ended: a daemon that died takes QEMU with it, and may be seen later. */
bool plain_look_last(struct plain *plain, struct plain_trouble *trouble);

/* Ends what is left. */
void plain_stop(struct plain *plain);

#endif
