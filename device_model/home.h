/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the device model needs of the program that it runs in: guest memory, interrupts, time, a
 * log, and the addresses of its BARs. Accesses come in through pci_access.h; nothing else connects
 * the two. A home calls the device model from one thread.
 */
#ifndef DEVICE_MODEL_HOME_H
#define DEVICE_MODEL_HOME_H

#include <stdbool.h>
#include <stdint.h>

#include "device_model/deadline.h"

#define GUEST_PAGE 4096 /* bytes */

struct home;
struct pci_endpoint;
struct virtio_state;
struct mmio_slots;

/*
 * Memory whose addresses are the platform's, as ACCESS_PLATFORM says (virtio 1.2, 6.1), and not
 * guest physical: grants.
 */
struct platform_memory {
    /* As home.map for page number @page of such addresses, to be read, or also written if @write;
     * NULL: the device may not. */
    void *(*map)(struct home *home, uint64_t page, bool write);
    /* A request has been served: nothing stays mapped. */
    void (*unmap)(struct home *home);
};

struct home {
    /* The page of guest memory at @gfn, valid until the next call; NULL if there is no RAM. */
    void *(*map)(struct home *home, uint64_t gfn);

    /* Sets interrupt line @line, 0 to 3 for INTA to INTD after the swizzle, 4 + n for mmio slot n,
     * to @level. */
    void (*set_line)(struct home *home, unsigned int line, bool level);

    /* ns from some time in the past on. The home runs .deadlines when they are due, never in the
     * middle of an access. */
    uint64_t (*now)(struct home *home);
    struct deadline_queue deadlines;

    /* One line for people, without its end. */
    void (*log)(struct home *home, const char *text);

    /* From now on accesses to [@base, @base + ENDPOINT_BAR_SIZE) come in; false if the range cannot
     * be had. Or no longer: a range that was claimed. */
    bool (*claim_bar)(struct home *home, const struct pci_endpoint *endpoint, uint64_t base);
    void (*release_bar)(struct home *home, const struct pci_endpoint *endpoint, uint64_t base);

    /* Sends message @vector of MSI-X. False: nobody takes it now, and it stays pending until
     * virtio_pci_deliver(). NULL: there is no way, and functions have only INTx. */
    bool (*send_message)(struct home *home, const struct pci_endpoint *endpoint,
                         unsigned int vector);

    struct virtio_state *devices; /* all that were made here, by .next, whatever their transport */
    struct mmio_slots *mmio;      /* NULL: there are none */
    const struct platform_memory *platform; /* of all devices; NULL: addresses are guest physical */
};

#endif
