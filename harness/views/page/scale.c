/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/page/scale.h"

#include <math.h>
#include <stdio.h>

#define STEPS 5 /* that a linear axis has, about */

/* 1, 2 or 5 times a power of ten, at least @value. */
static double round_up(double value)
{
    const double power = pow(10, floor(log10(value)));
    const double digit = value / power;

    /* A hair's breadth: 10^x is not always exact. */
    return power * (digit <= 1.0000001 ? 1 : digit <= 2.0000001 ? 2 : digit <= 5.0000001 ? 5 : 10);
}

static double round_down(double value)
{
    const double power = pow(10, floor(log10(value) + 1e-9));
    const double digit = value / power;

    return power * (digit >= 4.9999999 ? 5 : digit >= 1.9999999 ? 2 : 1);
}

struct scale scale_of(double least, double most, bool log)
{
    struct scale scale = {.log = log};
    double step;

    if (log) {
        scale.low = least > 1 ? round_down(least) : 1;
        scale.high = most > scale.low ? round_up(most) : scale.low;
        if (scale.high <= scale.low)
            scale.high = 10 * scale.low;
        return scale;
    }
    step = round_up(most > least ? (most - least) / STEPS : most > 0 ? most / STEPS : 1);
    scale.low = floor(least / step) * step;
    scale.high = ceil(most / step) * step;
    if (scale.high <= scale.low)
        scale.high = scale.low + step;
    return scale;
}

double scale_at(const struct scale *scale, double value)
{
    double share;

    if (value <= scale->low)
        return 0;
    if (value >= scale->high)
        return 100;
    share = scale->log ? log(value / scale->low) / log(scale->high / scale->low)
                       : (value - scale->low) / (scale->high - scale->low);
    return 100 * share;
}

/* Powers of ten, with their double and fivefold if the axis is short; fewer if it is very long. */
static size_t log_ticks(const struct scale *scale, double ticks[SCALE_TICKS])
{
    static const double digits[] = {1, 2, 5};
    const double decades = log10(scale->high / scale->low);
    const size_t used = decades <= 3 ? 3 : 1;
    const double leap = pow(10, ceil((decades + 1) / SCALE_TICKS));
    size_t count = 0;

    for (double power = pow(10, floor(log10(scale->low) + 1e-9)); power <= scale->high * 1.0000001;
         power *= leap)
        for (size_t i = 0; i < used && count < SCALE_TICKS; i++) {
            const double tick = power * digits[i];

            if (tick >= scale->low * 0.9999999 && tick <= scale->high * 1.0000001)
                ticks[count++] = tick;
        }
    return count;
}

size_t scale_ticks(const struct scale *scale, double ticks[SCALE_TICKS])
{
    double step;
    size_t count = 0;

    if (scale->log)
        return log_ticks(scale, ticks);
    step = round_up((scale->high - scale->low) / STEPS);
    for (double tick = ceil(scale->low / step - 1e-9) * step;
         tick <= scale->high + step * 1e-9 && count < SCALE_TICKS; tick += step)
        ticks[count++] = tick;
    return count;
}

const char *scale_label(double value)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    static char text[32];
    size_t unit = 0;

    while (value >= 1000 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        value /= 1000;
        unit++;
    }
    snprintf(text, sizeof(text), "%.4g%s", value, units[unit]);
    return text;
}
