/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory-mapped registers of GICv2 and GICv3 as rows (IHI 0048B chapter 4, IHI 0069 chapter
 * 12), as a guest without Security Extensions' registers sees them: no LPIs, no message-based SPIs.
 */
#ifndef SUITES_GIC_TABLE_H
#define SUITES_GIC_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gic_frame {
    FRAME_GICD2,
    FRAME_GICD3,
    FRAME_GICR,     /* RD_base of each vCPU */
    FRAME_GICR_SGI, /* SGI_base of each vCPU */
    FRAME_GICC,
};

/* What a write does, and what is read back. */
enum gic_kind {
    KIND_RO,     /* nothing */
    KIND_RES0,   /* nothing, reads 0 */
    KIND_LPI,    /* the same, if there are no LPIs */
    KIND_RW,     /* is stored, in the bits that are implemented */
    KIND_OPTION, /* either RW or RAZ/WI */
    KIND_ONES,   /* sets or clears what it has ones for, so that zeroes do nothing */
    KIND_CLEAR,  /* the same, of a state that nothing has while no interrupt is pending */
    KIND_FIELDS, /* has a meaning that a test of its own checks */
    KIND_WO,     /* what it reads is unknown; nothing happens without an ITS, or without targets */
};

/* Which INTIDs a row has fields for. */
enum gic_span {
    SPAN_ONE, /* none: it is one register */
    SPAN_PRIVATE,
    SPAN_SGI,
    SPAN_PPI,
    SPAN_SPI, /* as many as GICD_TYPER says */
};

/* Rows of a set are walked by a test of their own: some interrupt controllers lack what they ask.
 */
enum gic_set {
    SET_MAIN,
    SET_BANKED,        /* GICv3: the distributor's fields of private interrupts */
    SET_CLEAR_PENDING, /* GICD_ICPENDRn */
    SET_ACTIVE,        /* ISACTIVERn */
    SET_SGI_PENDING,   /* {C,S}PENDSGIRn */
    SET_WIDE,          /* 64-bit registers of a redistributor */
    SET_ID,            /* GICv2: the identification registers */
    SET_TARGETS,       /* GICv2: the read-only targets of private interrupts */
};

struct gic_register {
    char name[11];
    uint8_t frame;
    uint16_t offset; /* of the first INTID's field, of its span */
    uint8_t kind;
    uint8_t span;
    uint8_t bits;   /* of an INTID's field; SPAN_ONE: of the register */
    uint8_t widths; /* permitted, in bytes: a sum of 1, 4 and 8 */
    uint8_t read_set, write_set;
    bool any_read; /* Xen answers other widths, too: a read is 0, a write ignored */
    bool any_write;
};

extern const struct gic_register gic_registers[];
extern const size_t gic_register_count;

/* for_each_gic_register(row, row->read_set == SET_MAIN) { ... }: of all that this GIC has. */
#define for_each_gic_register(row, condition)                                                      \
    for (const struct gic_register *row = gic_registers; row < gic_registers + gic_register_count; \
         row++)                                                                                    \
        if (gic_has_frame(row->frame) && (condition))

bool gic_has_frame(enum gic_frame frame);

/* Its kind in this machine. */
enum gic_kind gic_kind(const struct gic_register *row);

/* How often the frame is there, and where: the distributor once, a redistributor for each vCPU. */
unsigned int gic_instances(enum gic_frame frame);
uint64_t gic_frame_base(enum gic_frame frame, unsigned int instance);

/* A row's registers have 4 bytes, or 8; it has so many of them. */
unsigned int gic_unit_size(const struct gic_register *row);
unsigned int gic_units(const struct gic_register *row);

/* Fails the running test for an access of @size to a register of @row at @ipa; returns false. */
bool gic_register_fails(const struct gic_register *row, uint64_t ipa, unsigned int size,
                        const char *what, uint64_t value);

#endif
