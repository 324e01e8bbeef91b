/* SPDX-License-Identifier: BSD-2-Clause */
/* Output by polling and by interrupt: UART-04. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/time/timeout.h"
#include "suites/uart/uart.h"

#define UART_INTID 32 /* SPI 0: XABI-15 */
#define LIMIT      (10 * CLOCK_MS)

static volatile unsigned int taken;

/* As a driver does: says which it was, then clears it. */
static void on_interrupt(uint32_t intid, void *context)
{
    const uint32_t status = uart_read(UART_MIS);

    (void)intid;
    if (!status) /* left pending by what was unmasked before */
        return;
    taken += !!(status & UART_TXI);
    *(uint32_t *)context = status;
    uart_write(UART_ICR, UART_BITS);
}

TEST(uart, transmit_interrupts, .rule = "UART-04", .vpl011 = true,
     TITLE("after each character the transmit interrupt comes, ICR clears it, and it comes again"))
{
    static const char text[] = "doorbell: by interrupt\n";
    uint32_t masked = 0;

    taken = 0;
    uart_write(UART_ICR, UART_BITS);
    expect_eq(uart_read(UART_RIS), 0);
    gic_enable(UART_INTID, on_interrupt, &masked);
    uart_write(UART_IMSC, UART_TXI);
    for (unsigned int i = 0; i < sizeof(text) - 1; i++) {
        const struct timeout timeout = timeout_start(LIMIT, "the transmit interrupt");

        uart_write(UART_DR, (uint8_t)text[i]);
        while (taken == i && !timeout_expired(&timeout))
            ;
        if (!expect_in_time(taken > i, &timeout))
            break;
        expect_eq(masked, UART_TXI);
    }
    uart_write(UART_IMSC, 0);
    gic_disable(UART_INTID);
    expect_eq(taken, sizeof(text) - 1);
    expect_eq(uart_read(UART_RIS), 0);
}

TEST(uart, the_interrupt_status_stands, .rule = "UART-04", .vpl011 = true,
     TITLE("after output TXI stands in RIS until ICR clears it, also if it is masked; unmasking a "
           "TXI that "
           "stands interrupts"))
{
    const struct timeout timeout = timeout_start(LIMIT, "the transmit interrupt");
    uint32_t masked = 0;

    uart_write(UART_ICR, UART_BITS);
    uart_write(UART_DR, '\n');
    expect_eq(uart_read(UART_RIS), UART_TXI);
    uart_write(UART_ICR, UART_BITS & ~UART_TXI);
    expect_eq(uart_read(UART_RIS), UART_TXI);
    taken = 0;
    gic_enable(UART_INTID, on_interrupt, &masked);
    uart_write(UART_IMSC, UART_TXI);
    while (!taken && !timeout_expired(&timeout))
        ;
    uart_write(UART_IMSC, 0);
    gic_disable(UART_INTID);
    expect_in_time(taken, &timeout);
    expect_eq(uart_read(UART_RIS), 0);
}

#define RECORDS 750 /* of 87 characters and more */

TEST(uart, much_output, .rule = "UART-04", .vpl011 = true, .alone = true,
     TITLE("64 KiB of records reach the harness, which counts them and checks each one's sum"))
{
    for (unsigned int i = 0; i < RECORDS; i++)
        report_note("%03u 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", i);
    expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFE);
}
