/* SPDX-License-Identifier: BSD-2-Clause */
/* The boots of a run, several at a time. */
#ifndef HARNESS_BOOTS_H
#define HARNESS_BOOTS_H

#include "harness/boot/boot.h"

/*
 * Boots the @count scenarios of @chosen, each from its element of @files, .jobs of @config at a
 * time, and puts their outcomes into @outcomes (@count elements) in their order. False if one could
 * not be had (one line on stderr) or it was interrupted; what was judged until then is in
 * @outcomes, the others are NULL.
 *
 * Boots do not disturb each other: the clock of each is its own instructions (qemu_args.c).
 */
bool boots_run(const struct boot_config *config, const struct expectations *expectations,
               const struct scenario *const *chosen, const struct boot_files *files, size_t count,
               struct outcome **outcomes);

#endif
