/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking for the device that has its place behind a port: our backend, or the harness. */
#ifndef GUEST_LATE_DEVICE_H
#define GUEST_LATE_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

/* Asks for the device to come, or to leave by the attention button; soon, not at once. */
void late_device_ask(bool come);

/* Our backend only: lets it leave without a word, as late_device_ask(). */
void late_device_pull(void);

/* When that happened, or where nobody can tell, when it was asked for: as clock_physical(). */
uint64_t late_device_asked_at(void);

#endif
