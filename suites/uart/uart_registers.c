/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of a PL011, of which vpl011 has those of an SBSA UART: UART-01, UART-02. */
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/console.h"
#include "suites/uart/uart.h"

enum uart_kind {
    UART_ABSENT, /* RAZ/WI */
    UART_READ_ONLY,
    UART_READ_WRITE,
    UART_WRITE_ONLY, /* a read aborts, or reads anything */
    UART_NO_TOUCH,   /* data */
};

struct uart_register {
    uint16_t offset;
    uint8_t kind; /* enum uart_kind */
    char name[13];
};

static const struct uart_register registers[] = {
    {0x000, UART_NO_TOUCH, "DR"},
    {0x004, UART_ABSENT, "RSR"}, /* there are no errors to read, or to clear */
    {0x008, UART_ABSENT, "+0x008"},
    {0x014, UART_ABSENT, "+0x014"},
    {0x018, UART_READ_ONLY, "FR"},
    {0x01c, UART_ABSENT, "+0x01c"},
    {0x020, UART_ABSENT, "ILPR"},
    {0x024, UART_ABSENT, "IBRD"},
    {0x028, UART_ABSENT, "FBRD"},
    {0x02c, UART_ABSENT, "LCR_H"},
    {0x030, UART_ABSENT, "CR"},
    {0x034, UART_ABSENT, "IFLS"},
    {0x038, UART_READ_WRITE, "IMSC"},
    {0x03c, UART_READ_ONLY, "RIS"},
    {0x040, UART_READ_ONLY, "MIS"},
    {0x044, UART_WRITE_ONLY, "ICR"},
    {0x048, UART_ABSENT, "DMACR"},
    {0x04c, UART_ABSENT, "+0x04c"},
    {0x080, UART_ABSENT, "ITCR"},
    {0xfdc, UART_ABSENT, "+0xfdc"},
    {0xfe0, UART_ABSENT, "PeriphID0"},
    {0xfe4, UART_ABSENT, "PeriphID1"},
    {0xfe8, UART_ABSENT, "PeriphID2"},
    {0xfec, UART_ABSENT, "PeriphID3"},
    {0xff0, UART_ABSENT, "PCellID0"},
    {0xff4, UART_ABSENT, "PCellID1"},
    {0xff8, UART_ABSENT, "PCellID2"},
    {0xffc, UART_ABSENT, "PCellID3"},
};

#define for_each_register(row)                        \
    for (const struct uart_register *row = registers; \
         row < registers + sizeof(registers) / sizeof(registers[0]); row++)

static bool fails(const struct uart_register *row, unsigned int size, const char *what,
                  uint64_t value)
{
    report_fail(__FILE__, __LINE__, "%s, %u bytes: %s %#lx", row->name, size, what, value);
    return false;
}

static bool check_read(const struct uart_register *row, unsigned int size, uint32_t whole)
{
    const uint64_t mask = size == 4 ? 0xffffffff : (1ull << (8 * size)) - 1;
    uint64_t value;

    report_checked();
    if (row->kind == UART_NO_TOUCH || row->kind == UART_WRITE_ONLY)
        return true;
    if (!try_read(uart_base() + row->offset, size, &value))
        return fails(row, size, "a read aborts, must read", whole & mask);
    if (value != (whole & mask))
        return fails(row, size, "reads", value);
    return true;
}

static bool check_write(const struct uart_register *row, unsigned int size, uint64_t value)
{
    report_checked();
    if (row->kind == UART_NO_TOUCH)
        return true;
    return try_write(uart_base() + row->offset, size, value) ||
           fails(row, size, "a write aborts:", value);
}

TEST(uart, registers_read, .rule = "UART-02", .vpl011 = true,
     TITLE("each register of a PL011 reads at 8, 16 and 32 bits, as 0 where an SBSA UART has none"))
{
    for_each_register(row)
    {
        const bool has = row->kind == UART_READ_ONLY || row->kind == UART_READ_WRITE;
        const uint32_t whole = has ? uart_read(row->offset) : 0;

        for (unsigned int size = 1; size <= 4; size *= 2)
            check_read(row, size, whole);
    }
}

TEST(uart, registers_take_writes, .rule = "UART-02", .vpl011 = true,
     TITLE("each register takes writes of 8, 16 and 32 bits; those that cannot be written ignore "
           "them"))
{
    /* Each access to what is not there is a line of Xen's on the console: one value is enough. */
    static const uint32_t values[] = {0xffffffff, 0x5a5a5a5a, 0};

    for_each_register(row)
    {
        const uint32_t before = uart_read(UART_FR);

        /* IMSC: no other than what is not in RIS, so that nothing interrupts. */
        if (row->kind == UART_READ_WRITE)
            continue;
        for (unsigned int i = 0; i < (row->kind == UART_ABSENT ? 1 : 3); i++)
            for (unsigned int size = 1; size <= 4; size *= 2)
                check_write(row, size, values[i]);
        if (row->kind == UART_ABSENT)
            check_read(row, 4, 0);
        expect_eq(uart_read(UART_FR), before);
    }
    expect_eq(uart_read(UART_IMSC), 0);
    expect_eq(uart_read(UART_MIS), 0);
}

TEST(uart, masks_are_kept, .rule = "UART-02", .vpl011 = true,
     TITLE("each bit of IMSC is kept, at every width; MIS is RIS and IMSC"))
{
    const uint64_t imsc = uart_base() + UART_IMSC;

    for (unsigned int bit = 4; bit <= 10; bit++) {
        const uint32_t mask = 1u << bit;

        uart_write(UART_IMSC, mask);
        expect_eq(uart_read(UART_IMSC), mask);
        expect_eq(uart_read(UART_MIS), uart_read(UART_RIS) & mask);
        uart_write(UART_IMSC, 0);
        mmio_write16(imsc, (uint16_t)mask);
        expect_eq(uart_read(UART_IMSC), mask);
        expect_eq(mmio_read8(imsc), mask & 0xff);
    }
    uart_write(UART_IMSC, UART_BITS);
    expect_eq(uart_read(UART_MIS), uart_read(UART_RIS));
    uart_write(UART_IMSC, 0);
    expect_eq(uart_read(UART_MIS), 0);
}

TEST(uart, flags_without_input, .rule = "UART-01", .vpl011 = true,
     TITLE("without input FR says that both FIFOs are empty and the line idle, before and after "
           "output"))
{
    expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFE);
    console_write("\n", 1);
    for (unsigned int i = 0; i < 40; i++) {
        uart_write(UART_DR, i < 39 ? '-' : '\n');
        expect_eq(uart_read(UART_FR), FR_TXFE | FR_RXFE);
    }
}
