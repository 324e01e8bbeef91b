/* SPDX-License-Identifier: BSD-2-Clause */
/* The vfio-user servers of a scenario: a process of doorbell-vfio-user each, with a socket in a
 * folder of their own. Every wait for them is bounded. */
#ifndef HARNESS_VFIO_SERVERS_H
#define HARNESS_VFIO_SERVERS_H

#include <stddef.h>

#include "harness/boot/bare_failure.h"
#include "harness/boot/lines.h"
#include "harness/catalogue/scenario.h"
#include "harness/support/process.h"

/* All zeroes to start with. */
struct vfio_servers {
    char *folder; /* NULL: there are none */
    struct vfio_child {
        struct process process;
        bool runs;
        bool may_end;      /* it is to misbehave */
        const char *words; /* of the scenario */
        struct vfio_servers *of;
        struct lines lines;
    } server[SCENARIO_SERVERS];
    size_t count;
    char **said; /* lines, of which .taken have been taken */
    size_t said_count, taken;
};

/*
 * Starts those of @scenario, of @program, and waits until they listen. With @fault (NULL: none) all
 * have it. False with @trouble if one does not start; vfio_servers_stop() in any case.
 */
bool vfio_servers_start(struct vfio_servers *servers, const char *program,
                        const struct scenario *scenario, const char *fault,
                        struct bare_failure *trouble);

/* Takes what they say; false with @trouble if one has ended for another reason than
 * that QEMU has gone. Never blocks. */
bool vfio_servers_look(struct vfio_servers *servers, struct bare_failure *trouble);

/* QEMU has ended, so all of them must end by themselves, with status 0; false with @trouble if one
 * does not. */
bool vfio_servers_finish(struct vfio_servers *servers, struct bare_failure *trouble);

/* The next line that a server has said; NULL: there is none. */
const char *vfio_servers_line(struct vfio_servers *servers);

/* Ends what is left, and removes the folder. */
void vfio_servers_stop(struct vfio_servers *servers);

#endif
