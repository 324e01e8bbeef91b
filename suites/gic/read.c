/* SPDX-License-Identifier: BSD-2-Clause */
/* What the registers of the GIC read, all of them, at every width: GIC-01. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "suites/gic/gic_table.h"

/* Reads the register at @ipa whole, then its parts, which are parts of the same value. */
static bool read_unit(const struct gic_register *row, uint64_t ipa)
{
    const unsigned int unit = gic_unit_size(row);
    uint64_t whole, part;

    report_checked();
    if (!try_read(ipa, unit, &whole))
        return gic_register_fails(row, ipa, unit, "abort, expected to read", 0);
    if (gic_kind(row) == KIND_RES0 && whole)
        return gic_register_fails(row, ipa, unit, "expected 0, read", whole);
    for (unsigned int size = 1; size < unit; size *= 2)
        for (unsigned int at = 0; row->widths & size && at < unit; at += size) {
            const uint64_t wanted = whole >> (8 * at) & ((1ull << (8 * size)) - 1);

            report_checked();
            if (!try_read(ipa + at, size, &part))
                return gic_register_fails(row, ipa + at, size, "abort, expected to read", wanted);
            if (row->kind != KIND_WO && part != wanted)
                return gic_register_fails(row, ipa + at, size,
                                          "does not agree with the whole register: ", part);
        }
    return true;
}

#define DISTINCT 0xe0c08040u /* as priorities: no byte is another's */

static bool read_row(const struct gic_register *row, uint64_t base)
{
    bool good = true;

    if (row->kind == KIND_RW)
        try_write(base, 4, DISTINCT);
    for (unsigned int i = 0; good && i < gic_units(row); i++)
        good = read_unit(row, base + i * gic_unit_size(row));
    return good;
}

static void read_set(enum gic_set set)
{
    for_each_gic_register(row, row->read_set == set)
    {
        for (unsigned int i = 0; i < gic_instances(row->frame); i++)
            if (!read_row(row, gic_frame_base(row->frame, i) + row->offset))
                return;
    }
}

TEST(gic, registers_read, .rule = "GIC-01",
     TITLE("each register reads at each of its widths, for every interrupt, in every frame"))
{
    read_set(SET_MAIN);
    gic_forget_priorities();
}

TEST(gic, pending_reads_by_clearing, .rule = "GIC-01", .gic = 3,
     TITLE("GICD_ICPENDRn reads, for every SPI"))
{
    read_set(SET_CLEAR_PENDING);
}

TEST(gic, private_fields_read_zero, .rule = "GIC-01", .gic = 3, .alone = true,
     TITLE("with affinity routing the distributor's fields of INTIDs 0 to 31 read 0"))
{
    gic_set_priority(GIC_FREE_PPI, 0, 0x40); /* so that it is not 0 anyway */
    read_set(SET_BANKED);
    gic_set_priority(GIC_FREE_PPI, 0, GIC_PRIORITY);
}

TEST(gic, identification_reads, .rule = "GIC-01", .gic = 2, .alone = true,
     TITLE("the identification registers of a GICv2 can be read"))
{
    read_set(SET_ID);
}
