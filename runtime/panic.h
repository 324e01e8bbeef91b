/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of an image that cannot go on. */
#ifndef RUNTIME_PANIC_H
#define RUNTIME_PANIC_H

/*
 * Says why and ends the run. Each image supplies image_panic(): the domU as crash records and exit
 * status 6, the backend as one line and SHUTDOWN_crash.
 */
void panic(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The same, if it is Xen that broke @rule; NULL: who knows. */
void panic_by(const char *rule, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* @rule as in panic_by(). */
void image_panic(const char *rule, const char *message) __attribute__((noreturn));

#endif
