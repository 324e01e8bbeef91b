/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What measuring itself costs, and what is left of a measurement without it. Plain arithmetic: all
 * values in one unit, whichever.
 */
#ifndef GUEST_OVERHEAD_H
#define GUEST_OVERHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The overhead that @n trials of measuring nothing show: their median. @trials is put in order.
 * False if they are too unlike each other to be subtracted from anything: if @exact, any two that
 * differ; else if the middle half of them is wider than a quarter of the median and than @grain,
 * two steps of the counter.
 */
bool overhead_settle(uint64_t *trials, size_t n, bool exact, uint64_t grain, uint64_t *overhead);

/* Whether @overhead and @again, measured later, are the same as far as can be expected. */
bool overhead_holds(uint64_t overhead, uint64_t again, bool exact, uint64_t grain);

/*
 * Whether nobody sees @overhead, settled or not, in measurements that took at least @least: it is
 * no more than a hundredth.
 */
bool overhead_is_lost(uint64_t overhead, uint64_t least, bool exact);

/*
 * One operation's share of a measurement of @batch of them that took @spent, rounded to nearest; 0
 * if it took no longer than measuring nothing does. UINT32_MAX if it does not fit.
 */
uint32_t overhead_off(uint64_t spent, uint64_t overhead, unsigned int batch);

#endif
