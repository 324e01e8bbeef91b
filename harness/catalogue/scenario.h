/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A scenario is one boot: what Xen is told, which Xen, which machine, what the backend does; or, on
 * plain QEMU, without Xen and backend, which devices of QEMU's there are.
 */
#ifndef HARNESS_SCENARIO_H
#define HARNESS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/config.h"
#include "protocol/dom0_script.h"
#include "protocol/test.h"

#define SCENARIO_DEVICES 16
#define SCENARIO_OPTIONS 8
#define SCENARIO_WINDOWS 8
#define SCENARIO_ECAM    0x10000000ull /* the default, and where Xen has a bridge of its own */
#define SCENARIO_VPCI \
    "vpci" /* begins the name of a Xen with xen/patches/rfc, and of its scenarios */
#define SCENARIO_DTBO    "dtbo" /* the same of a Xen with xen/kconfig.dtbo */
#define SCENARIO_SERVERS 4
#define SCENARIO_CELLS   (SCENARIO_WINDOWS * 6) /* base, size, value of two cells each */

/* An entry of mmio-background-regions. */
struct background_region {
    uint64_t base;
    uint64_t size;
    uint64_t value;
};

/* Ascending times. */
struct schedule {
    uint64_t ns[CONFIG_SCHEDULE_MAX];
    size_t count;
};

/* Who serves the domU, unless .bare. */
enum scenario_model {
    MODEL_BACKEND, /* backend.img */
    MODEL_QEMU,    /* QEMU in a Linux dom0 */
    MODEL_PROGRAM, /* doorbell-dm in a Linux dom0 */
};

struct scenario {
    const char *name;
    const char *title;
    bool bare;          /* machine "qemu": no Xen, no backend, the guest alone */
    unsigned int model; /* enum scenario_model */
    /* With QEMU only: values of its -device. */
    const char *devices[SCENARIO_DEVICES + 1];
    const char *late; /* of QEMU: the one that is added when the guest asks, or NULL */
    /* MODEL_QEMU: more arguments of it; a Linux dom0: what its agent does (protocol/dom0_script.h).
     */
    const char *qemu_options[SCENARIO_OPTIONS + 1];
    const char *script[DOM0_STEPS_MAX + 1];
    const char *xl_options[SCENARIO_OPTIONS + 1]; /* by_xl only: more lines of its xl.cfg */
    unsigned int arrival_ms; /* how long the guest waits for the device model */
    /* Bare only: words of scenario_server(). */
    const char *vfio_user[SCENARIO_SERVERS + 1];
    bool storage_daemon;  /* bare only: a process of its own serves the disk by vhost-user */
    bool resizes;         /* bare only: the disk has another capacity when the guest asks */
    unsigned int profile; /* TRAP, UNMAPPED, WINDOWS or VPCI; BARE if bare */
    const char *xen;      /* build: "debug" or "release" */
    const char *cpu;      /* QEMU CPU model */
    unsigned int gic;     /* 2 or 3 */
    unsigned int pcpus;   /* physical CPUs of the emulated machine */
    bool wall;            /* the counter shows time instead of instructions: no icount */
    unsigned int samples; /* of each latency; 0: as many as usual */
    unsigned int boots;   /* one after the other; their samples are one report's */
    unsigned int vcpus;
    unsigned int nr_spis;
    bool vpl011;             /* console by vpl011, else by hypercall */
    uint64_t ecam;           /* IPA of the virtual ECAM */
    const char *enhanced;    /* xen,enhanced: "enabled" or "no-xenstore"; NULL: absent */
    bool no_gic_node;        /* the partial DT leaves the vGIC's phandle to Xen */
    bool no_gic_phandle;     /* the same, although it has a gic node */
    unsigned int mmio_slots; /* virtio-mmio slots at libxl's addresses */
    bool over_mmio;          /* the virtio devices that tests drive are in such slots, not PCI's */
    const char *keys[CONFIG_KEYS_MAX + 1]; /* of the domU's node, in the words of domu_keys.h */
    unsigned int attach; /* ON_REQUEST, TIMED, NEVER; PRESENT if bare, ASKED with QEMU in dom0, or a
                            script */
    struct schedule
        schedule; /* for TIMED: when the backend, from its start, attaches, detaches ... */
    bool hotplug; /* it has a port with a hot-plug slot */
    unsigned int hotplug_pin; /* its pin, from 1 on, and one more than its function number */
    struct schedule plugs;    /* when, likewise, the device comes, leaves ... */
    bool surprise;            /* and leaves without a word */
    bool linux_guest;         /* the domU is Linux, whose /init runs suites/linux */
    const char
        *root;   /* linux_guest only: "/dev/NAME" or "/dev/NAME rootwait", its root; NULL: none */
    bool grants; /* its virtio devices are behind xen,grant-dma */
    bool late_bridge; /* the domU's tree has no PCI host bridge: the backend hands it an overlay */
    /* Who makes the domU while the system runs, the backend or xl in a Linux dom0; else Xen at
     * boot. */
    bool by_domctl, by_xl;
    bool ramdisk;       /* the domU has one: its own image, but for the last bytes */
    bool direct_map;    /* its memory is at the board's addresses: Xen can attach a device to it */
    unsigned int domus; /* 2: two alike, by_domctl only, each with a backend, at once */
    uint64_t start;     /* by_domctl only: when it starts it, in ns after its own start */
    bool in_default;    /* part of a run without --scenario */
    const char *hazard; /* how it takes the host down: never without --hazard; NULL: it does not */
    const char *ends;   /* how the domain ends if a test ends it; NULL: none does */
    const char *tests[CONFIG_GLOBS + 1]; /* the only tests, as globs; none: all not .alone */
    struct background_region windows[SCENARIO_WINDOWS];
    size_t window_count;
    bool has_rrs;
    struct background_region rrs; /* the window that reads as RRS, has_rrs only */
    /*
     * A configuration that Xen must refuse: the boot passes if Xen panics for a reason that this
     * glob matches. NULL: a boot that runs the tests. @raw_windows (cells, big-endian order as
     * written) then replaces the encoding of .windows.
     */
    const char *refusal;
    const char *rule; /* refusal only: the rule that it checks */
    const uint32_t *raw_windows;
    size_t raw_window_cells;
    bool has_raw_windows;
    unsigned int raw_trap; /* what trap-unmapped-accesses is, with UNMAPPED; 0 but for a refusal */
};

/* A function that a vfio-user server of ours serves, from the words "ADDR TYPE [FAULT]". */
struct scenario_server {
    char addr[8];   /* as QEMU writes it: "2" or "2.1" */
    char type[4];   /* "rng" or "blk" */
    char fault[32]; /* empty: none */
};

/* Whether @words are such. */
bool scenario_server(const char *words, struct scenario_server *server);

/* A word of scenarios.cfg and what it stands for. */
struct keyword {
    const char *text; /* NULL ends a list */
    unsigned int value;
};

/* Whether Xen is to emulate the host bridge. */
bool scenario_has_bridge(const struct scenario *scenario);

/* Which Xen it wants that `make run` does not build: SCENARIO_VPCI, SCENARIO_DTBO, or NULL. */
const char *scenario_extra_xen(const struct scenario *scenario);

extern const struct keyword scenario_machines[], scenario_profiles[], scenario_attaches[];

/* "trap" and the like, "request" and the like: the words of scenarios.cfg and of the DT. */
const char *scenario_profile(unsigned int profile);
const char *scenario_attach(unsigned int attach);

/* Whether the guest ends as a domain does, and not the whole machine with a status of its own:
 * Linux has no semihosting, of two domUs the first would end the other, and a console that is a
 * program in dom0 would not be read to its end. */
bool scenario_ends_by_xen(const struct scenario *scenario);

/* Whether dom0 is a Linux, in which the device model is a program. */
bool scenario_has_linux_dom0(const struct scenario *scenario);

/* Whether the tests command the device model, by the control page. */
bool scenario_has_control(const struct scenario *scenario);

/* Whether the domU is made while the system runs, by whatever means. */
bool scenario_is_made_late(const struct scenario *scenario);

/* Whether it boots a Linux, which make run does not fetch: in dom0 or in the domU. */
bool scenario_has_linux(const struct scenario *scenario);

/* The words of --machine. */
const char *scenario_machine(const struct scenario *scenario);

/* mmio-background-regions of @scenario in host order; returns the number of cells. */
size_t scenario_window_cells(const struct scenario *scenario, uint32_t cells[SCENARIO_CELLS]);

#endif
