/* SPDX-License-Identifier: BSD-2-Clause */
/* How Xen loads and enters an arm64 Image: XABI-01 to XABI-03. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/frame.h"
#include "runtime/dt.h"
#include "runtime/image.h"

#include <libfdt.h>

#define RAM0_BASE   0x40000000ul /* GUEST_RAM0_BASE of public/arch-arm.h */
#define IMAGE_ALIGN 0x200000ul   /* booting.rst: text_offset is from such a boundary */
#define CURRENT_EL1 (1u << 2)
#define DAIF_D      (1u << 9)
#define DAIF_AIF    (7u << 6)
#define SCTLR_M     (1u << 0)
#define SCTLR_C     (1u << 2)

TEST(
    xabi, text_offset_is_honoured, .rule = "XABI-01",
    TITLE("the image starts text_offset bytes above a multiple of 2 MiB, in the first bank of RAM"))
{
    struct range bank;

    if (!expect(dt_ram(dt_boot(), 0, &bank)))
        return;
    expect_eq((boot_record.image - TEXT_OFFSET) % IMAGE_ALIGN, 0);
    expect(boot_record.image >= bank.base && boot_record.image - bank.base < bank.size);
}

TEST(xabi, entry_state, .rule = "XABI-03",
     TITLE("x0 is the device tree, x1 to x3 are 0, EL1h, MMU and data cache off, AIF masked"))
{
    expect_eq(fdt_magic((const void *)boot_record.x[0]), FDT_MAGIC);
    expect_eq(boot_record.x[0] % 8, 0);
    for (unsigned int i = 1; i < 4; i++)
        expect_eq(boot_record.x[i], 0);
    expect_eq(boot_record.current_el, CURRENT_EL1);
    expect_eq(boot_record.spsel, 1);
    expect_eq(boot_record.sctlr & (SCTLR_M | SCTLR_C), 0);
    expect_eq(boot_record.daif & DAIF_AIF, DAIF_AIF);
}

TEST(xabi, debug_is_masked_at_entry, .rule = "XABI-03",
     TITLE("debug exceptions are masked at entry, as the arm64 boot protocol asks"))
{
    expect_eq(boot_record.daif & DAIF_D, DAIF_D);
}

TEST(xabi, entry_is_where_the_public_header_says, .rule = "XABI-02",
     TITLE("entry is GUEST_RAM0_BASE plus text_offset: not aligned to 2 MiB, not the link address"))
{
    struct range bank;

    expect_eq(boot_record.image, RAM0_BASE + TEXT_OFFSET);
    if (expect(dt_ram(dt_boot(), 0, &bank)))
        expect_eq(bank.base, RAM0_BASE);
}
