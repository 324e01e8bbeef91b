/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of the GIC that no device drives; the backend raises it for us (CONTROL_RAISE). */
#ifndef SUITES_INT_LINE_H
#define SUITES_INT_LINE_H

#include <stdbool.h>
#include <stdint.h>

struct spi_line {
    uint32_t intid;
    volatile unsigned int taken; /* interrupts since line_open() */
    volatile unsigned int on;    /* the vCPU that took the last one */
    unsigned int most;           /* the handler disables the line after so many */
};

/* The last SPI that the GIC has, low and disabled. */
bool line_open(struct spi_line *line);

/* Sets the level; a failure makes the running test an ERROR. */
bool line_set(const struct spi_line *line, bool level);

/* Enables it here, until @most interrupts were taken. */
void line_enable(struct spi_line *line, unsigned int most);

/* Whether @count interrupts have been taken since line_open(); waits for them for up to 2 ms. */
bool line_taken(const struct spi_line *line, unsigned int count);

void line_disable(struct spi_line *line);

/* Low and disabled again. */
void line_close(struct spi_line *line);

#endif
