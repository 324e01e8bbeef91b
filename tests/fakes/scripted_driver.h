/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver in slow motion for the device model's virtio devices: a bus with an rng and a disk in an
 * array home, and each step of a driver as a function.
 */
#ifndef TESTS_SCRIPTED_DRIVER_H
#define TESTS_SCRIPTED_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "device_model/devices/blk_device.h"
#include "device_model/pci/pci_bus.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_service.h"
#include "homes/array/array_home.h"

#define RNG_SLOT 1
#define BLK_SLOT 2

/* Common configuration, virtio 1.2, 4.1.4.3, and the pages of the BAR. */
#define DEVICE_FEATURE_SELECT 0x00
#define DEVICE_FEATURE        0x04
#define DRIVER_FEATURE_SELECT 0x08
#define DRIVER_FEATURE        0x0c
#define MSIX_CONFIG           0x10
#define NUM_QUEUES            0x12
#define STATUS                0x14
#define GENERATION            0x15
#define QUEUE_SELECT          0x16
#define QUEUE_SIZE            0x18
#define QUEUE_MSIX            0x1a
#define QUEUE_ENABLE          0x1c
#define QUEUE_NOTIFY_OFF      0x1e
#define QUEUE_DESC            0x20
#define QUEUE_DRIVER          0x28
#define QUEUE_DEVICE          0x30
#define QUEUE_RESET           0x3a
#define ISR                   0x1000
#define CONFIG                0x2000
#define NOTIFY                0x3000

#define ACKNOWLEDGE 1
#define DRIVER      2
#define DRIVER_OK   4
#define FEATURES_OK 8
#define NEEDS_RESET 64
#define READY       (ACKNOWLEDGE | DRIVER | FEATURES_OK)
#define RUNNING     (READY | DRIVER_OK)

#define NEXT     1
#define WRITE    2
#define INDIRECT 4

/* The domU's memory, and where the driver puts things; the areas of the ring cross pages. */
#define RAM      0x40000000ull
#define RAM_SIZE (64 * GUEST_PAGE)
#define RING     8
#define DESC     (RAM + 0x1fc0)
#define AVAIL    (RAM + 0x3ff6)
#define USED     (RAM + 0x5fdc)
#define DATA     (RAM + 0x8000)

struct scripted_driver {
    struct array_home home;
    struct pci_bus bus;
    struct virtio_state rng;
    struct blk_device blk;
    struct virtio_pci rng_function, blk_function;
    unsigned int slot; /* the device under test */
    uint16_t avail_index;
    struct {
        uint64_t addr;
        uint32_t size;
        uint16_t flags, next;
    } desc[RING];
};

extern struct scripted_driver driver;

/* A fresh machine; the rng at RNG_SLOT is the device under test. For GREATEST_SET_SETUP_CB. */
void driver_setup(void *arg);
void driver_use(unsigned int slot);

/* The byte behind a guest address. */
void *at(uint64_t addr);

/* Registers of configuration space and of the BAR. */
uint64_t config_read(unsigned int reg, unsigned int size);
void config_write(unsigned int reg, unsigned int size, uint64_t value);
uint64_t get(unsigned int reg, unsigned int size);
void put(unsigned int reg, unsigned int size, uint64_t value);

/* Reset and negotiation up to FEATURES_OK; all of the initialisation, with an empty ring. */
void negotiate(void);
void start(void);

/* Fills in descriptor @i; offers the chain at @head; rings. */
void describe(unsigned int i, uint64_t addr, uint32_t size, uint16_t flags, uint16_t next);
void post(uint16_t head);
void kick(void);

/* The used ring; @n counts requests since start(). */
uint16_t used_index(void);
uint32_t used_id(uint16_t n);
uint32_t used_written(uint16_t n);

#endif
