/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/int/line.h"

#include "guest/control/control_client.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"

#define GICD_TYPER    0x4
#define GICD_TYPER_IT 0x1f /* INTIDs / 32 - 1 */
#define SPI_FIRST     32
#define LIMIT         (2 * CLOCK_MS) /* a hundred times what a delivery takes */
#define LEFTOVERS     (200 * CLOCK_US)

static void on_line(uint32_t intid, void *arg)
{
    struct spi_line *line = arg;

    line->on = vcpu_self();
    if (++line->taken >= line->most)
        gic_disable(intid);
}

bool line_set(const struct spi_line *line, bool level)
{
    return control_do(CONTROL_RAISE, line->intid - SPI_FIRST, level, 0);
}

void line_enable(struct spi_line *line, unsigned int most)
{
    line->most = most;
    gic_enable(line->intid, on_line, line);
}

bool line_taken(const struct spi_line *line, unsigned int count)
{
    const struct timeout timeout = timeout_start(LIMIT, "the line's interrupt");

    while (line->taken < count) {
        if (timeout_expired(&timeout))
            return false;
        smp_relax();
    }
    return true;
}

void line_disable(struct spi_line *line)
{
    gic_disable(line->intid);
}

/* What an earlier test has left pending is taken here: not every Xen lets ICPENDR clear it. */
static void take_leftovers(struct spi_line *line)
{
    const struct timeout timeout = timeout_start(LEFTOVERS, "what is pending");

    line_enable(line, 1);
    while (!line->taken && !timeout_expired(&timeout))
        smp_relax();
    line_disable(line);
    line->taken = 0;
}

bool line_open(struct spi_line *line)
{
    const uint32_t typer = mmio_read32(gic_distributor().base + GICD_TYPER);

    *line = (struct spi_line){.intid = 32 * ((typer & GICD_TYPER_IT) + 1) - 1};
    if (!line_set(line, false))
        return false;
    take_leftovers(line);
    return true;
}

void line_close(struct spi_line *line)
{
    line_disable(line);
    line_set(line, false);
}
