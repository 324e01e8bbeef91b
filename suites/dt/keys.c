/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of the domU's node that the scenario has set, and what they come to: DT-03. */
#include "guest/control/settings.h"
#include "guest/test/report.h"
#include "protocol/config.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/xen.h"
#include "suites/dt/dt_walk.h"

#include <stdlib.h>
#include <string.h>
#include <xen/grant_table.h>

#define FRAMES_DEFAULT 64 /* of Xen's gnttab_max_frames */
#define GICD_TYPER     0x4
#define GICD_TYPER_IT  0x1f /* INTIDs / 32 - 1 */

/* The last cell of key @name, or @otherwise. */
static uint64_t key_or(const char *name, uint64_t otherwise)
{
    const void *fdt = dt_boot();
    const int node = dt_find(fdt, CONFIG_COMPATIBLE);
    const char *key;

    for (int i = 0; (key = fdt_stringlist_get(fdt, node, CONFIG_KEYS, i, NULL)); i++) {
        const size_t length = strlen(name);

        if (!strncmp(key, name, length) && !strncmp(key + length, "=<", 2)) {
            const char *last = strrchr(key, ' ');

            return strtoull(last ? last + 1 : key + length + 2, NULL, 0);
        }
    }
    return otherwise;
}

TEST(dt, grant_frames_are_as_configured, .rule = "DT-03", .needs = HYPERVISOR,
     TITLE("max_grant_frames is the number of grant frames that GNTTABOP_query_size promises"))
{
    struct gnttab_query_size query = {.dom = DOMID_SELF};

    expect_eq(xen_hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_query_size, (unsigned long)&query,
                            1, 0, 0),
              0);
    expect_eq(query.status, GNTST_okay);
    expect_eq(query.max_nr_frames, key_or("max_grant_frames", FRAMES_DEFAULT));
}

TEST(dt, enhanced_is_as_configured, .rule = "DT-03", .needs = HYPERVISOR,
     TITLE("xen,enhanced, with the value enabled or without any, gives a hypervisor node; its "
           "absence none"))
{
    expect_eq(dt_find(dt_boot(), "xen,xen") >= 0, settings.scope.enhanced);
}

TEST(dt, memory_is_as_configured, .rule = "DT-03", .needs = HYPERVISOR,
     TITLE("the banks of RAM are as much as the key memory says, in KiB"))
{
    uint64_t total = 0;
    struct range bank;

    for (unsigned int i = 0; dt_ram(dt_boot(), i, &bank); i++)
        total += bank.size;
    expect(total > 0);
    expect_eq(total / 1024, key_or("memory", total / 1024));
}

TEST(dt, spis_are_as_configured, .rule = "DT-03", .needs = HYPERVISOR,
     TITLE("the GIC has as many SPIs as nr_spis says, rounded up to 32"))
{
    const uint32_t typer = mmio_read32(gic_distributor().base + GICD_TYPER);
    const uint64_t spis = 32 * (uint64_t)(typer & GICD_TYPER_IT);

    expect_eq(spis, (key_or("nr_spis", settings.spis ? settings.spis : spis) + 31) / 32 * 32);
}

TEST(dt, bootargs_are_as_configured, .rule = "DT-03", .needs = HYPERVISOR,
     TITLE("/chosen/bootargs is the kernel module's, to the last character; without them there are "
           "none"))
{
    const void *fdt = dt_boot();
    const char *wanted = dt_string(fdt, dt_find(fdt, CONFIG_COMPATIBLE), CONFIG_BOOTARGS, "");
    int length;
    const char *bootargs = fdt_getprop(fdt, fdt_path_offset(fdt, "/chosen"), "bootargs", &length);

    if (!*wanted) {
        expect(!bootargs || length == 1);
        return;
    }
    if (expect(bootargs) && expect_eq(length, strlen(wanted) + 1))
        expect(!memcmp(bootargs, wanted, strlen(wanted) + 1));
}
