/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a QEMU has told of itself, kept in $XDG_CACHE_HOME/doorbell (~/.cache/doorbell), so that it
 * need not be started for that again. An answer counts only for the program as it is now, by path,
 * inode, size and times, and only whole: each file begins with a checksum of both. What is no ELF
 * file, a script for instance, is asked each time: it may start anything.
 */
#ifndef HARNESS_QEMU_CACHE_H
#define HARNESS_QEMU_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/support/argv.h"

struct qemu_cache {
    char *path;       /* of the file; NULL: nothing is kept */
    uint64_t program; /* which program, and what it is asked */
};

/* For what @question, a command line that begins with QEMU's path, tells. Call it before QEMU is
 * asked: if another program takes its place meanwhile, the answer is of none. */
void qemu_cache_open(struct qemu_cache *cache, const struct argv *question);
void qemu_cache_close(struct qemu_cache *cache);

/* The answer: *@size bytes and a NUL, to free(). NULL: it is not there, or not to be trusted. */
char *qemu_cache_get(const struct qemu_cache *cache, size_t *size);

/* Keeps it; where that cannot be done, QEMU is asked again the next time. */
void qemu_cache_put(const struct qemu_cache *cache, const char *answer, size_t size);

#endif
