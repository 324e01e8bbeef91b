/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines about as long as a buffer behind vpl011, however it is served, get out whole: UART-04. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/uart/uart.h"

#define TRIES 1000000

/* Buffers of powers of two; Xen's, of 128, has room for what ends a line. */
static const uint16_t lengths[] = {1, 31, 32, 33, 125, 126, 127, 128, 129, 252, 257, 509};

/* False if the FIFO stays full. */
static bool put(char c)
{
    for (unsigned int tries = 0; uart_read(UART_FR) & FR_TXFF; tries++)
        if (tries == TRIES)
            return false;
    uart_write(UART_DR, (uint8_t)c);
    return true;
}

TEST(uart, lines_at_each_length, .rule = "UART-04", .vpl011 = true,
     TITLE("every character of a line arrives, in order, at lengths about those of buffers"))
{
    for (unsigned int i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        report_says("UART-04", lengths[i]);
        for (unsigned int at = 0; at < lengths[i]; at++)
            if (!expect(put(record_said(at))))
                return;
        if (!expect(put('\n')))
            return;
    }
}
