/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of the virtio functions that the device model serves, whatever their type. */
#ifndef SUITES_VIO_EACH_H
#define SUITES_VIO_EACH_H

#include <stdbool.h>

#include "guest/virtio_driver.h"

/*
 * Opens the first virtio function of each type, runs @check on it, and closes it. One that cannot
 * be opened fails the test; without any the test is a SKIP.
 *
 * To look at a function's structures costs a hundred accesses: they are looked at once for all
 * tests (virtio_reopen), but by vio_each_afresh() each time.
 */
void vio_each(void (*check)(struct virtio_device *dev));
void vio_each_afresh(void (*check)(struct virtio_device *dev));

/* Whether @call returned 0; if not, the test fails, and names the device and the driver's error. */
#define vio_expect(dev, call) vio_expect_success(__FILE__, __LINE__, dev, call, #call)
bool vio_expect_success(const char *file, int line, const struct virtio_device *dev, int error,
                        const char *call);

#endif
