/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/console.h"

#include <stdbool.h>

#include "runtime/dt.h"
#include "runtime/mmio.h"
#include "runtime/xen.h"

/* PL011. vpl011 emulates the subset of it that is SBSA's generic UART: without LCR_H and CR. */
#define UART_DR       0x00
#define UART_FR       0x18
#define UART_LCR_H    0x2c
#define UART_CR       0x30
#define UART_FR_TXFF  (1u << 5)
#define UART_FR_TXFE  (1u << 7)
#define UART_FR_BUSY  (1u << 3)
#define UART_LCR_8N1  (3u << 5 | 1u << 4) /* with FIFOs */
#define UART_CR_TX_ON (1u << 8 | 1u << 0)

#define FLUSH_TRIES 1000

static uint64_t uart; /* IPA, 0: none */
static const char *uart_name;

static void use(const void *fdt, int node, const char *name)
{
    struct range reg;

    if (node < 0 || !dt_reg(fdt, node, 0, &reg))
        return;
    uart = reg.base;
    uart_name = name;
}

void console_init(const void *fdt)
{
    use(fdt, dt_find(fdt, "arm,sbsa-uart"), "vpl011");
    if (uart)
        return;
    /* dom0's stdout-path, a copy of the host's, names a UART that Xen kept. */
    use(fdt, dt_stdout(fdt, "arm,pl011"), "pl011");
    if (uart) {
        mmio_write32(uart + UART_LCR_H, UART_LCR_8N1);
        mmio_write32(uart + UART_CR, UART_CR_TX_ON);
    }
}

static bool blind; /* the flag register is not to be trusted */

void console_be_careful(void)
{
    blind = true;
    xen_be_careful();
}

static void uart_put(char c)
{
    /* Whoever it is drains the FIFO by itself; a bound keeps a broken one from hanging us. */
    for (unsigned int tries = 0; !blind && mmio_read32(uart + UART_FR) & UART_FR_TXFF; tries++) {
        blind = tries == 1000;
        if (!xen_is_absent())
            xen_sched(SCHEDOP_yield, NULL); /* that may be another domain, on this CPU */
    }
    mmio_write32(uart + UART_DR, (uint8_t)c);
}

void console_write(const char *text, size_t length)
{
    if (!uart) {
        xen_console_write(text, length);
        return;
    }
    for (size_t i = 0; i < length; i++)
        uart_put(text[i]);
}

void console_flush(void)
{
    for (unsigned int tries = 0; uart && !blind && tries < FLUSH_TRIES; tries++) {
        if ((mmio_read32(uart + UART_FR) & (UART_FR_TXFE | UART_FR_BUSY)) == UART_FR_TXFE)
            return;
        xen_sched(SCHEDOP_yield, NULL); /* whoever prints it */
    }
}

uint64_t console_uart(void)
{
    return uart;
}

const char *console_name(void)
{
    return uart ? uart_name : "hypercall";
}
