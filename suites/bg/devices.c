/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Xen's own devices take precedence over background, and follow the same rules for loads: BG-05,
 * BG-32.
 */
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/console.h"
#include "runtime/cpu/mmu.h"
#include "runtime/dt.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"

#define GICD_CTLR       0x0000
#define GICD_IPRIORITYR 0x0400 /* one byte an INTID; takes byte and word accesses */
#define UART_FR         0x18
#define UART_UNKNOWN    0xff0

#define SPI 40 /* SPIs that no test enables */

TEST(bg, devices_extend_like_background, .rule = "BG-05", .bus = BUS_ANY,
     TITLE("byte loads from the vGIC are zero- and sign-extended as from background"))
{
    uint64_t priority = gic_distributor().base + GICD_IPRIORITYR + SPI;
    uint32_t word;

    mmio_write32(priority, 0xa050f810);
    word = mmio_read32(priority);
    expect_eq(word & 0x00ff0000, 0x00500000); /* the positive control: not a constant */
    for (unsigned int lane = 0; lane < 4; lane++) {
        uint64_t va = mmu_device(priority + lane);
        uint64_t byte = word >> (8 * lane) & 0xff;

        expect_load(access_form(ACCESS_LOAD, 1, 32), va, byte);
        expect_load(access_form(ACCESS_SIGNED_LOAD, 1, 64), va, byte);
    }
}

TEST(bg, devices_keep_their_errors, .rule = "BG-32", .bus = BUS_ANY,
     TITLE("accesses that a Xen device refuses still abort, its unknown registers read 0"))
{
    struct range gicd = gic_distributor(), uart;
    int node = dt_find(dt_boot(), "arm,sbsa-uart");

    expect_abort(access_form(ACCESS_LOAD, 2, 32), mmu_device(gicd.base + GICD_CTLR));
    expect_abort(access_form(ACCESS_LOAD, 8, 64), mmu_device(gicd.base + GICD_CTLR));
    expect_abort(access_form(ACCESS_STORE, 2, 32), mmu_device(gicd.base + GICD_CTLR));
    expect(mmio_read32(gicd.base + GICD_CTLR) != UINT32_MAX);
    if (node < 0)
        return;
    if (!expect(dt_reg(dt_boot(), node, 0, &uart)))
        return;
    expect_abort(access_form(ACCESS_LOAD, 8, 64), mmu_device(uart.base + UART_FR));
    expect_load(access_form(ACCESS_LOAD, 4, 32), mmu_device(uart.base + UART_UNKNOWN), 0);
}

/* The priorities of 16 SPIs that no test enables, as they are now. */
#define PRIORITIES (GICD_IPRIORITYR + 48)
#define STORED \
    0xa0d0e890b058c8f8ull /* arbitrary priorities; the low three bits are not implemented */

static uint64_t device_value(uint64_t ipa, unsigned int size)
{
    return size == 1 ? mmio_read8(ipa) : mmio_read32(ipa);
}

static struct access_place device_place(const struct access_form *form)
{
    uint64_t ipa = gic_distributor().base + PRIORITIES;

    mmio_write32(ipa, 0x98a8b8c8); /* negative as a byte, halfword and word */
    return (struct access_place){.ipa = ipa,
                                 .va = mmu_device(ipa),
                                 .answers = form->size == 1 || form->size == 4,
                                 .memory = device_value};
}

TEST(bg, devices_take_every_form, .rule = "BG-05",
     TITLE("the vGIC answers every access form of a width that it supports, as background would"))
{
    for_each_form(form, form->group < ACCESS_VECTOR && form->group != ACCESS_USER &&
                            !(form->kind == ACCESS_SIGNED_LOAD && form->width == 32))
    {
        struct access_place place = device_place(form);
        unsigned int unused = 64 - 8 * form->size;
        bool aborts = !place.answers || form->group >= ACCESS_PRE;

        expect_form(form, &place, STORED);
        if (form->kind == ACCESS_STORE && !aborts)
            expect_eq(device_value(place.ipa, form->size), STORED << unused >> unused);
    }
}

TEST(bg, sign_extension_to_w_on_devices, .rule = "BG-06",
     TITLE("LDRSB from the vGIC to Wt sign-extends to 32 bits and clears bits 63:32"))
{
    const struct access_form *form = access_form(ACCESS_SIGNED_LOAD, 1, 32);
    struct access_place place = device_place(form);

    expect_form(form, &place, 0);
}
