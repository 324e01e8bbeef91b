/* SPDX-License-Identifier: BSD-2-Clause */
/* Characters that the harness types, which arrive some time after they were asked for: UART-03,
 * UART-01. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/timeout.h"
#include "suites/uart/uart.h"

#define UART_INTID 32                /* SPI 0: XABI-15 */
#define LIMIT      (3 * CLOCK_S / 2) /* of polling: well below what the harness takes for a hang */
#define PAUSE      (50 * CLOCK_MS)   /* what was asked for has come */
#define AT_ONCE    (10 * CLOCK_MS)   /* the same, of what fits into QEMU's FIFO, once it begins */
#define HALF       (UART_FIFO / 2)
#define TYPED_MAX  (4 * UART_FIFO) /* more than a test has typed */
#define TOO_MUCH   4               /* for a full FIFO */

static unsigned int typed; /* letters, so far */
static unsigned int next;  /* letter, counted from the first that was typed */
static volatile unsigned int interrupts;
static volatile uint32_t pending;

static void on_interrupt(uint32_t intid, void *context)
{
    const uint32_t status = uart_read(UART_MIS);

    (void)intid;
    (void)context;
    if (!status) /* left pending by what was unmasked before */
        return;
    interrupts++;
    pending |= status;
}

/* Whether one of @bits comes up in the register at @offset. */
static bool wait_for(unsigned int offset, uint32_t bits, const char *what)
{
    const struct timeout timeout = timeout_start(LIMIT, what);

    while (!(uart_read(offset) & bits) && !timeout_expired(&timeout))
        ;
    return expect_in_time(uart_read(offset) & bits, &timeout);
}

static bool wait_for_input(const char *what)
{
    const struct timeout timeout = timeout_start(LIMIT, what);

    while (uart_read(UART_FR) & FR_RXFE && !timeout_expired(&timeout))
        ;
    return expect_in_time(!(uart_read(UART_FR) & FR_RXFE), &timeout);
}

/* Takes @count characters, which must be the next letters. */
static bool take(unsigned int count)
{
    for (unsigned int i = 0; i < count; i++)
        if (!expect_eq(uart_read(UART_DR), 'a' + next++ % 26))
            return false;
    return true;
}

static void type(unsigned int count)
{
    typed += count;
    report_ask_type(count);
}

/* Takes what is there, or comes within @ns; what has not come then is lost. */
static void drain(uint64_t ns)
{
    smp_pause(ns);
    for (unsigned int i = 0; i < TYPED_MAX && !(uart_read(UART_FR) & FR_RXFE); i++)
        uart_read(UART_DR);
    next = typed;
    expect_eq(uart_read(UART_FR) & FR_RXFE, FR_RXFE);
}

TEST(uart, one_character, .rule = "UART-03", .vpl011 = true, .alone = true,
     TITLE("one character: RXFE goes, the receive timeout is raised and interrupts; reading it "
           "lowers both"))
{
    drain(AT_ONCE);
    interrupts = pending = 0;
    uart_write(UART_ICR, UART_BITS);
    gic_enable(UART_INTID, on_interrupt, NULL);
    uart_write(UART_IMSC, UART_RTI | UART_RXI);
    type(1);
    if (wait_for(UART_RIS, UART_RTI, "one character")) {
        expect_eq(uart_read(UART_FR), FR_TXFE);
        expect_eq(uart_read(UART_RIS) & (UART_RXI | UART_RTI), UART_RTI);
        expect_eq(uart_read(UART_MIS), UART_RTI);
        expect_eq(interrupts, 1);
        expect_eq(pending, UART_RTI);
        take(1);
        expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFE);
        expect_eq(uart_read(UART_RIS) & (UART_RXI | UART_RTI), 0);
        expect_eq(uart_read(UART_MIS), 0);
    }
    uart_write(UART_IMSC, 0);
    gic_disable(UART_INTID);
}

TEST(uart, half_a_fifo, .rule = "UART-03", .vpl011 = true, .alone = true,
     TITLE("from 16 characters on the receive interrupt is raised; it goes with the first one "
           "read, the "
           "timeout with the last one; RXFF goes as a full FIFO is read, which keeps its first 32"))
{
    drain(AT_ONCE);
    uart_write(UART_ICR, UART_BITS);
    uart_write(UART_IMSC, 0);
    type(HALF - 1);
    if (!wait_for_input("15 characters"))
        return;
    smp_pause(AT_ONCE);
    expect_eq(uart_read(UART_RIS) & (UART_RXI | UART_RTI), UART_RTI);
    type(1);
    if (!wait_for(UART_RIS, UART_RXI, "the 16th character"))
        return;
    report_checked();
    if (uart_read(UART_FR) != FR_TXFE)
        report_fail_rule("UART-01", __FILE__, __LINE__, "half full, FR is %#x, expected %#x",
                         uart_read(UART_FR), FR_TXFE);
    take(1);
    expect_eq(uart_read(UART_RIS) & (UART_RXI | UART_RTI), UART_RTI);
    uart_write(UART_ICR, UART_RTI);
    expect_eq(uart_read(UART_RIS) & (UART_RXI | UART_RTI), 0);
    expect_eq(uart_read(UART_FR) & FR_RXFE, 0);
    take(HALF - 2);
    expect_eq(uart_read(UART_FR) & FR_RXFE, 0);
    take(1);
    expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFE);

    report_about("UART-01");
    type(UART_FIFO + TOO_MUCH);
    if (!wait_for(UART_FR, FR_RXFF, "a full FIFO"))
        return;
    smp_pause(AT_ONCE);
    take(TOO_MUCH + 1); /* a late one may come for each of these but the last */
    expect_eq(uart_read(UART_FR), FR_TXFE);
    take(UART_FIFO - TOO_MUCH - 1);
}

static void overrun(void)
{
    drain(PAUSE);
    type(UART_FIFO + 8);
    wait_for(UART_FR, FR_RXFF, "a full FIFO");
    smp_pause(PAUSE);
}

TEST(uart, a_full_fifo, .rule = "UART-01", .vpl011 = true, .alone = true,
     TITLE("a full FIFO says RXFF until one is read; of what is too much only that is lost"))
{
    overrun();
    expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFF);
    take(1);
    expect_eq(uart_read(UART_FR), FR_TXFE);
    take(UART_FIFO - 1);
    expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFE);
    next = typed;
    type(1);
    if (wait_for_input("a character after the overrun"))
        take(1);
}

TEST(uart, overrun_says_so, .rule = "UART-03", .vpl011 = true, .alone = true,
     TITLE("an overrun raises OEI in RIS"))
{
    overrun();
    expect_eq(uart_read(UART_RIS) & UART_OEI, UART_OEI);
    drain(PAUSE);
}
