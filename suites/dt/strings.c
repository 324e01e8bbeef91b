/* SPDX-License-Identifier: BSD-2-Clause */
/* Values that are text, and the tree as a whole: DT-01. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "suites/dt/dt_walk.h"

#include <string.h>

#define STRING true
#define LIST   false

/* By the devicetree specification, 2.3, 3 and 4, and the bindings of psci, cpus and simple buses.
 */
static const struct {
    const char *name;
    bool one; /* a string; else a list of them */
} texts[] = {
    {"compatible", LIST},    {"model", STRING},       {"status", STRING},
    {"device_type", STRING}, {"enable-method", LIST}, {"method", STRING},
    {"bootargs", STRING},    {"stdout-path", STRING}, {"stdin-path", STRING},
    {"label", STRING},       {"reg-names", LIST},     {"interrupt-names", LIST},
    {"clock-names", LIST},   {"reset-names", LIST},   {"xen,enhanced", STRING},
};

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

static void check_text(const void *fdt, int node, const char *name, const char *text, int length,
                       bool one)
{
    report_checked();
    if (!length || text[length - 1]) {
        report_fail(__FILE__, __LINE__, "%s: %s does not end in NUL", dt_path(fdt, node), name);
        return;
    }
    for (int i = 0; i < length - 1; i++)
        if (one || text[i] || !i || !text[i - 1] ? !is_printable(text[i]) : false) {
            report_fail(__FILE__, __LINE__, "%s: %s has %#x at %d, no text does",
                        dt_path(fdt, node), name, (uint8_t)text[i], i);
            return;
        }
}

TEST(dt, texts_end_in_nul, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("every property that is a string or a list of strings is printable and ends in NUL"))
{
    const void *fdt = dt_boot();
    unsigned int found = 0;

    for_each_node(fdt, node)
    {
        for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            int length;
            const char *text = fdt_getprop(fdt, node, texts[i].name, &length);

            if (!text)
                continue;
            check_text(fdt, node, texts[i].name, text, length, texts[i].one);
            found++;
        }
    }
    expect(found > 8);
}

/* Devicetree specification, 3.3: aliases are paths, each a string. */
TEST(dt, aliases_are_paths, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("every alias is a string, a full path to a node"))
{
    const void *fdt = dt_boot();
    int property, length;

    fdt_for_each_property_offset(property, fdt, fdt_path_offset(fdt, "/aliases"))
    {
        const char *name, *path = fdt_getprop_by_offset(fdt, property, &name, &length);

        check_text(fdt, fdt_path_offset(fdt, "/aliases"), name, path, length, STRING);
        if (expect(length > 1 && !path[length - 1] && path[0] == '/'))
            expect(fdt_path_offset(fdt, path) >= 0);
    }
    report_checked();
}

/* Devicetree specification, 5.2: blocks lie in totalsize, aligned, and do not meet. */
TEST(dt, blocks_are_in_the_tree, .rule = "DT-01", .needs = HYPERVISOR,
     TITLE("the blocks of the tree are aligned, disjoint and within totalsize, which is RAM"))
{
    const void *fdt = dt_boot();
    const uint64_t base = (uint64_t)fdt, size = fdt_totalsize(fdt);
    const uint32_t structs = fdt_off_dt_struct(fdt), strings = fdt_off_dt_strings(fdt);
    bool in_ram = false;
    struct range bank;

    expect_eq(base % 8, 0);
    expect_eq(fdt_off_mem_rsvmap(fdt) % 8, 0);
    expect_eq(structs % 4, 0);
    expect(fdt_off_mem_rsvmap(fdt) >= sizeof(struct fdt_header));
    expect((uint64_t)structs + fdt_size_dt_struct(fdt) <= size);
    expect((uint64_t)strings + fdt_size_dt_strings(fdt) <= size);
    expect(strings >= structs + fdt_size_dt_struct(fdt) ||
           structs >= strings + fdt_size_dt_strings(fdt));
    for (unsigned int i = 0; dt_ram(fdt, i, &bank); i++)
        in_ram |= base >= bank.base && base - bank.base + size <= bank.size;
    expect(in_ram);
    expect_eq(fdt_check_full(fdt, size), 0);
}
