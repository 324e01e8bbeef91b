/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * QEMU's monitor, as far as plugging and resizing go: one command at a time, in the order asked
 * for, each of which must be answered by a return; and no device is added while one is still to go.
 * QEMU says that one has gone a little before it lets go of what belonged to it, its disk for
 * instance: an addition that it refuses then is tried again, a few times. All else than events is
 * trouble, and the first trouble stays.
 */
#ifndef HARNESS_QMP_H
#define HARNESS_QMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/boot/lines.h"

#define QMP_WAITING 4
#define QMP_AGAIN   20
#define QMP_LIMIT   30 /* seconds that an answer may take */

struct cJSON;

struct qmp_command {
    const char *name;
    char *line; /* as it is sent, with its newline */
};

struct qmp {
    int fd;               /* a connected, non-blocking socket; -1: QEMU has closed it */
    bool deleting;        /* a device is on its way out: another one must wait */
    double since;         /* seconds, CLOCK_MONOTONIC: when that was sent */
    bool greeted, busy;   /* a command's answer is outstanding */
    struct cJSON *device; /* that comes and goes: the arguments of its device_add; or NULL */
    struct qmp_command waiting[QMP_WAITING]; /* the first one is outstanding if .busy */
    size_t count;
    unsigned int again; /* so often the next device_add may be refused, and is tried again */
    bool retry;         /* at the next qmp_look() */
    struct lines lines;
    char trouble[160]; /* empty: none */
};

/*
 * Takes over @fd, connected to QEMU. @device, NULL or a value of QEMU's -device ("driver,key=value,
 * ..." with an id among the keys), is what qmp_device_add() and qmp_device_del() are about.
 */
void qmp_start(struct qmp *qmp, int fd, const char *device);

/* Adds the device; with a @driver, another one that has its id and bus. */
void qmp_device_add(struct qmp *qmp, const char *driver);

/* Removes it, as an attention button does: the guest decides when. */
void qmp_device_del(struct qmp *qmp);

/* Makes the block node @node @bytes long, at most INT64_MAX. */
void qmp_block_resize(struct qmp *qmp, const char *node, uint64_t bytes);

/* Reads what has come and sends what may be sent; an answer that is overdue is trouble. Never
 * blocks. */
void qmp_look(struct qmp *qmp);

/* One line of QEMU's. */
void qmp_line(struct qmp *qmp, const char *line);

void qmp_stop(struct qmp *qmp);

#endif
