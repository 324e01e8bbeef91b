/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of an SBSA UART (Arm DEN0094, B.2; offsets and bits as in a PL011's, DDI 0183). */
#ifndef SUITES_UART_UART_H
#define SUITES_UART_UART_H

#include <stdint.h>

#include "runtime/dt.h"
#include "runtime/mmio.h"

#define UART_DR   0x00
#define UART_RSR  0x04
#define UART_FR   0x18
#define UART_IMSC 0x38
#define UART_RIS  0x3c
#define UART_MIS  0x40
#define UART_ICR  0x44

#define FR_BUSY (1u << 3)
#define FR_RXFE (1u << 4)
#define FR_TXFF (1u << 5)
#define FR_RXFF (1u << 6)
#define FR_TXFE (1u << 7)

#define UART_RXI  (1u << 4)
#define UART_TXI  (1u << 5)
#define UART_RTI  (1u << 6)
#define UART_OEI  (1u << 10)
#define UART_BITS 0x7f0u

#define UART_FIFO 32u /* characters; half of it is the trigger level */

static inline uint64_t uart_base(void)
{
    static struct range reg; /* every access to a register asks */

    if (!reg.base)
        dt_reg(dt_boot(), dt_find(dt_boot(), "arm,sbsa-uart"), 0, &reg);
    return reg.base;
}

static inline uint32_t uart_read(unsigned int offset)
{
    return mmio_read32(uart_base() + offset);
}

static inline void uart_write(unsigned int offset, uint32_t value)
{
    mmio_write32(uart_base() + offset, value);
}

#endif
