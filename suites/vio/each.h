/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of every virtio function that the device model serves, whatever its type. */
#ifndef SUITES_VIO_EACH_H
#define SUITES_VIO_EACH_H

#include <stdbool.h>

#include "virtio_driver.h"

/*
 * Opens each virtio function (virtio_open), runs @check on it, and closes it. One that cannot be
 * opened fails the test; without any the test is a SKIP.
 */
void vio_each(void (*check)(struct virtio_device *dev));

/* Whether @call returned 0; if not, the test has failed, with the device and the driver's error. */
#define vio_expect(dev, call) vio_expect_success(__FILE__, __LINE__, dev, call, #call)
bool vio_expect_success(const char *file, int line, const struct virtio_device *dev, int error,
                        const char *call);

#endif
