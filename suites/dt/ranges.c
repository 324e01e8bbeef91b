/* SPDX-License-Identifier: BSD-2-Clause */
/* Who has which addresses: DT-02. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dt/dt_walk.h"

#include <string.h>

/* Where Xen gives RAM: public/arch-arm.h, for tools only. */
#ifndef GUEST_RAM0_BASE
#define GUEST_RAM0_BASE 0x40000000ull
#define GUEST_RAM0_SIZE 0xc0000000ull
#define GUEST_RAM1_BASE 0x0200000000ull
#define GUEST_RAM1_SIZE 0xfe00000000ull
#endif

#define RANGES 64
#define ALIGN  0x200000ull /* of extended regions */

static struct taken {
    struct range range;
    int node;
} taken[RANGES];
static unsigned int count;

static void take(struct range range, int node)
{
    if (count < RANGES)
        taken[count++] = (struct taken){range, node};
}

/* All that the tree gives an address of the CPU: each reg, and the windows of the host bridge. */
static void take_all(const void *fdt)
{
    struct range range;

    count = 0;
    for_each_node(fdt, node)
    {
        if (node && dt_is_in_cpu_space(fdt, node) &&
            dt_address_cells(fdt, fdt_parent_offset(fdt, node)) == 2)
            for (unsigned int i = 0; dt_reg(fdt, node, i, &range); i++)
                take(range, node);
    }
    take(bus.mem, bus.node);
}

static uint64_t last_of(const struct range *range)
{
    return range->base + (range->size - 1);
}

TEST(dt, ranges_are_disjoint, .rule = "DT-02", .needs = HYPERVISOR,
     TITLE("no two addresses' ranges of the tree meet: RAM, devices, windows, Xen's regions"))
{
    const void *fdt = dt_boot();
    char path[96];

    take_all(fdt);
    expect(count > 3 && count < RANGES);
    for (unsigned int i = 0; i < count; i++) {
        const struct range *a = &taken[i].range;

        report_checked();
        if (!a->size || last_of(a) < a->base)
            report_fail(__FILE__, __LINE__, "%s: %#lx+%#lx is empty or wraps",
                        dt_path(fdt, taken[i].node), a->base, a->size);
        for (unsigned int j = 0; j < i; j++) {
            const struct range *b = &taken[j].range;

            if (a->base > last_of(b) || b->base > last_of(a))
                continue;
            strcpy(path, dt_path(fdt, taken[j].node));
            report_fail(__FILE__, __LINE__, "%s: %#lx+%#lx meets %#lx+%#lx of %s",
                        dt_path(fdt, taken[i].node), a->base, a->size, b->base, b->size, path);
        }
    }
}

/* ID_AA64MMFR0_EL1.PARange, as the CPU says it; Xen gives its guests no more. */
static unsigned int address_bits(void)
{
    static const uint8_t bits[] = {32, 36, 40, 42, 44, 48, 52};
    uint64_t mmfr0;

    __asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
    return (mmfr0 & 0xf) < sizeof(bits) ? bits[mmfr0 & 0xf] : 52;
}

TEST(dt, ranges_are_addresses, .rule = "DT-02", .needs = HYPERVISOR,
     TITLE("every range ends inside the guest physical addresses"))
{
    const void *fdt = dt_boot();
    const unsigned int bits = address_bits();

    take_all(fdt);
    for (unsigned int i = 0; i < count; i++) {
        report_checked();
        if (last_of(&taken[i].range) >> bits)
            report_fail(__FILE__, __LINE__, "%s: %#lx+%#lx is beyond %u bits",
                        dt_path(fdt, taken[i].node), taken[i].range.base, taken[i].range.size,
                        bits);
    }
}

/* What Xen may give RAM in, public/arch-arm.h, less what is RAM. */
static bool rest_of_bank(const struct range *bank, struct range *rest)
{
    const uint64_t end = bank->base + bank->size, limit = 1ull << address_bits();
    uint64_t from = bank->base;
    struct range ram;

    for (unsigned int i = 0; dt_ram(dt_boot(), i, &ram); i++)
        if (ram.base >= bank->base && ram.base < end && ram.base + ram.size > from)
            from = ram.base + ram.size;
    rest->base = (from + ALIGN - 1) & ~(ALIGN - 1);
    rest->size = ((end < limit ? end : limit) & ~(ALIGN - 1)) - rest->base;
    return rest->base < end && rest->base < limit && rest->size >= 32 * ALIGN;
}

TEST(dt, extended_regions_are_complete, .rule = "DT-02", .enhanced = true,
     TITLE("an extended region begins where RAM ends, aligned, and ends with its bank"))
{
    const struct range banks[] = {{GUEST_RAM0_BASE, GUEST_RAM0_SIZE},
                                  {GUEST_RAM1_BASE, GUEST_RAM1_SIZE}};
    const int node = dt_find(dt_boot(), "xen,xen");
    struct range region, rest;
    unsigned int index = 1; /* 0 is grant space */

    if (node < 0) {
        report_fail_rule("DT-03", __FILE__, __LINE__, "xen,enhanced, and no hypervisor node");
        return;
    }
    for (unsigned int i = 0; i < 2; i++) {
        if (!rest_of_bank(&banks[i], &rest))
            continue;
        if (!expect(dt_reg(dt_boot(), node, index++, &region)))
            return;
        expect_eq(region.base, rest.base);
        expect_eq(region.base + region.size, rest.base + rest.size);
    }
    expect(!dt_reg(dt_boot(), node, index, &region));
}
