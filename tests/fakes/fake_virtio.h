/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtio device on the scripted bus: the registers of virtio 1.2, 4.1.4, two queues, and a device
 * that serves them, with knobs for each way of being wrong.
 */
#ifndef TESTS_FAKE_VIRTIO_H
#define TESTS_FAKE_VIRTIO_H

#include "guest/virtio_driver.h"
#include "tests/fakes/fake_device.h"

#define FAKE_QUEUES       2
#define FAKE_VIRTIO_BAR   4
#define FAKE_VIRTIO_SIZE  0x4000
#define FAKE_COMMON       0x0000
#define FAKE_ISR          0x1000
#define FAKE_DEVICE       0x2000
#define FAKE_NOTIFY       0x3000
#define FAKE_REGION       0x1000
#define FAKE_MULTIPLIER   4
#define FAKE_DEVICE_BYTES 16

/* Where the capabilities stand in configuration space. */
#define FAKE_CAP_COMMON  0x40
#define FAKE_CAP_NOTIFY  0x50
#define FAKE_CAP_ISR     0x64
#define FAKE_CAP_DEVICE  0x74
#define FAKE_CAP_PCI_CFG 0x84
#define FAKE_CAP_FREE    0x98 /* room for one more of a test's */

struct fake_queue {
    uint16_t size;
    uint16_t notify_off;
    uint16_t enabled;
    uint64_t address[3]; /* descriptors, driver area, device area */
    uint16_t seen;
    unsigned int kicks;
};

/* A chain as the device collected it. */
struct fake_chain {
    uint16_t head;
    unsigned int count;
    struct {
        uint8_t *data;
        uint32_t length;
        bool writable;
    } segment[8];
};

/* What comes of a write to queue_reset. */
enum fake_queue_reset {
    FAKE_RESET_NOTHING,
    FAKE_RESET_WORKS,
    FAKE_RESET_FOREVER,
};

struct fake_virtio {
    /* How it behaves. */
    uint64_t offered;
    uint16_t num_queues;
    uint16_t max_size;
    unsigned int reset_reads;     /* status reads until a reset shows 0 */
    uint8_t status_dropped;       /* status bits that never stick */
    uint8_t status_raised;        /* status bits that come up by themselves */
    unsigned int read_only_field; /* a 16-bit field of COMMON that ignores writes, or the lower half
                                     of a queue address; 0: none */
    uint64_t features_lost;       /* of the accepted ones, that do not read back */
    enum fake_queue_reset queue_reset;
    bool restless; /* another config_generation at every read */
    uint8_t device[FAKE_DEVICE_BYTES];
    /* Serves one chain: returns how many bytes it claims to have written. NULL: never answers. */
    uint32_t (*serve)(struct fake_virtio *virtio, const struct fake_chain *chain);
    /* What has happened. */
    uint8_t status;
    uint8_t isr;
    uint8_t generation;
    uint32_t device_select, driver_select;
    uint64_t accepted;
    uint16_t queue_select;
    unsigned int reset_pending;
    struct fake_queue queue[FAKE_QUEUES];
    unsigned int wrong_width; /* accesses of another width than the field's (VIO-04) */
    unsigned int early_kicks; /* doorbells before DRIVER_OK or without bus mastering */
};

/* Adds a faultless modern device of @type with @state behind it. */
struct fake_function *fake_virtio_add(pci_bdf bdf, uint16_t type, struct fake_virtio *state);

/* Writes a virtio_pci_cap; the list's pointers stay as they are. */
void fake_virtio_cap(struct fake_function *fn, uint8_t at, uint8_t type, uint8_t bar,
                     uint32_t offset, uint32_t length);

#endif
