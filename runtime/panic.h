/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of an image that cannot go on. */
#ifndef RUNTIME_PANIC_H
#define RUNTIME_PANIC_H

/*
 * Says why and ends the run. Each image supplies image_panic(): the domU as crash records and exit
 * status 6, the backend as one line and SHUTDOWN_crash.
 */
void panic(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

void image_panic(const char *message) __attribute__((noreturn));

#endif
