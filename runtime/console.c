/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"

#include <stdbool.h>

#include "dt.h"
#include "mmio.h"
#include "xen.h"

/* SBSA UART, the subset of PL011 that vpl011 emulates. */
#define UART_DR      0x00
#define UART_FR      0x18
#define UART_FR_TXFF (1u << 5)

static uint64_t uart; /* IPA, 0: none */

void console_init(const void *fdt)
{
    int node = dt_find(fdt, "arm,sbsa-uart");
    struct range reg;

    if (node >= 0 && dt_reg(fdt, node, 0, &reg))
        uart = reg.base;
}

static void uart_put(char c)
{
    /* Xen drains the FIFO by itself; a bound keeps a broken one from hanging us. */
    for (unsigned int tries = 0; tries < 1000 && mmio_read32(uart + UART_FR) & UART_FR_TXFF;
         tries++)
        ;
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

const char *console_name(void)
{
    return uart ? "vpl011" : "hypercall";
}
