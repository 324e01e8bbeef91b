/* SPDX-License-Identifier: BSD-2-Clause */
/* What merging an overlay comes to: OVL-02, OVL-03. */
#include <libfdt.h>
#include <string.h>

#include "guest/driver_error.h"
#include "guest/pci/pci_overlay.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/dt.h"
#include "suites/ovl/overlay_client.h"

static uint8_t blob[PCI_OVERLAY_MAX];

/* Whether all properties of node @a in @left are those of node @b in @right; returns how many. */
static unsigned int compare(const void *left, int a, const void *right, int b)
{
    unsigned int count = 0;
    int property;

    fdt_for_each_property_offset(property, left, a)
    {
        int length, other;
        const char *name;
        const void *value = fdt_getprop_by_offset(left, property, &name, &length);
        const void *same = fdt_getprop(right, b, name, &other);

        count++;
        if (!same || other != length || memcmp(value, same, (size_t)length))
            report_fail(__FILE__, __LINE__, "%s is not as a boot would have had it", name);
    }
    return count;
}

TEST(ovl, as_a_boot_would_have_it, .rule = "OVL-02", .needs = CONTROL_PAGE,
     TITLE("an overlay merged into our tree without its bridge gives the bridge of our tree, "
           "property by "
           "property, at the same place"))
{
    const void *const fdt = dt_boot(), *base = overlay_base();
    const int before = dt_find(fdt, "pci-host-ecam-generic");
    const size_t size = overlay_fetch(OVERLAY_SOUND, blob);
    char path[64], merged[64];
    struct pci_host host;
    int error;

    if (before < 0)
        report_skip("our device tree has no host bridge to compare with");
    if (before < 0 || !base || !size)
        return;
    error = overlay_merge(base, blob, size, &host);
    if (error) {
        report_fail(__FILE__, __LINE__, "%s", driver_error_text(error));
        return;
    }
    expect_eq(compare(host.fdt, host.node, fdt, before), compare(fdt, before, host.fdt, host.node));
    expect(!fdt_get_path(fdt, before, path, sizeof(path)) &&
           !fdt_get_path(host.fdt, host.node, merged, sizeof(merged)) && !strcmp(path, merged));
}

#define TEXT(kind, error)  \
    {                      \
        kind, #kind, error \
    }
static const struct {
    enum control_overlay kind;
    const char *name;
    int error;
} broken[] = {
    TEXT(OVERLAY_CUT, PCI_OVERLAY_BLOB),
    TEXT(OVERLAY_MAGIC, PCI_OVERLAY_BLOB),
    TEXT(OVERLAY_VERSION, PCI_OVERLAY_BLOB),
    TEXT(OVERLAY_GARBLED, PCI_OVERLAY_BLOB),
    TEXT(OVERLAY_HANDLE, PCI_OVERLAY_TARGET),
    TEXT(OVERLAY_PATH, PCI_OVERLAY_TARGET),
    TEXT(OVERLAY_CONTROLLER, PCI_HOST_INTERRUPT_MAP),
    TEXT(OVERLAY_OVER_RAM, PCI_OVERLAY_TAKEN),
    TEXT(OVERLAY_OVER_ITSELF, PCI_HOST_OVERLAP),
    TEXT(OVERLAY_BUSES, PCI_HOST_BUS_RANGE),
};

static uint32_t sum(const void *tree)
{
    const uint8_t *byte = tree;
    uint32_t sum = 0;

    for (uint32_t i = 0; i < fdt_totalsize(tree); i++)
        sum = sum * 31 + byte[i];
    return sum;
}

static void try_broken(const void *base)
{
    struct pci_host host;

    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        const size_t size = overlay_fetch(broken[i].kind, blob);
        const int error = size ? overlay_merge(base, blob, size, &host) : 0;

        if (size && error != broken[i].error)
            report_fail(__FILE__, __LINE__, "%s: expected \"%s\", got \"%s\"", broken[i].name,
                        driver_error_text(broken[i].error),
                        error ? driver_error_text(error) : "merged");
        report_checked();
    }
}

TEST(ovl, broken_ones_are_refused, .rule = "OVL-03", .needs = CONTROL_PAGE,
     TITLE("overlays that are broken in ten ways, or come a second time, are refused for what is "
           "wrong; "
           "the tree stays as it was, and a sound one is merged"))
{
    const void *const base = overlay_base();
    const uint32_t before = base ? sum(base) : 0;
    struct pci_host host;
    size_t size;

    if (!base)
        return;
    try_broken(base);
    size = overlay_fetch(OVERLAY_SOUND, blob);
    if (!size || !expect_eq((uint64_t)overlay_merge(base, blob, size, &host), 0))
        return;
    expect_eq(sum(base), before);
    /* The merged tree is the next one's base only in a copy of its own. */
    expect_eq((uint64_t)overlay_merge(dt_boot(), blob, size, &host),
              (uint64_t)(dt_find(dt_boot(), "pci-host-ecam-generic") < 0 ? 0 : PCI_OVERLAY_BRIDGE));
}
