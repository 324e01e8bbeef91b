/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/time/timer.h"

#include <libfdt.h>

#include "runtime/dt.h"

#define GIC_PPI   1
#define PPI_FIRST 16
#define PPIS      16
#define CELLS     3 /* of an interrupt specifier of GICv2 and GICv3 */

bool timer_interrupt(const void *fdt, enum timer_kind kind, struct timer_interrupt *out)
{
    int length;
    const fdt32_t *cells = fdt_getprop(fdt, dt_find(fdt, "arm,armv8-timer"), "interrupts", &length);
    const int first = CELLS * kind;
    uint32_t number;

    if (!cells || length / (int)sizeof(*cells) < first + CELLS ||
        fdt32_to_cpu(cells[first]) != GIC_PPI)
        return false;
    number = fdt32_to_cpu(cells[first + 1]);
    *out = (struct timer_interrupt){PPI_FIRST + number, fdt32_to_cpu(cells[first + 2])};
    return number < PPIS;
}
