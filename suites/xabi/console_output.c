/* SPDX-License-Identifier: BSD-2-Clause */
/* The two ways to print: CONSOLEIO_write, XABI-14, and vpl011, XABI-15. */
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/console.h"
#include "runtime/cpu/mmu.h"
#include "runtime/dt.h"
#include "runtime/mmio.h"
#include "runtime/xen.h"

#include <libfdt.h>

#define UART_BASE 0x22000000ul /* GUEST_PL011_BASE and _SIZE of public/arch-arm.h */
#define UART_SIZE 0x1000ul
#define UART_DR   0x00
#define UART_FR   0x18
#define UART_IMSC 0x38
#define UART_RIS  0x3c
#define UART_MIS  0x40
#define UART_ICR  0x44

#define IRQ_SPI   0
#define IRQ_LEVEL 4 /* active high */

TEST(xabi, console_write_is_allowed, .rule = "XABI-14",
     TITLE("CONSOLEIO_write succeeds, with or without a vpl011"))
{
    static const char line[] = "doorbell: a line by CONSOLEIO_write\n";

    expect_eq(xen_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, sizeof(line) - 1,
                            (unsigned long)line, 0, 0),
              0);
}

static uint64_t uart(unsigned int reg)
{
    struct range range = {0};

    dt_reg(dt_boot(), dt_find(dt_boot(), "arm,sbsa-uart"), 0, &range);
    return mmu_device(range.base) + reg;
}

TEST(xabi, uart_is_as_the_tree_says, .rule = "XABI-15", .vpl011 = true,
     TITLE("arm,sbsa-uart of 4 KiB at 0x22000000, SPI 0 level-high"))
{
    const void *fdt = dt_boot();
    int node = dt_find(fdt, "arm,sbsa-uart"), length = 0;
    const fdt32_t *interrupt = fdt_getprop(fdt, node, "interrupts", &length);
    struct range reg;

    if (!expect(dt_reg(fdt, node, 0, &reg)) || !expect_eq(length, 3 * sizeof(*interrupt)))
        return;
    expect_eq(reg.base, UART_BASE);
    expect_eq(reg.size, UART_SIZE);
    expect_eq(fdt32_ld(&interrupt[0]), IRQ_SPI);
    expect_eq(fdt32_ld(&interrupt[1]), 0);
    expect_eq(fdt32_ld(&interrupt[2]) & 0xf, IRQ_LEVEL);
}

TEST(xabi, uart_takes_all_widths_but_64, .rule = "XABI-15", .vpl011 = true,
     TITLE("8, 16 and 32-bit accesses of a register agree, 64-bit ones abort"))
{
    const uint64_t imsc = uart(UART_IMSC);
    const uint32_t mask = 0x0250; /* bits in both bytes; the interrupt is disabled in the GIC */

    for_each_access(form, form->kind == ACCESS_STORE && form->size < 8)
    {
        expect_store(access_form(ACCESS_STORE, 4, 32), imsc, 0);
        expect_store(form, imsc, mask);
        expect_load(access_form(ACCESS_LOAD, 4, 32), imsc, access_register(form, mask));
    }
    for_each_access(form, form->kind == ACCESS_LOAD && form->size < 8)
        expect_load(form, imsc, mask);
    expect_abort(access_form(ACCESS_LOAD, 8, 64), imsc);
    expect_abort(access_form(ACCESS_STORE, 8, 64), imsc);
    expect_abort(access_form(ACCESS_STORE, 8, 64), uart(UART_DR));
    expect_store(access_form(ACCESS_STORE, 4, 32), imsc, 0);
}

TEST(xabi, uart_status_is_read_only, .rule = "XABI-15", .vpl011 = true,
     TITLE("FR, RIS and MIS ignore stores; ICR takes them and aborts loads"))
{
    static const unsigned int status[] = {UART_FR, UART_RIS, UART_MIS};

    console_flush(); /* a domain that takes what was printed would change FR under our hands */
    for (unsigned int i = 0; i < 3; i++) {
        uint32_t before = mmio_read32(UART_BASE + status[i]);

        expect_store(access_form(ACCESS_STORE, 4, 32), uart(status[i]), ~before);
        expect_load(access_form(ACCESS_LOAD, 4, 32), uart(status[i]), before);
    }
    expect_abort(access_form(ACCESS_LOAD, 4, 32), uart(UART_ICR));
    expect_store(access_form(ACCESS_STORE, 4, 32), uart(UART_ICR), 0);
}
