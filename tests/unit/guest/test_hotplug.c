/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of a port with a hot-plug slot, against a scripted one. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "guest/driver_error.h"
#include "guest/pci/pci_bar.h"
#include "guest/pci/pci_bridge.h"
#include "guest/pci/pci_slot.h"
#include "runtime/mmio.h"
#include "runtime/time/timeout.h"

#include <greatest.h>

#define ECAM    0x10000000ull
#define PORT    (ECAM + (1 << 15)) /* 00:01.0 */
#define CAP     0x54
#define CONTROL (CAP + PCI_EXP_SLTCTL)
#define STATUS  (CAP + PCI_EXP_SLTSTA)

static uint8_t config[256];
static bool completes;       /* the slot says that a command is done */
static unsigned int stuck;   /* a register that keeps its value; 0: none */
static uint16_t commands[8]; /* written to Slot Control */
static unsigned int count;
static uint64_t now;

static struct pci_host host;

static uint16_t get16(unsigned int reg)
{
    return (uint16_t)(config[reg] | config[reg + 1] << 8);
}

static void set16(unsigned int reg, uint16_t value)
{
    config[reg] = (uint8_t)value;
    config[reg + 1] = (uint8_t)(value >> 8);
}

uint8_t mmio_read8(uint64_t ipa)
{
    return ipa - PORT < sizeof(config) ? config[ipa - PORT] : 0xff;
}

uint16_t mmio_read16(uint64_t ipa)
{
    return ipa - PORT < sizeof(config) ? get16(ipa - PORT) : 0xffff;
}

uint32_t mmio_read32(uint64_t ipa)
{
    return mmio_read16(ipa) | (uint32_t)mmio_read16(ipa + 2) << 16;
}

void mmio_write8(uint64_t ipa, uint8_t value)
{
    if (ipa - PORT >= sizeof(config))
        abort();
    if (ipa - PORT != stuck)
        config[ipa - PORT] = value;
}

void mmio_write16(uint64_t ipa, uint16_t value)
{
    const unsigned int reg = (unsigned int)(ipa - PORT);

    if (ipa - PORT >= sizeof(config))
        abort();
    if (reg == STATUS) { /* ones clear */
        set16(reg, get16(reg) & ~value);
        return;
    }
    if (reg != stuck)
        set16(reg, value);
    if (reg == CONTROL) {
        commands[count++ % 8] = value;
        if (completes)
            set16(STATUS, get16(STATUS) | PCI_EXP_SLTSTA_CC);
    }
}

void mmio_write32(uint64_t ipa, uint32_t value)
{
    mmio_write16(ipa, (uint16_t)value);
    mmio_write16(ipa + 2, (uint16_t)(value >> 16));
}

struct timeout timeout_start(uint64_t ns, const char *what)
{
    return (struct timeout){.deadline = now + ns, .ns = ns, .what = what};
}

bool timeout_expired(const struct timeout *timeout)
{
    now += CLOCK_MS;
    return now >= timeout->deadline;
}

static pci_bdf asked_bdf;
static unsigned int asked_pin;

int pci_host_interrupt(const struct pci_host *of, pci_bdf bdf, unsigned int pin,
                       struct pci_interrupt *out)
{
    (void)of, (void)out;
    asked_bdf = bdf;
    asked_pin = pin;
    return 0;
}

static void setup(void *arg)
{
    (void)arg;
    memset(config, 0, sizeof(config));
    config[PCI_VENDOR_ID] = 0x36;
    config[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
    set16(PCI_STATUS, PCI_STATUS_CAP_LIST);
    config[PCI_CAPABILITY_LIST] = CAP;
    config[CAP] = PCI_CAP_ID_EXP;
    set16(CAP + PCI_EXP_FLAGS, 0x0142); /* a root port with a slot */
    config[CAP + PCI_EXP_SLTCAP] = PCI_EXP_SLTCAP_HPC | PCI_EXP_SLTCAP_PCP;
    completes = true;
    stuck = 0;
    count = 0;
    now = 0;
    host = (struct pci_host){.ecam = {ECAM, 1 << 20},
                             .bus_last = 0xff,
                             .mem = {0x20000000, 0x00f80000},
                             .mem_pci = 0x80000000};
}

static const pci_bdf bdf = PCI_BDF(0, 1, 0);

TEST a_bridge_gets_a_bus_and_the_windows_end(void)
{
    struct pci_bridge bridge;

    ASSERT_EQ(0, pci_bridge_open(&bridge, &host, bdf, 7, 2 * PCI_BRIDGE_GRAIN));
    ASSERT_EQ(7, config[PCI_SECONDARY_BUS]);
    ASSERT_EQ(7, config[PCI_SUBORDINATE_BUS]);
    /* The window ends where whole MiB of the host's do. */
    ASSERT_EQ(0x80d0, get16(PCI_MEMORY_BASE));
    ASSERT_EQ(0x80e0, get16(PCI_MEMORY_LIMIT));
    ASSERT_EQ(0x80d00000, bridge.behind.mem_pci);
    ASSERT_EQ(0x20d00000, bridge.behind.mem.base);
    ASSERT_EQ(0x200000, bridge.behind.mem.size);
    ASSERT_EQ(0, bridge.behind.mem_used);
    ASSERT(get16(PCI_PREF_MEMORY_BASE) >
           get16(PCI_PREF_MEMORY_LIMIT)); /* no prefetchable window, no I/O */
    ASSERT(config[PCI_IO_BASE] > config[PCI_IO_LIMIT]);
    ASSERT_EQ(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, get16(PCI_COMMAND));
    pci_bridge_close(&bridge);
    ASSERT_EQ(0, get16(PCI_COMMAND));
    ASSERT_EQ(0, config[PCI_SECONDARY_BUS]);
    ASSERT(get16(PCI_MEMORY_BASE) > get16(PCI_MEMORY_LIMIT));
    PASS();
}

TEST what_is_no_bridge_is_refused(void)
{
    struct pci_bridge bridge;

    ASSERT_EQ(PCI_BRIDGE_ABSENT,
              pci_bridge_open(&bridge, &host, PCI_BDF(0, 2, 0), 7, PCI_BRIDGE_GRAIN));
    config[PCI_HEADER_TYPE] = 0;
    ASSERT_EQ(PCI_BRIDGE_ABSENT, pci_bridge_open(&bridge, &host, bdf, 7, PCI_BRIDGE_GRAIN));
    setup(NULL);
    ASSERT_EQ(PCI_BAR_NO_SPACE, pci_bridge_open(&bridge, &host, bdf, 7, 1ull << 24));
    PASS();
}

TEST registers_that_do_not_hold_are_named(void)
{
    static const unsigned int registers[] = {PCI_SECONDARY_BUS, PCI_SUBORDINATE_BUS,
                                             PCI_MEMORY_BASE, PCI_MEMORY_LIMIT};
    struct pci_bridge bridge;

    for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
        setup(NULL);
        stuck = registers[i];
        ASSERT_EQ(PCI_BRIDGE_VALUE, pci_bridge_open(&bridge, &host, bdf, 7, PCI_BRIDGE_GRAIN));
    }
    PASS();
}

TEST pins_swizzle_at_the_bridge(void)
{
    const struct pci_bridge bridge = {.host = &host, .bdf = bdf};
    struct pci_interrupt line;

    for (unsigned int device = 0; device < 8; device++)
        for (unsigned int pin = 1; pin <= 4; pin++) {
            pci_bridge_interrupt(&bridge, PCI_BDF(7, device, 0), pin, &line);
            ASSERT_EQ(bdf, asked_bdf);
            ASSERT_EQ((pin - 1 + device) % 4 + 1, asked_pin);
        }
    PASS();
}

TEST a_slot_is_found_if_it_is_for_hotplug(void)
{
    struct pci_slot slot;

    ASSERT_EQ(0, pci_slot_open(&slot, PORT));
    ASSERT_EQ(PORT + CONTROL, slot.control);
    ASSERT_EQ(PORT + STATUS, slot.status);
    config[CAP + PCI_EXP_SLTCAP] = PCI_EXP_SLTCAP_PCP;
    ASSERT_EQ(PCI_SLOT_ABSENT, pci_slot_open(&slot, PORT));
    config[CAP + PCI_EXP_SLTCAP] = PCI_EXP_SLTCAP_HPC;
    ASSERT_EQ(PCI_SLOT_ABSENT, pci_slot_open(&slot, PORT));
    config[CAP + PCI_EXP_SLTCAP] = PCI_EXP_SLTCAP_HPC | PCI_EXP_SLTCAP_PCP;
    config[CAP + 3] = 0; /* no slot */
    ASSERT_EQ(PCI_SLOT_ABSENT, pci_slot_open(&slot, PORT));
    config[CAP] = PCI_CAP_ID_MSI;
    ASSERT_EQ(PCI_SLOT_ABSENT, pci_slot_open(&slot, PORT));
    PASS();
}

TEST commands_are_waited_for(void)
{
    struct pci_slot slot;

    pci_slot_open(&slot, PORT);
    set16(CONTROL, 0x07c0); /* off, as after a reset */
    ASSERT_EQ(0, pci_slot_power(&slot, true));
    ASSERT_EQ(0x01c0, commands[0]); /* indicator on, power on, the rest as it was */
    ASSERT_EQ(0, pci_slot_interrupts(&slot, PCI_EXP_SLTSTA_PDC));
    ASSERT_EQ(0x01e8, commands[1]);
    ASSERT_EQ(0, pci_slot_power(&slot, false));
    ASSERT_EQ(0x07e8, commands[2]);
    ASSERT_EQ(0, pci_slot_interrupts(&slot, 0));
    ASSERT_EQ(0x07c0, commands[3]);
    ASSERT_EQ(0, get16(STATUS)); /* each completion was taken */
    completes = false;
    ASSERT_EQ(PCI_SLOT_TIMEOUT, pci_slot_power(&slot, true));
    slot.capabilities |= 1 << 18; /* No Command Completed Support */
    ASSERT_EQ(0, pci_slot_power(&slot, true));
    PASS();
}

TEST events_are_taken_once(void)
{
    struct pci_slot slot;

    pci_slot_open(&slot, PORT);
    ASSERT_FALSE(pci_slot_occupied(&slot));
    set16(STATUS, 0x40 | PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_ABP | 2);
    ASSERT(pci_slot_occupied(&slot));
    ASSERT_EQ(PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_ABP, pci_slot_events(&slot));
    ASSERT_EQ(0, pci_slot_events(&slot));
    ASSERT_EQ(0x42, get16(STATUS)); /* what is not ours stays */
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    RUN_TEST(a_bridge_gets_a_bus_and_the_windows_end);
    RUN_TEST(what_is_no_bridge_is_refused);
    RUN_TEST(registers_that_do_not_hold_are_named);
    RUN_TEST(pins_swizzle_at_the_bridge);
    RUN_TEST(a_slot_is_found_if_it_is_for_hotplug);
    RUN_TEST(commands_are_waited_for);
    RUN_TEST(events_are_taken_once);
    GREATEST_MAIN_END();
}
