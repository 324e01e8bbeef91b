/* SPDX-License-Identifier: BSD-2-Clause */
/* A root port: what it forwards, and its hot-plug slot: HOT-01, HOT-02, HOT-04, HOT-06, HOT-07. */
/* FAKES: watched_bus */

#include <greatest.h>

#include "device_model/pci/pci_port.h"
#include "tests/fakes/watched_bus.h"

#define PORT      4 /* device number: its line is that of pin A of slot 0 */
#define BUSES     0x18
#define MEM       0x20
#define SECONDARY 7
#define BASE      (WINDOW + 0x100000) /* of the port's window, 1 MiB */

#define SLOT_CONTROL (express + PCI_EXP_SLTCTL)
#define SLOT_STATUS  (express + PCI_EXP_SLTSTA)
#define ON           PCI_EXP_SLTCTL_PWR_IND_ON
#define OFF          (PCI_EXP_SLTCTL_PWR_IND_OFF | PCI_EXP_SLTCTL_PWR_OFF)
#define ENABLES      (PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_HPIE)

static const struct pci_identity port_identity = {
    .vendor = 0x1b36, .device = 0x000c, .class = 0x060400};
static struct pci_port port;
static struct pci_endpoint late;
static unsigned int express;

static void setup(void *arg)
{
    watched_bus_setup(arg);
    bus.window.size = 0x1000000;
    pci_port_plug(&port, &bus, PORT, 0, &port_identity);
    pci_endpoint_init(&late, &identity);
    pci_endpoint_add_bar(&late, &device_ops);
    pci_bus_plug(&port.behind, 0, 0, &late);
    express = port.express;
}

static uint16_t read16(unsigned int reg)
{
    return (uint16_t)pci_bus_config_read(&bus, at(PORT, reg), 2);
}

static void write16(unsigned int reg, uint16_t value)
{
    pci_bus_config_write(&bus, at(PORT, reg), 2, value);
}

static uint16_t events(void)
{
    return read16(SLOT_STATUS) & ~PCI_EXP_SLTSTA_PDS;
}

static uint64_t behind(unsigned int number, unsigned int reg)
{
    return (uint64_t)number << 20 | reg;
}

static uint32_t late_id(void)
{
    return (uint32_t)pci_bus_config_read(&bus, behind(SECONDARY, ID), 4);
}

/* Numbers the bus behind, opens the window and lets the device in, with power. */
static void open_all(void)
{
    write32(PORT, BUSES, SECONDARY << 16 | SECONDARY << 8);
    write32(PORT, MEM, (BASE >> 16) | (uint32_t)BASE);
    write32(PORT, COMMAND, MEMORY | MASTER);
    write16(SLOT_CONTROL, ON);
    pci_port_insert(&port);
    write16(SLOT_STATUS, UINT16_MAX);
}

static void place_late(uint64_t base)
{
    pci_bus_config_write(&bus, behind(SECONDARY, BAR4), 8, base);
    pci_bus_config_write(&bus, behind(SECONDARY, COMMAND), 4, MEMORY | MASTER);
}

TEST it_is_a_bridge_with_a_slot(void)
{
    ASSERT_EQ(0x000c1b36u, read32(PORT, ID));
    ASSERT_EQ(0x06040000u, read32(PORT, 0x08));
    ASSERT_EQ(0x00010000u, read32(PORT, 0x0c));
    ASSERT_EQ(express, read32(PORT, CAP_POINTER));
    ASSERT_EQ(PCI_CAP_ID_EXP, read32(PORT, express) & 0xff);
    ASSERT_EQ(2 | PCI_EXP_TYPE_ROOT_PORT << 4 | PCI_EXP_FLAGS_SLOT, read16(express + 2));
    ASSERT_EQ((unsigned)PORT, read32(PORT, express + PCI_EXP_SLTCAP) >> 19);
    ASSERT(read32(PORT, express + PCI_EXP_SLTCAP) & PCI_EXP_SLTCAP_HPC);
    ASSERT(read32(PORT, express + PCI_EXP_LNKCAP) & PCI_EXP_LNKCAP_DLLLARC);
    ASSERT_EQ(0, read16(SLOT_STATUS));
    ASSERT_EQ(OFF, read16(SLOT_CONTROL));
    /* Neither an I/O window nor one for prefetchable memory. */
    write32(PORT, 0x1c, ~0u);
    write32(PORT, 0x24, ~0u);
    ASSERT_EQ(0u, read32(PORT, 0x1c));
    ASSERT_EQ(0u, read32(PORT, 0x24));
    PASS();
}

TEST extended_space_is_there_and_empty(void)
{
    ASSERT_EQ(0u, read32(PORT, 0x100));
    ASSERT_EQ(0u, read32(PORT, 0xffc));
    ASSERT_EQ(~0u, read32(1, 0x100));
    write32(PORT, 0x100, ~0u);
    ASSERT_EQ(0u, read32(PORT, 0x100));
    open_all();
    ASSERT_EQ(~0u, (uint32_t)pci_bus_config_read(&bus, behind(SECONDARY, 0x100), 4));
    late.is_express = true;
    ASSERT_EQ(0u, pci_bus_config_read(&bus, behind(SECONDARY, 0x100), 4));
    pci_port_pull(&port);
    ASSERT_EQ(~0u, (uint32_t)pci_bus_config_read(&bus, behind(SECONDARY, 0x100), 4));
    PASS();
}

TEST only_its_bus_is_forwarded_to(void)
{
    open_all();
    ASSERT_EQ(0x56781234u, late_id());
    ASSERT_EQ(~0u, (uint32_t)pci_bus_config_read(&bus, behind(SECONDARY + 1, ID), 4));
    ASSERT_EQ(~0u, (uint32_t)pci_bus_config_read(&bus, behind(SECONDARY, ID) + (1 << 15), 4));
    write32(PORT, BUSES, 9 << 16 | 9 << 8);
    ASSERT_EQ(~0u, late_id());
    ASSERT_EQ(0x56781234u, pci_bus_config_read(&bus, behind(9, ID), 4));
    write32(PORT, BUSES, 8 << 16 | 9 << 8); /* none: from 9 to 8 */
    ASSERT_EQ(~0u, (uint32_t)pci_bus_config_read(&bus, behind(9, ID), 4));
    write32(PORT, BUSES, 0);
    ASSERT_EQ(~0u, late_id());
    PASS();
}

TEST a_bar_is_decoded_in_the_window(void)
{
    open_all();
    place_late(BASE + 0x8000);
    ASSERT(late.claimed);
    ASSERT_EQ(0x00u, pci_bus_memory_read(&bus, BASE + 0x8000, 1));
    ASSERT_EQ(1u, reads.count);
    write32(PORT, COMMAND, MASTER);
    ASSERT_FALSE(late.claimed);
    ASSERT_EQ(0xffu, pci_bus_memory_read(&bus, BASE + 0x8000, 1));
    write32(PORT, COMMAND, MEMORY);
    ASSERT(late.claimed);
    place_late(WINDOW); /* the first bus's, but not the port's */
    ASSERT_FALSE(late.claimed);
    place_late(BASE + 0x100000 - ENDPOINT_BAR_SIZE);
    ASSERT(late.claimed);
    write32(PORT, MEM, 0x0000fff0); /* base above limit */
    ASSERT_FALSE(late.claimed);
    PASS();
}

TEST a_range_has_one_owner_on_both_buses(void)
{
    open_all();
    place(1, BASE);
    write32(1, COMMAND, MEMORY);
    place_late(BASE);
    ASSERT(one.claimed);
    ASSERT_FALSE(late.claimed);
    write32(1, COMMAND, 0);
    ASSERT(late.claimed);
    PASS();
}

TEST an_arrival_waits_for_power(void)
{
    open_all();
    pci_port_pull(&port);
    write16(SLOT_CONTROL, OFF);
    write16(SLOT_STATUS, UINT16_MAX);
    pci_port_insert(&port);
    ASSERT_EQ(PCI_EXP_SLTSTA_PDS | PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_ABP, read16(SLOT_STATUS));
    write16(SLOT_STATUS, PCI_EXP_SLTSTA_ABP);
    ASSERT_EQ(~0u, late_id());
    ASSERT_EQ(0, read16(express + PCI_EXP_LNKSTA) & PCI_EXP_LNKSTA_DLLLA);
    write16(SLOT_CONTROL, ON);
    ASSERT_EQ(0x56781234u, late_id());
    ASSERT(read16(express + PCI_EXP_LNKSTA) & PCI_EXP_LNKSTA_DLLLA);
    ASSERT_EQ(PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_CC | PCI_EXP_SLTSTA_DLLSC, events());
    write16(express + PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_LD);
    ASSERT_EQ(~0u, late_id());
    PASS();
}

TEST events_are_cleared_by_ones(void)
{
    open_all();
    pci_port_press(&port);
    write16(SLOT_CONTROL, ON);
    ASSERT_EQ(PCI_EXP_SLTSTA_ABP | PCI_EXP_SLTSTA_CC, events());
    write16(SLOT_STATUS, PCI_EXP_SLTSTA_CC);
    ASSERT_EQ(PCI_EXP_SLTSTA_ABP, events());
    pci_bus_config_write(&bus, at(PORT, SLOT_STATUS), 1, PCI_EXP_SLTSTA_ABP);
    ASSERT_EQ(0, events());
    ASSERT(read16(SLOT_STATUS) & PCI_EXP_SLTSTA_PDS);
    PASS();
}

TEST it_interrupts_while_an_enabled_event_is_set(void)
{
    open_all();
    pci_port_pull(&port);
    write16(SLOT_STATUS, UINT16_MAX);
    write16(SLOT_CONTROL, OFF | PCI_EXP_SLTCTL_PDCE);
    pci_port_insert(&port);
    ASSERT_FALSE(home.line[0].level); /* not without the enable for all */
    write16(SLOT_CONTROL, OFF | ENABLES);
    ASSERT(home.line[0].level);
    ASSERT(read32(PORT, COMMAND) & INTX_STATUS);
    write16(SLOT_STATUS, PCI_EXP_SLTSTA_PDC);
    ASSERT_FALSE(home.line[0].level);
    /* A command of its own, and the link. */
    write16(SLOT_STATUS, UINT16_MAX);
    write16(SLOT_CONTROL, OFF | PCI_EXP_SLTCTL_CCIE | PCI_EXP_SLTCTL_HPIE);
    ASSERT(home.line[0].level);
    write32(PORT, COMMAND, MEMORY | MASTER | INTX_OFF);
    ASSERT_FALSE(home.line[0].level);
    write32(PORT, COMMAND, MEMORY | MASTER);
    write16(SLOT_CONTROL, ON | PCI_EXP_SLTCTL_DLLSCE | PCI_EXP_SLTCTL_HPIE);
    write16(SLOT_STATUS, PCI_EXP_SLTSTA_CC);
    ASSERT(home.line[0].level);
    write16(SLOT_STATUS, PCI_EXP_SLTSTA_DLLSC);
    ASSERT_FALSE(home.line[0].level);
    PASS();
}

TEST a_line_is_shared_with_what_is_behind(void)
{
    open_all();
    write16(SLOT_CONTROL, ON | ENABLES);
    pci_bus_set_interrupt(&late, true);
    ASSERT(home.line[0].level);
    pci_port_press(&port);
    write16(SLOT_STATUS, UINT16_MAX);
    ASSERT(home.line[0].level);
    pci_bus_set_interrupt(&late, false);
    ASSERT_FALSE(home.line[0].level);
    PASS();
}

TEST another_function_has_a_line_of_its_own(void)
{
    static struct pci_endpoint first;

    watched_bus_setup(NULL);
    pci_endpoint_init(&first, &identity);
    pci_bus_plug(&bus, PORT, 0, &first);
    pci_port_plug(&port, &bus, PORT, 1, &port_identity);
    pci_endpoint_init(&late, &identity);
    pci_endpoint_add_bar(&late, &device_ops);
    pci_bus_plug(&port.behind, 0, 0, &late);
    ASSERT_EQ(2u, pci_bus_config_read(&bus, at(PORT, LINE + 1) + 0x1000, 1));
    pci_bus_config_write(&bus, at(PORT, SLOT_CONTROL) + 0x1000, 2, ON | ENABLES);
    pci_port_insert(&port);
    ASSERT_FALSE(home.line[0].level);
    ASSERT(home.line[1].level);
    pci_bus_set_interrupt(&late, true);
    ASSERT(home.line[0].level);
    PASS();
}

TEST the_button_alone_removes_nothing(void)
{
    open_all();
    place_late(BASE);
    pci_port_press(&port);
    ASSERT_EQ(PCI_EXP_SLTSTA_ABP, events());
    ASSERT(late.claimed);
    write16(SLOT_CONTROL, PCI_EXP_SLTCTL_PWR_IND_BLINK);
    ASSERT(late.claimed);
    write16(SLOT_CONTROL, ON | PCI_EXP_SLTCTL_PWR_OFF); /* it has no power, but is locked in */
    ASSERT_FALSE(late.claimed);
    ASSERT_EQ(~0u, late_id());
    ASSERT(read16(SLOT_STATUS) & PCI_EXP_SLTSTA_PDS);
    write16(SLOT_CONTROL, OFF);
    ASSERT_FALSE(read16(SLOT_STATUS) & PCI_EXP_SLTSTA_PDS);
    ASSERT(events() & PCI_EXP_SLTSTA_PDC);
    /* It comes back as after power-on. */
    write16(SLOT_CONTROL, ON);
    pci_port_insert(&port);
    ASSERT_EQ(0u, pci_bus_config_read(&bus, behind(SECONDARY, BAR4), 8) & ~0xfull);
    write16(SLOT_CONTROL, OFF); /* nobody waits for it */
    ASSERT(read16(SLOT_STATUS) & PCI_EXP_SLTSTA_PDS);
    PASS();
}

TEST a_pull_takes_all_with_it(void)
{
    open_all();
    place_late(BASE);
    pci_bus_set_interrupt(&late, true);
    pci_port_pull(&port);
    ASSERT_FALSE(late.claimed);
    ASSERT_FALSE(home.line[0].level);
    ASSERT_EQ(~0u, late_id());
    ASSERT_EQ(PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_DLLSC, events());
    PASS();
}

TEST a_bus_reset_resets_the_device(void)
{
    open_all();
    place_late(BASE);
    write16(0x3e, PCI_BRIDGE_CTL_BUS_RESET);
    ASSERT_FALSE(late.claimed);
    ASSERT_EQ(0x56781234u, late_id());
    PASS();
}

TEST a_reset_empties_the_slot(void)
{
    uint32_t before[PCI_DWORDS];

    memcpy(before, port.endpoint.config, sizeof(before));
    open_all();
    place_late(BASE);
    pci_port_press(&port);
    port.endpoint.reset(&port.endpoint);
    ASSERT_MEM_EQ(before, port.endpoint.config, sizeof(before));
    ASSERT_FALSE(late.claimed);
    ASSERT_FALSE(home.line[0].level);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(it_is_a_bridge_with_a_slot);
    RUN_TEST(extended_space_is_there_and_empty);
    RUN_TEST(only_its_bus_is_forwarded_to);
    RUN_TEST(a_bar_is_decoded_in_the_window);
    RUN_TEST(a_range_has_one_owner_on_both_buses);
    RUN_TEST(an_arrival_waits_for_power);
    RUN_TEST(events_are_cleared_by_ones);
    RUN_TEST(it_interrupts_while_an_enabled_event_is_set);
    RUN_TEST(a_line_is_shared_with_what_is_behind);
    RUN_TEST(another_function_has_a_line_of_its_own);
    RUN_TEST(the_button_alone_removes_nothing);
    RUN_TEST(a_pull_takes_all_with_it);
    RUN_TEST(a_bus_reset_resets_the_device);
    RUN_TEST(a_reset_empties_the_slot);
    GREATEST_MAIN_END();
}
