/* SPDX-License-Identifier: BSD-2-Clause */
/* What the backend does to its ioreq servers and for their requests, as operations of a
 * table: server_faults.c replaces some. */
#ifndef IOREQ_SERVER_OPS_H
#define IOREQ_SERVER_OPS_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/xen.h"

#include <xen/hvm/ioreq.h>

struct control_page;

struct server_ops {
    int (*map)(unsigned int handle, uint64_t base, uint64_t size); /* ioreq_server.h */
    int (*unmap)(unsigned int handle, uint64_t base, uint64_t size);
    int (*enable)(unsigned int handle);
    int (*disable)(unsigned int handle);
    uint64_t (*echo)(uint64_t addr, unsigned int size, uint8_t tag); /* control_echo() */
    void (*log)(unsigned int server, const struct ioreq *request, unsigned int vcpu);
    void (*hold)(uint64_t deadline);                           /* waits */
    struct control_times *(*times)(struct control_page *page); /* where to record them */
    uint64_t (*overlay)(uint64_t kind); /* what to hand over where  is asked for */
};

/* In force now, and when nothing is to go wrong. */
extern struct server_ops server_ops;
extern const struct server_ops server_ops_default;

#endif
