/* SPDX-License-Identifier: BSD-2-Clause */
/* What Xen says of a ramdisk, and what is there: DT-03. */
#include "guest/test/report.h"
#include "protocol/config.h"
#include "protocol/test.h"
#include "suites/dt/dt_walk.h"

#include <string.h>

#define LAST 16

extern const char image_start[], rodata_start[], loaded_end[];

/* Linux, Documentation/arch/arm64/booting.rst: of one or two cells. */
static uint64_t address(const char *name)
{
    const void *fdt = dt_boot();
    int length = 0;
    const void *value = fdt_getprop(fdt, fdt_path_offset(fdt, "/chosen"), name, &length);

    expect(value && (length == 4 || length == 8));
    if (!value)
        return 0;
    return length == 4 ? fdt32_ld(value) : fdt64_ld(value);
}

static bool apart(uint64_t start, uint64_t end, uint64_t other, uint64_t size)
{
    return end <= other || other + size <= start;
}

TEST(dt, ramdisk_is_as_configured, .rule = "DT-03", .needs = HYPERVISOR,
     TITLE("from /chosen/linux,initrd-start to -end are the ramdisk's bytes, all of them and no "
           "more, in RAM, apart from kernel and tree; without a ramdisk there are neither"))
{
    const void *fdt = dt_boot();
    const int chosen = fdt_path_offset(fdt, "/chosen");
    const uint64_t image = (uint64_t)image_start, loaded = (uint64_t)loaded_end - image,
                   size = loaded - CONFIG_RAMDISK_CUT;
    uint64_t start, end;
    bool in_ram = false;
    struct range bank;

    if (!fdt_getprop(fdt, dt_find(fdt, CONFIG_COMPATIBLE), CONFIG_RAMDISK, NULL)) {
        expect(!fdt_getprop(fdt, chosen, "linux,initrd-start", NULL));
        expect(!fdt_getprop(fdt, chosen, "linux,initrd-end", NULL));
        return;
    }
    start = address("linux,initrd-start");
    end = address("linux,initrd-end");
    for (unsigned int i = 0; dt_ram(fdt, i, &bank); i++)
        in_ram |= start >= bank.base && start < end && end <= bank.base + bank.size;
    if (!expect(in_ram) || !expect_eq(end - start, size))
        return;
    expect(apart(start, end, image, loaded));
    expect(apart(start, end, (uint64_t)fdt, fdt_totalsize(fdt)));
    /* What has not changed since: the code, and the end, which is read once. */
    expect(!memcmp((const void *)start, (const void *)image, (uint64_t)rodata_start - image));
    expect(!memcmp((const void *)(end - LAST), (const void *)(image + size - LAST), LAST));
}
