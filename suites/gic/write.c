/* SPDX-License-Identifier: BSD-2-Clause */
/* What writes to the registers of the GIC leave behind, all of them, at every width: GIC-02, -03.
 */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "suites/gic/gic_table.h"

#define ONES           UINT64_MAX
#define TWOS           0x0202020202020202ull /* as targets: of another CPU */
#define GICD_ITARGETSR 0x0800
#define SOME           0xffffffff00ffffffull /* no private interrupt that may be in use: see GIC_FREE_PPI */

static bool write(const struct gic_register *row, uint64_t ipa, unsigned int size, uint64_t value)
{
    report_checked();
    return try_write(ipa, size, value) ||
           gic_register_fails(row, ipa, size, "abort of a write of", value);
}

static uint64_t whole(const struct gic_register *row, uint64_t ipa)
{
    uint64_t value;

    try_read(ipa, gic_unit_size(row), &value); /* that it reads is GIC-01's */
    return value;
}

/* Writes @value to each part of the register, at each of its widths. */
static bool write_parts(const struct gic_register *row, uint64_t ipa, uint64_t value)
{
    for (unsigned int size = 1; size <= gic_unit_size(row); size *= 2)
        for (unsigned int at = 0; row->widths & size && at < gic_unit_size(row); at += size)
            if (!write(row, ipa + at, size, value))
                return false;
    return true;
}

static bool expect_whole(const struct gic_register *row, uint64_t ipa, const char *what,
                         uint64_t wanted)
{
    const uint64_t value = whole(row, ipa);

    report_checked();
    return value == wanted || gic_register_fails(row, ipa, gic_unit_size(row), what, value);
}

/* Nothing that is written to it changes what it reads. */
static bool ignores(const struct gic_register *row, uint64_t ipa, uint64_t value)
{
    const uint64_t before = whole(row, ipa);

    return write_parts(row, ipa, value) &&
           (row->kind == KIND_WO || expect_whole(row, ipa, "a write changed it to", before));
}

/* Each bit that can be set can be set and cleared alone, by each of the widths. */
static bool stores(const struct gic_register *row, uint64_t ipa, bool optional)
{
    const unsigned int bits = 8 * gic_unit_size(row);
    const uint64_t before = whole(row, ipa);
    uint64_t mask;

    if (!write_parts(row, ipa, ONES))
        return false;
    mask = whole(row, ipa);
    if (!mask && !optional)
        return gic_register_fails(row, ipa, gic_unit_size(row), "no bit can be set:", mask);
    if (!write_parts(row, ipa, 0) || !expect_whole(row, ipa, "after a write of 0 it is", 0))
        return false;
    for (unsigned int size = gic_unit_size(row); size && mask; size /= 2)
        for (unsigned int bit = 0; row->widths & size && bit < bits; bit++) {
            const uint64_t at = ipa + bit / (8 * size) * size;

            if (!write(row, at, size, 1ull << bit % (8 * size)) ||
                !expect_whole(row, ipa, "after a write of one bit it is", 1ull << bit & mask) ||
                !write(row, at, size, 0))
                return false;
        }
    return write(row, ipa, gic_unit_size(row), before);
}

static bool write_unit(const struct gic_register *row, uint64_t ipa, bool first)
{
    switch (gic_kind(row)) {
    case KIND_RW:
    case KIND_OPTION:
        if (first)
            return stores(row, ipa, row->kind == KIND_OPTION);
        return true; /* write_pattern() */
    case KIND_RO:
    case KIND_RES0:
    case KIND_CLEAR:
        /* Xen says a word of many of these on the console, which takes longer than the access. */
        return ignores(row, ipa, ONES) &&
               (!first || (ignores(row, ipa, TWOS) && ignores(row, ipa, 0)));
    case KIND_ONES:
    case KIND_WO:
        return ignores(row, ipa, 0);
    default:
        return true;
    }
}

static uint32_t pattern(unsigned int unit)
{
    return (unit + 1) * 0x9e3779b1u;
}

/* Every register of @row another value, which each then still has: in a scrambled order. */
static bool write_pattern(const struct gic_register *row, uint64_t base)
{
    const unsigned int count = gic_units(row), step = count % 7 ? 7 : 11;
    uint32_t mask;

    if (row->kind != KIND_RW || row->bits == 64)
        return true;
    try_write(base, 4, ONES);
    mask = whole(row, base);
    for (unsigned int i = 0; i < count; i++) {
        const unsigned int unit = i * step % count;

        for (unsigned int at = 0; at < 4; at++) /* bytes first: then nothing else is written */
            if (row->widths & 1 && unit & 1 &&
                !write(row, base + 4 * unit + at, 1, pattern(unit) >> (8 * at)))
                return false;
        if (!(row->widths & 1 && unit & 1) && !write(row, base + 4 * unit, 4, pattern(unit)))
            return false;
    }
    for (unsigned int unit = 0; unit < count; unit++)
        if (!expect_whole(row, base + 4 * unit, "another one's write changed it to",
                          pattern(unit) & mask))
            return false;
    return true;
}

/* The registers of @row in one frame. */
static bool write_row(const struct gic_register *row, uint64_t base)
{
    bool good = write_pattern(row, base);

    for (unsigned int i = 0; good && i < gic_units(row); i++)
        good = write_unit(row, base + i * gic_unit_size(row), !i);
    return good;
}

static bool write_frames(const struct gic_register *row)
{
    bool good = true;

    for (unsigned int i = 0; good && i < gic_instances(row->frame); i++)
        good = write_row(row, gic_frame_base(row->frame, i) + row->offset);
    return good;
}

static void write_set(enum gic_set set)
{
    gic_mask();
    for_each_gic_register(row, row->write_set == set)
    {
        if (!write_frames(row))
            break;
    }
    gic_forget_priorities();
    gic_unmask();
}

TEST(gic, registers_take_writes, .rule = "GIC-02",
     TITLE("writes do to each register what its kind says, at each width, in every frame"))
{
    write_set(SET_MAIN);
}

TEST(gic, active_takes_zero, .rule = "GIC-02", .gic = 3, .alone = true,
     TITLE("a write of 0 to ISACTIVERn does nothing"))
{
    write_set(SET_ACTIVE);
}

TEST(gic, sgi_pending_takes_writes, .rule = "GIC-02", .alone = true,
     TITLE("GICD_CPENDSGIRn takes ones without pending SGIs, GICD_SPENDSGIRn takes zeroes"))
{
    write_set(SET_SGI_PENDING);
}

TEST(gic, wide_registers_ignore_writes, .rule = "GIC-02", .gic = 3,
     TITLE("the 64-bit registers of a redistributor ignore writes, whole and by halves"))
{
    write_set(SET_WIDE);
}

#define FREE (1u << GIC_FREE_PPI)

TEST(gic, private_fields_ignore_writes, .rule = "GIC-02", .gic = 3, .alone = true,
     TITLE("with affinity routing GICD_ISENABLER0 ignores writes"))
{
    const uint64_t gicd = gic_distributor().base, own = gic_frame_base(FRAME_GICR_SGI, 0);

    mmio_write32(gicd + GICD_ISENABLER, FREE);
    expect_eq(mmio_read32(own + GICD_ISENABLER) & FREE, 0);
    mmio_write32(own + GICD_ICENABLER, FREE);
}

/* By words, which Xen does right: not hidden by what it makes of bytes. */
TEST(gic, private_targets_ignore_words, .rule = "GIC-02", .gic = 2,
     TITLE("the targets of private interrupts ignore words"))
{
    const uint64_t targets = gic_distributor().base + GICD_ITARGETSR;

    for (uint64_t at = targets; at < targets + 32; at += 4) {
        const uint32_t before = mmio_read32(at);

        mmio_write32(at, (uint32_t)TWOS);
        expect_eq(mmio_read32(at), before);
    }
}

TEST(gic, private_targets_ignore_writes, .rule = "GIC-02", .gic = 2, .alone = true,
     TITLE("the targets of private interrupts ignore writes, of bytes and of words"))
{
    write_set(SET_TARGETS);
}

TEST(gic, identification_ignores_writes, .rule = "GIC-02", .gic = 2, .alone = true,
     TITLE("the identification registers of a GICv2 ignore writes"))
{
    write_set(SET_ID);
}

/* Neither a load nor a store of @size is for @row: both abort, or one is 0 and the other ignored.
 */
static bool forbids(const struct gic_register *row, uint64_t ipa, unsigned int size)
{
    const uint64_t before = whole(row, ipa);
    uint64_t value;

    report_checked();
    if (try_read(ipa, size, &value) && (!row->any_read || value))
        return gic_register_fails(row, ipa, size, "expected an abort, read", value);
    if (try_write(ipa, size, SOME) && !row->any_write)
        return gic_register_fails(row, ipa, size, "expected an abort, took a write of", SOME);
    return row->kind == KIND_WO ||
           expect_whole(row, ipa, "a write of a wrong width changed it to", before);
}

static bool forbids_all(const struct gic_register *row, uint64_t ipa)
{
    bool good = true;

    for (unsigned int size = 1; good && size <= 8; size *= 2)
        if (!(row->widths & size) && ipa % size == 0)
            good = forbids(row, ipa, size);
    return good;
}

TEST(gic, wrong_widths_abort, .rule = "GIC-03", .needs = HYPERVISOR,
     TITLE("accesses of a width that a register does not have abort and change nothing"))
{
    gic_mask();
    for_each_gic_register(row, row->frame != FRAME_GICC && !row->read_set && !row->write_set)
    {
        if (!forbids_all(row, gic_frame_base(row->frame, 0) + row->offset))
            break;
    }
    gic_unmask();
}

/* What no architecture version gives a meaning, and what it leaves to the implementation. */
struct reserved {
    uint8_t frame;
    uint16_t first, last;
};

static const struct reserved reserved[] = {
    {FRAME_GICD2, 0x00c, 0x03c},      {FRAME_GICD2, 0x040, 0x07c},
    {FRAME_GICD2, 0x7fc, 0x7fc},      {FRAME_GICD2, 0xbfc, 0xbfc},
    {FRAME_GICD2, 0xd00, 0xdfc},      {FRAME_GICD2, 0xf04, 0xf0c},
    {FRAME_GICD2, 0xf30, 0xfcc},      {FRAME_GICD3, 0x0014, 0x003c},
    {FRAME_GICD3, 0x005c, 0x007c},    {FRAME_GICD3, 0x07fc, 0x07fc},
    {FRAME_GICD3, 0x0d80, 0x0dfc},    {FRAME_GICD3, 0x0f30, 0x0ffc},
    {FRAME_GICD3, 0x1000, 0x5ffc},    {FRAME_GICD3, 0x6000, 0x60fc},
    {FRAME_GICD3, 0x7fe0, 0xffcc},    {FRAME_GICR, 0x0018, 0x003c},
    {FRAME_GICR, 0x0050, 0x006c},     {FRAME_GICR, 0x0080, 0x009c},
    {FRAME_GICR, 0x00c8, 0x00fc},     {FRAME_GICR, 0x0118, 0xbffc},
    {FRAME_GICR_SGI, 0x0000, 0x007c}, {FRAME_GICR_SGI, 0x0084, 0x00fc},
    {FRAME_GICR_SGI, 0x0104, 0x017c}, {FRAME_GICR_SGI, 0x0420, 0x0bfc},
    {FRAME_GICR_SGI, 0x0c08, 0x0cfc}, {FRAME_GICR_SGI, 0x0d04, 0x0dfc},
    {FRAME_GICR_SGI, 0x0e04, 0xffcc},
};

static bool is_reserved(uint64_t ipa)
{
    static const struct gic_register none = {.name = "reserved", .kind = KIND_RES0, .widths = 4};
    uint64_t value;

    report_checked();
    if (!try_read(ipa, 4, &value))
        return gic_register_fails(&none, ipa, 4, "abort, expected to read", 0);
    return (!value || gic_register_fails(&none, ipa, 4, "expected 0, read", value)) &&
           ignores(&none, ipa, ONES);
}

TEST(gic, reserved_is_raz_wi, .rule = "GIC-02",
     TITLE("reserved addresses read 0 and ignore writes: the first, a middle and the last word"))
{
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        const struct reserved *area = &reserved[i];
        const uint64_t base = gic_has_frame(area->frame) ? gic_frame_base(area->frame, 0) : 0;

        if (base && (!is_reserved(base + area->first) || !is_reserved(base + area->last) ||
                     !is_reserved(base + ((area->first + area->last) / 2 & ~3u))))
            return;
    }
}

TEST(gic, lines_that_are_not_there, .rule = "GIC-07",
     TITLE("the fields of SPIs that GICD_TYPER does not promise read 0 and ignore writes"))
{
    for_each_gic_register(row, row->span == SPAN_SPI && !row->read_set && !row->write_set)
    {
        const unsigned int unit = 8 * gic_unit_size(row), intids = GIC_NONE - 32;
        const unsigned int last = (intids * row->bits + unit - 1) / unit - 1;
        const uint64_t base = gic_frame_base(row->frame, 0) + row->offset;

        if (gic_lines() >= GIC_NONE)
            break;
        if ((row->offset & ~0x7f) == GICD_ISACTIVER) /* is GIC-04's */
            continue;
        if (!is_reserved(base + gic_units(row) * gic_unit_size(row)) ||
            !is_reserved(base + last * gic_unit_size(row)))
            return;
    }
    report_checked();
}
