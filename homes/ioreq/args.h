/* SPDX-License-Identifier: BSD-2-Clause */
/* The backend's bootargs; their words are those of protocol/config.h. */
#ifndef IOREQ_ARGS_H
#define IOREQ_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/config.h"
#include "protocol/fault.h"
#include "runtime/dt.h"

#define ARGS_ERROR_MAX 120
#define ATTACH_NS_MAX  60000000000ull /* longer than any run */

enum attach {
    ATTACH_ON_REQUEST,
    ATTACH_TIMED,
    ATTACH_NEVER,
};

/* What may be on the bus beside its host bridge. */
enum args_device {
    ARGS_RNG, /* two of them */
    ARGS_BLK,
    ARGS_NET,
    ARGS_TEST, /* a device of two functions that do nothing */
    ARGS_DEVICES_END,
};

struct args {
    uint16_t domid;
    struct range ecam; /* at most 256 MiB, a whole number of buses */
    struct range mem;  /* where BARs may be placed */
    struct range echo; /* size 0: there is none */
    uint32_t spi;      /* of INTA of slot 0, as in an interrupt specifier: INTID - 32 */
    struct range mmio; /* virtio-mmio slots; size 0: there are none */
    uint32_t mmio_spi; /* of the first, as .spi */
    bool has_control;
    uint64_t control; /* IPA of the control page */
    bool makes_guest; /* we make the domU ourselves */
    uint64_t start;   /* makes_guest: ns after our own start at which it runs */
    enum attach attach;
    /* ATTACH_TIMED: ns after the backend's start, ascending: attach, detach, attach ... */
    uint64_t schedule[CONFIG_SCHEDULE_MAX];
    unsigned int schedule_count;
    unsigned int port; /* device number of the root port; 0: there is none */
    unsigned int port_function;
    /* Ns after the backend's start, ascending: the device comes to the port, leaves, comes ... */
    uint64_t plugs[CONFIG_SCHEDULE_MAX];
    unsigned int plug_count;
    bool surprise;        /* it leaves without a word */
    unsigned int devices; /* bit n: enum args_device n */
    bool bridge_is_xens;  /* functions are claimed, not the ECAM */
    bool by_grants;       /* addresses in rings are grant references (grant_map.h) */
    enum fault fault;     /* FAULT_NONE unless the bootargs name one */
};

/*
 * Parses @text. Every word is needed except bridge, devices, dma, echo, fault, mmio, port and plug;
 * start, without which the domU is there; and control, without which nobody can request an attach.
 * Returns false with one line in
 * @error if a word is unknown, repeated, missing or out of range.
 */
bool args_parse(const char *text, struct args *args, char error[ARGS_ERROR_MAX]);

#endif
