/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A home for tests: guest memory is an array, time passes in array_home_advance(), and what the
 * device model does to its home is counted.
 */
#ifndef ARRAY_HOME_H
#define ARRAY_HOME_H

#include <stddef.h>

#include "device_model/home.h"
#include "device_model/mmio/mmio_slots.h"

struct array_home {
    struct home home;
    uintptr_t memory;
    uint64_t base, size; /* guest physical, of .memory */
    unsigned int strays; /* times that a device wanted a page outside */
    uint64_t now;
    struct array_line {
        bool level;
        unsigned int sets, raises;
    } line[4 + MMIO_SLOTS];
    bool refuses; /* the next claims of BARs */
    struct array_claim {
        unsigned int count;
        uint64_t base; /* of the last one */
    } claims, releases;
    unsigned int logged; /* lines */
};

/*
 * @memory is the guest's RAM from guest physical address @base on; all three are multiples of a
 * page. With @memory 0, @base 0 and @size UINT64_MAX guest addresses are our pointers.
 */
void array_home_init(struct array_home *home, void *memory, uint64_t base, uint64_t size);

/* Lets @ns pass and runs what becomes due. */
void array_home_advance(struct array_home *home, uint64_t ns);

#endif
