/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Points in time inside a piece of code that is also measured as a whole, without them. The
 * compiler must make the same of the rest either way, or the parts would not add up to the whole:
 * so a stamp that is off is an asm as well, of the same operands and clobbers, and one that is on
 * needs no register but those two.
 */
#ifndef GUEST_STAMP_H
#define GUEST_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#define STAMP_COUNT 8

/* CNTPCT at each stamp: the backend's clock, too. */
extern uint64_t stamps[STAMP_COUNT];

/* Notes the time as stamps[@index] if @on; both are constants. */
#define STAMP(on, index)                                                      \
    do {                                                                      \
        if (on)                                                               \
            __asm__ volatile("adrp x16, stamps\n\t"                           \
                             "add x16, x16, :lo12:stamps\n\t"                 \
                             "isb\n\t"                                        \
                             "mrs x17, cntpct_el0\n\t"                        \
                             "str x17, [x16, %0]" ::"i"(8 * (index))          \
                             : "x16", "x17", "memory");                       \
        else                                                                  \
            __asm__ volatile("" ::"i"(8 * (index)) : "x16", "x17", "memory"); \
    } while (0)

/*
 * What one stamp costs, in ticks. If that is not stable the running test is an ERROR; returns
 * whether it is.
 */
bool stamp_cost(uint64_t *ticks);

#endif
