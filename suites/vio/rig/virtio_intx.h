/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupts of one device by its line, counted: INTx, or over mmio its slot's. */
#ifndef SUITES_VIO_INTX_H
#define SUITES_VIO_INTX_H

#include <stdbool.h>

#include "guest/virtio_driver.h"

struct intx {
    const struct virtio_device *dev;
    uint32_t intid;
    volatile unsigned int taken;       /* interrupts since intx_open() */
    volatile unsigned int unexplained; /* of them, those with an ISR of 0 */
    volatile uint8_t isr;              /* all bits that the ISR has shown */
};

/* Whether the device says that it interrupts, within @limit, slept through. */
bool intx_comes(const struct virtio_device *dev, uint64_t limit);

/*
 * Clears the interrupts that a device may raise at its start, with the line disabled: returns all
 * bits that the ISR showed until there were no more.
 */
uint8_t intx_settle(const struct virtio_device *dev);

/* Enables the device's line; static, as the handler writes into it. If it has none, the test fails.
 */
bool intx_open(struct intx *intx, const struct virtio_device *dev);

/* Whether @count interrupts have been taken since intx_open(); waits for them, asleep. */
bool intx_taken(const struct intx *intx, unsigned int count);

void intx_close(struct intx *intx);

#endif
