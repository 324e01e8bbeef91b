/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control page: how a test drives our own backend.
 *
 * One page of the domU's RAM, at the address in the doorbell node (config.h) and in the backend's
 * bootargs. The backend maps it as a foreign page. Both sides see it write-back cacheable.
 *
 *   guest                                   backend
 *   alloc_unbound a port for the backend
 *   guest_port = port, then magic           polls for magic, then bind_interdomain(guest_port)
 *   command, arg[], then request += 1,
 *     EVTCHNOP_send(port)                   wakes, serves, writes status and result[],
 *   waits (bounded) for done == request       then done = request
 *
 * Every commit point (magic, request, done) is a release store read with acquire. All offsets are
 * fixed, little-endian; no pointers. The backend trusts nothing it reads here.
 */
#ifndef PROTOCOL_CONTROL_H
#define PROTOCOL_CONTROL_H

#include <stdint.h>

#define CONTROL_MAGIC    0x6c6c6562 /* "bell" */
#define CONTROL_VERSION  1
#define CONTROL_SIZE     4096
#define CONTROL_LOG_SIZE 96
#define CONTROL_SERVERS  10  /* handles of servers: 0, those of CONTROL_SERVER_ADD, a split one */
#define CONTROL_DATA     512 /* bytes that a hypercall of CONTROL_HYPERCALL may point at */
#define CONTROL_SPARES   4   /* pages from control_hypercall.spare on */

#define CONTROL_DOMAIN_BASE 0x40000000 /* Xen's GUEST_RAM0_BASE */
#define CONTROL_DOMAIN_RAM  0x200000

enum control_command {
    CONTROL_PING = 1,
    /*
     * Create the bus server, map its ranges (ECAM and echo), enable it; arg[0] = delay in ns before
     * the first step (0: done is written when the server is enabled; else done at once and the
     * attach follows by itself). -EBUSY if attached.
     */
    CONTROL_ATTACH,
    /* Destroy the bus server and reset its devices, once no request is in flight; arg[0] = delay in
     * ns before it, as for CONTROL_ATTACH. */
    CONTROL_DETACH,
    /*
     * Take the bus server to stage arg[0] (enum control_stage): one or more steps forward, or from
     * STAGE_ENABLED back to STAGE_MAPPED, which disables it.
     */
    CONTROL_STAGE,
    /*
     * An additional server that answers echo data: arg[0] = base, arg[1] = size in bytes,
     * arg[2] = tag. result[0] = its handle for CONTROL_SERVER_REMOVE.
     */
    CONTROL_SERVER_ADD,
    CONTROL_SERVER_REMOVE,
    /* arg[0] = 1: answer every echo read with arg[1], unmasked; 0: back to echo data. */
    CONTROL_ANSWER,
    /* Forget the log: log_total = 0. */
    CONTROL_LOG_RESET,
    /* Set the line of SPI arg[0] (INTID - 32), which no device drives, to level arg[1] (0 or 1). */
    CONTROL_RAISE,
    /*
     * Serve only the requests of the vCPUs in mask arg[0], on all servers; those of others wait.
     * result[0] = how many requests were waiting until now; the served among them are answered.
     */
    CONTROL_SERVE,
    /* A further range, or one less, for a server of CONTROL_SERVER_ADD: arg[0] = handle, arg[1] =
     * base, arg[2] = size. */
    CONTROL_SERVER_MAP,
    CONTROL_SERVER_UNMAP,
    /* What to do under the next request to the bus server's echo range: arg[0] = enum control_hold,
     * arg[1] = ns to wait before the answer. */
    CONTROL_HOLD,
    /* Leave the bus server's requests unanswered for arg[0] ns. */
    CONTROL_PLAY_DEAD,
    /*
     * The function at device number arg[0] gets a server of its own for its configuration space and
     * BAR, in place of the bus server; 0: all are the bus server's again. -EBUSY if either is
     * attached.
     */
    CONTROL_SPLIT,
    /* Attach (arg[0] = 1) or detach (0) that server. */
    CONTROL_SPLIT_ATTACH,
    /* Misbehave: arg[0] = enum fault (fault.h), 0 to stop. The disk is as at the start again. */
    CONTROL_FAULT,
    /*
     * Serve a virtqueue arg[0] ns after its notification and not under it; 0: under it again, what
     * waits being served now.
     */
    CONTROL_DEFER,
    /*
     * virtio-blk says that it has arg[0] sectors: at once, or right after the driver has read
     * arg[1] more dwords of its configuration. CONTROL_DISK_SECTORS stay readable at most.
     */
    CONTROL_RESIZE,
    /* Make the hypercall that struct control_hypercall describes; whatever comes of it. */
    CONTROL_HYPERCALL,
    /* result[0] = the 4 bytes at offset arg[0] of the pages .spare. -EFAULT if there is no memory.
     */
    CONTROL_PEEK,
    /* They become arg[1]. */
    CONTROL_POKE,
    /*
     * Make domain arg[0], paused: a vCPU, CONTROL_DOMAIN_RAM bytes of RAM, and bytes of
     * .hypercall.data at its start, as many as the low half of arg[1] says, where the vCPU will
     * begin with arg[2] in x0. The high half: 0, or how many times 2 MiB of RAM instead. A refusal
     * is Xen's errno, and nothing is left of what was made by then.
     */
    CONTROL_DOMAIN_MAKE,
    /* Destroy domain arg[0], which is not the guest; done when nothing is left of it. */
    CONTROL_DOMAIN_UNMAKE,
    /*
     * Hand over an overlay that adds the host bridge, in the way of arg[0] (enum control_overlay):
     * its bytes from arg[1] on, in .hypercall.data; result[0] = its size. arg[2] = the phandle of
     * the guest's interrupt controller.
     */
    CONTROL_OVERLAY,
    /* Close the event channels of the bus server, which has to be enabled, and bind them again. */
    CONTROL_REBIND,
    /* As CONTROL_SERVER_ADD, CONTROL_SERVER_MAP and CONTROL_SERVER_UNMAP, for the configuration
     * space of PCI functions: arg[1] functions from bus, device and function arg[0] on; then it is
     * arg[2] functions from arg[1] on. They read as control_function() says. */
    CONTROL_CLAIM_ADD,
    CONTROL_CLAIM,
    CONTROL_RELEASE,
    /* Mask these event channels, or with arg[0] = 0 unmask them. */
    CONTROL_MASK,
    /* Plug a virtio-rng into virtio-mmio slot CONTROL_LATE_SLOT, arg[0] = 1, or take it out, 0. A
     * detach takes it out. -EOPNOTSUPP without slots, -EBUSY if it is so already. */
    CONTROL_PLUG,
    /* arg[0] = enum control_slot happens at the port's hot-plug slot, arg[1] ns from now (0: at
     * once), for the disk that has its place there. A detach takes it out. -EOPNOTSUPP without a
     * port, -EBUSY if the last one is still to come, -EINVAL if there is nothing to take out. */
    CONTROL_SLOT,
};

enum control_slot {
    SLOT_INSERT, /* the disk comes */
    SLOT_PRESS,  /* the attention button: it leaves when it has no power */
    SLOT_PULL,   /* it leaves at once */
    SLOTS_END,
};

/*
 * After the two that destroy, the backend waits CONTROL_WATCHDOG_NS for another command. If none
 * comes, the vCPU hangs in Xen: the backend says so (`doorbell backend: watchdog: TEXT`, which
 * fails the running test) and ends the run.
 */
enum control_hold {
    HOLD_NONE,
    HOLD_DISABLE,          /* disable the server, then answer */
    HOLD_DESTROY,          /* destroy it; there is no answer then (IOREQ-15) */
    HOLD_DESTROY_ANSWERED, /* answer, then destroy it at once: takes Xen down (IOREQ-16) */
    HOLD_WAIT,             /* nothing but the wait */
};

/* What is wrong with an overlay. */
enum control_overlay {
    OVERLAY_SOUND,
    OVERLAY_CUT,         /* its last bytes are missing */
    OVERLAY_MAGIC,       /* it has another magic number */
    OVERLAY_VERSION,     /* of a format that is yet to come */
    OVERLAY_GARBLED,     /* a tag of its structure is none */
    OVERLAY_HANDLE,      /* its target is a phandle that nobody has */
    OVERLAY_PATH,        /* its target is a path that leads nowhere */
    OVERLAY_CONTROLLER,  /* interrupt-map names a phandle that nobody has */
    OVERLAY_OVER_RAM,    /* the ECAM is where memory is */
    OVERLAY_OVER_ITSELF, /* the BARs' window is where the ECAM is */
    OVERLAY_BUSES,       /* bus-range is larger than reg */
    OVERLAYS_END,
    OVERLAY_FEWER_BUSES = OVERLAYS_END, /* sound, but not what is there: for a fault */
};

#define CONTROL_WATCHDOG_NS 50000000

/* The bus server's life: created, ranges mapped, enabled and served. */
enum control_stage {
    STAGE_NONE,
    STAGE_CREATED,
    STAGE_MAPPED,
    STAGE_ENABLED,
};

/* One request as the IOREQ page showed it: data as sent for a write, as found (0) for a read. */
struct control_log {
    uint64_t addr;
    uint64_t data;
    uint32_t size;
    uint32_t count;
    uint8_t is_write;
    uint8_t type; /* IOREQ_TYPE_* */
    uint8_t vcpu;
    uint8_t server; /* 0 = bus server, else the handle of CONTROL_SERVER_ADD */
    uint32_t pad;
};

/*
 * When the backend did what for the latest request on any server: values of CNTPCT, in this order.
 * All are written before the answer, so who has the answer sees its own request's.
 */
struct control_times {
    uint64_t picked_up; /* found in its slot */
    uint64_t raised;    /* asserted an INTx line for it, the last time; 0: did not */
    uint64_t answered;  /* the answer is next; the event that wakes the vCPU follows it */
    uint64_t count;     /* requests so far, this one included */
};

/*
 * A hypercall that dom0 makes for a test. It works on a copy of .data in dom0's memory, which
 * stands at .base there and is copied back. Of all but dm_op, memory_op,
 * event_channel_op, grant_table_op, domctl and sysctl none is made.
 */
struct control_hypercall {
    uint64_t base;  /* backend: dom0's address of its copy of .data */
    uint64_t spare; /* backend: gfn in dom0 of CONTROL_SPARES pages that nobody uses, to map
                       something at */
    uint64_t domid; /* backend: the domU's, as dom0 names it */
    uint64_t nr;    /* guest: __HYPERVISOR_* */
    uint64_t arg[3];
    uint64_t domctl_version; /* backend: Xen's, of the interface; 0: none is known */
    int64_t value;           /* backend: what Xen returned */
    uint8_t data[CONTROL_DATA];
};

struct control_page {
    uint32_t magic;
    uint32_t version;
    uint32_t guest_port;  /* written by the guest */
    uint32_t stage;       /* written by the backend: enum control_stage of the bus server */
    uint32_t request;     /* guest */
    uint32_t done;        /* backend */
    uint32_t command;     /* guest: enum control_command */
    int32_t status;       /* backend: 0 or -Xen errno */
    uint64_t arg[4];      /* guest */
    uint64_t result[4];   /* backend */
    uint64_t attached_at; /* backend: CNTVCT-comparable CNTPCT value when the server was enabled */
    uint32_t log_total;   /* backend: requests logged since the reset; entry i at log[i % SIZE] */
    /* backend: ESR_EL1 of a load of its own from where the domU has its ECAM; 0: it completed */
    uint32_t dom0_esr;
    struct control_log log[CONTROL_LOG_SIZE]; /* requests to echo ranges only */
    struct control_times times;               /* backend */
    /* backend: how often each server was asked to forget its mappings of our memory */
    uint32_t invalidations[CONTROL_SERVERS];
    struct control_hypercall hypercall;
    uint64_t slot_at; /* backend: CNTPCT when the last CONTROL_SLOT happened */
};

_Static_assert(sizeof(struct control_log) == 32, "layout is ABI");
_Static_assert(sizeof(struct control_page) <= CONTROL_SIZE, "one page");

/*
 * What an echo range reads: every byte tells its own address and the server's tag, so any width at
 * any offset has exactly one right answer and a neighbour's answer is wrong.
 */
static inline uint8_t control_echo_byte(uint64_t addr, uint8_t tag)
{
    return (uint8_t)(addr * 0x9d + (addr >> 8) * 0x35 + 0x5b) ^ tag;
}

/* @size bytes (1, 2, 4, 8) of echo data at @addr, little-endian, zero above. */
static inline uint64_t control_echo(uint64_t addr, unsigned int size, uint8_t tag)
{
    uint64_t value = 0;

    for (unsigned int i = 0; i < size; i++)
        value |= (uint64_t)control_echo_byte(addr + i, tag) << (8 * i);
    return value;
}

/* The address whose echo data register @reg of function @sbdf reads, other than its neighbours'. */
static inline uint64_t control_function(uint64_t sbdf, uint32_t reg)
{
    return sbdf * 0x9e5 + reg;
}

#define CONTROL_BUS_TAG      0x00
#define CONTROL_DISK_SECTORS 64
#define CONTROL_LATE_SLOT    4

/* Byte @offset of the RAM disk when the backend starts. */
static inline uint8_t control_disk_byte(uint32_t offset)
{
    return (uint8_t)(offset * 0x6b + (offset >> 9) * 0x1d + 0xc3);
}

#endif
