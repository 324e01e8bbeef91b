/* SPDX-License-Identifier: BSD-2-Clause */
/* What the doorbell node of our device tree says (protocol/config.h). */
#ifndef GUEST_SETTINGS_H
#define GUEST_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/config.h"
#include "protocol/test.h"
#include "runtime/dt.h"

#define CONFIG_MAX_WINDOWS 16

struct background_window {
    struct range range;
    uint64_t value; /* memory filled with these 8 bytes, little-endian */
};

struct settings {
    const char *scenario;
    const char *qemu; /* without Xen: QEMU's version; NULL: there is Xen */
    struct test_scope scope;
    bool icount;      /* a nanosecond of guest time is an instruction */
    uint64_t samples; /* of a latency; 0: as many as usual */
    uint64_t spis;    /* that Xen was asked for; 0: unknown */
    bool semihosting; /* how to end the run */
    bool xenstore;    /* Xen was asked for one */
    bool over_mmio;   /* virtio devices are those in mmio slots, not PCI's */
    bool has_echo, has_control;
    bool is_program;  /* our backend is a program in a Linux dom0 */
    uint64_t arrival; /* ns, if it is, or attach asked: how long a device model may take to come */
    struct range echo, control, rrs;
    struct background_window windows[CONFIG_MAX_WINDOWS]; /* profile windows only */
    size_t window_count;
    uint64_t schedule[CONFIG_SCHEDULE_MAX]; /* ns: attach, detach, attach ... */
    size_t schedule_count;
    uint64_t plugs[CONFIG_SCHEDULE_MAX]; /* ns: a device comes to its port, leaves, comes ... */
    size_t plug_count;
    uint64_t start;   /* ns: when the backend lets us run; only if it has made us */
    uint64_t started; /* CNTPCT when the image began to run; Linux as the guest: 0 */
};

extern struct settings settings;

/* Panics with what is wrong: without a sane configuration no verdict means anything. */
void settings_load(const void *fdt);

#endif
