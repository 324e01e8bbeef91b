/* SPDX-License-Identifier: BSD-2-Clause */
/* A host bridge that was not there at boot: OVL-01. */
#include <libfdt.h>
#include <string.h>

#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/driver_error.h"
#include "guest/ecam_probe.h"
#include "guest/pci/pci_overlay.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"
#include "guest/virtio/virtio_rng.h"
#include "protocol/test.h"
#include "runtime/time/clock.h"
#include "suites/ovl/overlay_client.h"
#include "suites/vio/rig/find.h"

#include <linux/virtio_ids.h>

#define TIMES 2

static struct virtio_rng rng;

/* Whether its configuration space answers as the background does. */
static bool is_unserved(const struct pci_host *host)
{
    uint64_t value;

    if (!try_read(host->ecam.base, 4, &value))
        return settings.scope.profile == TRAP;
    return settings.scope.profile != TRAP && value == UINT32_MAX;
}

/* Random bytes, once: not all alike. */
static void drive(void)
{
    static uint8_t bytes[64];
    unsigned int differ = 0;
    pci_bdf bdf;
    int error;

    memset(bytes, 0, sizeof(bytes));
    if (!vio_find(VIRTIO_ID_RNG, &bdf))
        return;
    error = virtio_rng_open(&rng, &bus, bdf);
    if (error) {
        report_fail(__FILE__, __LINE__, "virtio-rng at %04x: %s", bdf, driver_error_text(error));
        return;
    }
    expect_eq((uint64_t)virtio_rng_read(&rng, bytes, sizeof(bytes), CLOCK_S), sizeof(bytes));
    for (size_t i = 1; i < sizeof(bytes); i++)
        differ += bytes[i] != bytes[0];
    expect(differ);
    vio_close(&rng.device);
}

static unsigned int functions(void)
{
    unsigned int count = 0;

    for (struct ecam_scan scan = ecam_scan_start(&bus); ecam_scan_next(&scan);)
        count++;
    return count;
}

/* From nothing to a driven device, and back. */
static void come_and_go(const void *blob, size_t size, unsigned int *found)
{
    const int error = overlay_merge(dt_boot(), blob, size, &bus);

    if (error) {
        report_fail(__FILE__, __LINE__, "%s", driver_error_text(error));
        return;
    }
    expect(is_unserved(&bus));
    if (!control_do(CONTROL_STAGE, STAGE_ENABLED, 0, 0))
        return;
    *found = functions();
    drive();
    control_do(CONTROL_DETACH, 0, 0, 0);
    expect(is_unserved(&bus));
}

TEST(
    ovl, a_late_bridge_is_driven, .rule = "OVL-01", .needs = LATE_BRIDGE | CONTROL_PAGE,
    TITLE("a guest without a host bridge merges an overlay, finds the functions behind the bridge, "
          "drives one, loses it all, and does so again"))
{
    static uint8_t blob[PCI_OVERLAY_MAX];
    const size_t size = overlay_fetch(OVERLAY_SOUND, blob);
    unsigned int found[TIMES] = {0};

    expect(fdt_node_offset_by_compatible(dt_boot(), -1, "pci-host-ecam-generic") < 0);
    for (unsigned int i = 0; size && i < TIMES; i++) {
        come_and_go(blob, size, &found[i]);
        expect(found[i] > 1);
        expect_eq(found[i], found[0]);
    }
    bus = (struct pci_host){0};
    expect(fdt_node_offset_by_compatible(dt_boot(), -1, "pci-host-ecam-generic") < 0);
}
