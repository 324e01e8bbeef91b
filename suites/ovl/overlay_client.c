/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/ovl/overlay_client.h"

#include <libfdt.h>
#include <string.h>

#include "guest/control/control_client.h"
#include "guest/pci/pci_overlay.h"
#include "guest/test/report.h"
#include "runtime/dt.h"

#define BRIDGE "pci-host-ecam-generic"

static uint32_t gic_phandle(void)
{
    const void *const fdt = dt_boot();
    int node = dt_find(fdt, "arm,gic-v3");

    if (node < 0)
        node = dt_find(fdt, "arm,gic-400");
    return node < 0 ? 0 : fdt_get_phandle(fdt, node);
}

size_t overlay_fetch(enum control_overlay kind, void *blob)
{
    uint64_t result[4] = {0};
    size_t size = 0;

    do {
        const int rc = control_call(CONTROL_OVERLAY, kind, size, gic_phandle(), result);
        const size_t left = result[0] - size;
        const size_t count = left < CONTROL_DATA ? left : CONTROL_DATA;

        if (rc || result[0] > PCI_OVERLAY_MAX) {
            report_error("the backend has no overlay of kind %u (%d)", kind, rc);
            return 0;
        }
        memcpy((uint8_t *)blob + size, (const void *)control_hypercall()->data, count);
        size += count;
    } while (size < result[0]);
    return size;
}

const void *overlay_base(void)
{
    static uint64_t tree[OVERLAY_TREE_MAX / sizeof(uint64_t)];
    int error = fdt_open_into(dt_boot(), tree, sizeof(tree)), node;

    while (!error && (node = dt_find(tree, BRIDGE)) >= 0)
        error = fdt_del_node(tree, node);
    if (error)
        report_error("our device tree: %s", fdt_strerror(error));
    return error ? NULL : tree;
}

int overlay_merge(const void *base, const void *blob, size_t size, struct pci_host *host)
{
    static uint64_t merged[OVERLAY_TREE_MAX / sizeof(uint64_t)];

    return pci_overlay_apply(base, blob, size, merged, sizeof(merged), host);
}
