/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the IPA space reads where nobody answers: the profile as arithmetic. Tests compare Xen's
 * answer with this.
 */
#ifndef GUEST_BACKGROUND_H
#define GUEST_BACKGROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/test/access.h"
#include "runtime/dt.h"

/*
 * Whether @size bytes at @ipa, unclaimed by RAM, Xen's devices and IOREQ servers, are background:
 * never in profile trap, always in unmapped, inside one window in windows, inside the host bridge's
 * own windows in bare, in its ECAM in vpci.
 */
bool background_covers(uint64_t ipa, unsigned int size);

/* What they then read: lane k of the window's value, or ones. Zero above @size (1, 2, 4, 8). */
uint64_t background_value(uint64_t ipa, unsigned int size);

/*
 * The @index-th region that is background throughout as long as nobody is attached: the windows,
 * or in profile unmapped the ranges that the device tree leaves to a device model, or in vpci the
 * ECAM.
 */
bool background_region(size_t index, struct range *out);

/*
 * The @index-th page that nobody claims in any profile and no window covers: below the GIC, above
 * it, above RAM.
 */
bool background_hole(size_t index, uint64_t *ipa);

/*
 * The @index-th place to run the table of forms at while nobody is attached, mapped as Device: amid
 * a window with different byte lanes or, in profile unmapped, amid the ECAM; then amid the hole
 * above RAM. In profile trap neither answers.
 */
bool background_place(size_t index, struct access_place *out);

/* Checks that a 32-bit load at @ipa reads as if nobody claimed the address. */
void expect_unclaimed(uint64_t ipa);

/*
 * Runs every plain load and store of two bytes and more across , at its first, middle and last
 * byte, through Normal memory (Device memory has no unaligned accesses), and checks what the
 * profile says of each.
 */
#define expect_across(border) background_across(__FILE__, __LINE__, border)
void background_across(const char *file, int line, uint64_t border);

#endif
