/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/gic/gic_table.h"

#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"

#define GICR_SGI         0x10000
#define GICR_TYPER       0x0008
#define GICR_TYPER_PLPIS 1u

#define D2  FRAME_GICD2
#define D3  FRAME_GICD3
#define RD  FRAME_GICR
#define SGI FRAME_GICR_SGI
#define C   FRAME_GICC

#define ONE(frame_, name_, offset_, kind_, ...) \
    {.name = name_,                             \
     .frame = frame_,                           \
     .offset = offset_,                         \
     .kind = KIND_##kind_,                      \
     .bits = 32,                                \
     .widths = 4,                               \
     ##__VA_ARGS__},
#define FIELD(frame_, name_, offset_, span_, bits_, kind_, ...) \
    {.name = name_,                                             \
     .frame = frame_,                                           \
     .offset = offset_,                                         \
     .kind = KIND_##kind_,                                      \
     .bits = bits_,                                             \
     .span = SPAN_##span_,                                      \
     .widths = 4,                                               \
     ##__VA_ARGS__},
#define READS(set_)  .read_set = SET_##set_
#define WRITES(set_) .write_set = SET_##set_
#define ALSO(set_)   READS(set_), WRITES(set_)
#define WIDE(...)    .bits = 64, .widths = 4 | 8, ##__VA_ARGS__
#define BYTES(...)   .widths = 1 | 4, ##__VA_ARGS__
#define ANY_WIDTH    .any_read = true, .any_write = true

/* The rows say what differs from the defaults. */
#pragma GCC diagnostic ignored "-Woverride-init"

const struct gic_register gic_registers[] = {
#include "suites/gic/gic_registers.def"
};
const size_t gic_register_count = sizeof(gic_registers) / sizeof(gic_registers[0]);

bool gic_has_frame(enum gic_frame frame)
{
    return (frame == FRAME_GICD2 || frame == FRAME_GICC) == (gic_version() == 2);
}

enum gic_kind gic_kind(const struct gic_register *row)
{
    if (row->kind != KIND_LPI)
        return row->kind;
    return mmio_read32(gic_redistributors().base + GICR_TYPER) & GICR_TYPER_PLPIS ? KIND_FIELDS
                                                                                  : KIND_RES0;
}

unsigned int gic_instances(enum gic_frame frame)
{
    return frame == FRAME_GICR || frame == FRAME_GICR_SGI ? vcpu_count() : 1;
}

uint64_t gic_frame_base(enum gic_frame frame, unsigned int instance)
{
    switch (frame) {
    case FRAME_GICR:
        return gic_redistributors().base + instance * GIC_REDISTRIBUTOR;
    case FRAME_GICR_SGI:
        return gic_redistributors().base + instance * GIC_REDISTRIBUTOR + GICR_SGI;
    case FRAME_GICC:
        return gic_cpu_interface().base;
    default:
        return gic_distributor().base;
    }
}

unsigned int gic_unit_size(const struct gic_register *row)
{
    return row->bits == 64 ? 8 : 4;
}

unsigned int gic_units(const struct gic_register *row)
{
    static const unsigned int intids[] = {[SPAN_PRIVATE] = 32, [SPAN_SGI] = 16, [SPAN_PPI] = 16};
    const unsigned int unit = 8 * gic_unit_size(row);

    if (row->span == SPAN_ONE)
        return 1;
    /* Of 988 SPIs the last word has but 28. */
    return ((row->span == SPAN_SPI ? gic_lines() - 32 : intids[row->span]) * row->bits + unit - 1) /
           unit;
}

bool gic_register_fails(const struct gic_register *row, uint64_t ipa, unsigned int size,
                        const char *what, uint64_t value)
{
    report_fail(__FILE__, __LINE__, "%s, %u bytes at %#lx: %s %#lx", row->name, size, ipa, what,
                value);
    return false;
}
