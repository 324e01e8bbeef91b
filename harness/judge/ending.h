/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_ENDING_H
#define HARNESS_ENDING_H

/* How the boot ended, as the launcher saw it. */
enum ending {
    ENDING_EOF,     /* a recorded log: nothing more is known */
    ENDING_EXIT,    /* QEMU ended with .status */
    ENDING_TIMEOUT, /* overall limit of .status seconds */
    ENDING_SILENT,  /* no console line for .status seconds */
    ENDING_SIGNAL,  /* QEMU died of signal .status */
    ENDING_LAUNCH,  /* QEMU could not be started: errno .status */
    ENDING_STOPPED, /* the launcher ended QEMU, and a JUDGE_HARNESS line says why */
};

#endif
