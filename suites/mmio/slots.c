/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in the slots: MMIO-01, MMIO-02, and what is there before and while they are served:
 * MMIO-03. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/test/report.h"
#include "guest/virtio/virtio_slots.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

#define VERSION    2
#define TYPE_LAST  63 /* virtio 1.2 defines fewer */
#define LIMIT      (2 * CLOCK_S)
#define AFTERWARDS 200 /* reads that must stay the same once a slot is served */

static void check_identity(unsigned int slot)
{
    const uint32_t type = virtio_slot_read(slot, VIRTIO_MMIO_DEVICE_ID);
    const uint32_t vendor = virtio_slot_read(slot, VIRTIO_MMIO_VENDOR_ID);

    expect_eq(virtio_slot_read(slot, VIRTIO_MMIO_MAGIC_VALUE), VIRTIO_SLOT_MAGIC);
    expect_eq(virtio_slot_read(slot, VIRTIO_MMIO_VERSION), VERSION);
    expect(type <= TYPE_LAST);
    expect_eq(virtio_slot_read(slot, VIRTIO_MMIO_DEVICE_ID), type);
    expect_eq(virtio_slot_read(slot, VIRTIO_MMIO_VENDOR_ID), vendor);
}

TEST(mmio, slots_say_what_they_are, .rule = "MMIO-01", .bus = BUS_SERVED,
     TITLE("every slot has its magic, version 2 and the same identifiers twice; one has a device"))
{
    unsigned int devices = 0;

    for (unsigned int i = 0; i < virtio_slots_count(); i++) {
        check_identity(i);
        devices += virtio_slot_type(i) != 0;
    }
    expect(devices > 0);
}

/* A driver stops at DeviceID 0: all that follows is what it must not write. */
static void write_everywhere(unsigned int slot)
{
    const struct range registers = virtio_slot(slot)->registers;

    for (uint64_t at = 0; at < registers.size; at += sizeof(uint32_t))
        mmio_write32(registers.base + at, 0x01010101 * (slot + 1));
}

TEST(
    mmio, empty_slots_stay_empty, .rule = "MMIO-02", .bus = BUS_SERVED,
    TITLE("writes to all of an empty slot leave its DeviceID 0 and the device before it as it was"))
{
    unsigned int empty = 0, device = VIRTIO_SLOTS;

    for (unsigned int i = 0; i < virtio_slots_count(); i++) {
        if (virtio_slot_type(i)) {
            device = i;
            continue;
        }
        empty++;
        write_everywhere(i);
        check_identity(i);
        expect_eq(virtio_slot_type(i), 0);
        if (device == i - 1)
            expect_eq(virtio_slot_read(device, VIRTIO_MMIO_STATUS), 0);
    }
    if (!empty)
        report_skip("all %u slots have a device", virtio_slots_count());
}

static void check_unserved(uint64_t ipa)
{
    const struct access_form *load = access_form(ACCESS_LOAD, 4, 32);
    const struct access_form *store = access_form(ACCESS_STORE, 4, 32);

    for (unsigned int i = 0; i < 2; i++) { /* the store must change nothing */
        if (background_covers(ipa, 4)) {
            expect_load(load, mmu_device(ipa), background_value(ipa, 4));
            expect_store(store, mmu_device(ipa), 0);
        } else {
            expect_abort(load, mmu_device(ipa));
            expect_abort(store, mmu_device(ipa));
        }
    }
}

TEST(mmio, unserved_slots_are_background, .rule = "MMIO-03", .bus = BUS_EMPTY, .needs = HYPERVISOR,
     TITLE("before anybody serves them, the first and the last register of every slot are as all "
           "that nobody claims"))
{
    for (unsigned int i = 0; i < virtio_slots_count(); i++) {
        const struct range registers = virtio_slot(i)->registers;

        check_unserved(registers.base);
        check_unserved(registers.base + registers.size - 4);
    }
}

TEST(mmio, slots_appear_at_once, .rule = "MMIO-03", .bus = BUS_ARRIVES, .needs = HYPERVISOR,
     .profiles = UNMAPPED | WINDOWS,
     TITLE("polled during the attach, MagicValue is background and then always \"virt\""))
{
    const uint32_t background = background_value(virtio_slot(0)->registers.base, 4);
    const struct timeout timeout = timeout_start(LIMIT, "a slot to appear");
    unsigned int before = 0, after = 0;

    if (!bus_arrive())
        return;
    while (after < AFTERWARDS && !timeout_expired(&timeout)) {
        const uint32_t magic = virtio_slot_read(0, VIRTIO_MMIO_MAGIC_VALUE);

        if (magic == background && !after)
            before++;
        else if (!expect_eq(magic, VIRTIO_SLOT_MAGIC))
            return;
        else
            after++;
    }
    if (!before)
        report_error("the slot was there from the first read: nothing was seen to appear");
    else if (after < AFTERWARDS)
        report_error("%s", timeout_text(&timeout));
}
