/* SPDX-License-Identifier: BSD-2-Clause */
/* BARs and interrupts of the backend's PCI bus: ECAM-11, ECAM-12, ECAM-17. */
/* FAKES: watched_bus */

#include <greatest.h>

#include "tests/fakes/watched_bus.h"

TEST bar_sizing(void)
{
    place(1, WINDOW + 0x8000);
    ASSERT_EQ((WINDOW + 0x8000) | 4, pci_bus_config_read(&bus, at(1, BAR4), 8));
    place(1, ~0ull);
    ASSERT_EQ(-(uint64_t)ENDPOINT_BAR_SIZE | 4, pci_bus_config_read(&bus, at(1, BAR4), 8));
    place(1, 0);
    ASSERT_EQ(4u, pci_bus_config_read(&bus, at(1, BAR4), 8));
    pci_bus_config_write(&bus, at(1, BAR4), 8, ~0ull);
    ASSERT_EQ(-(uint64_t)ENDPOINT_BAR_SIZE | 4, pci_bus_config_read(&bus, at(1, BAR4), 8));
    for (unsigned int i = 0; i < 8; i++)
        pci_bus_config_write(&bus, at(1, BAR4 + i), 1, 0x40 + i);
    ASSERT_EQ(0x4746454443424004u, pci_bus_config_read(&bus, at(1, BAR4), 8));
    for (unsigned int reg = 0x10; reg < BAR4; reg += 4) {
        write32(1, reg, ~0u);
        ASSERT_EQ(0u, read32(1, reg));
    }
    ASSERT_EQ(0u, home.claims.count);
    PASS();
}

TEST bar_is_claimed_while_memory_is_enabled(void)
{
    place(1, WINDOW + 0x4000);
    ASSERT_EQ(0u, home.claims.count);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, WINDOW + 0x4000, 4));
    write32(1, COMMAND, MEMORY);
    ASSERT_EQ(1u, home.claims.count);
    ASSERT_EQ(WINDOW + 0x4000, home.claims.base);
    ASSERT_EQ(0x10000000u, pci_bus_memory_read(&bus, WINDOW + 0x4000, 4));
    write32(1, COMMAND, MEMORY | MASTER); /* no change */
    ASSERT_EQ(1u, home.claims.count);
    ASSERT_EQ(0u, home.releases.count);
    write32(1, COMMAND, MASTER);
    ASSERT_EQ(1u, home.releases.count);
    ASSERT_EQ(WINDOW + 0x4000, home.releases.base);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, WINDOW + 0x4000, 4));
    PASS();
}

TEST bar_moves_while_enabled(void)
{
    place(1, WINDOW);
    write32(1, COMMAND, MEMORY);
    write32(1, BAR4, WINDOW + 0x8000);
    ASSERT_EQ(1u, home.releases.count);
    ASSERT_EQ(WINDOW, home.releases.base);
    ASSERT_EQ(2u, home.claims.count);
    ASSERT_EQ(WINDOW + 0x8000, home.claims.base);
    write32(1, BAR4, ~0u); /* out of the window: sizing without disabling first */
    ASSERT_EQ(2u, home.releases.count);
    ASSERT_EQ(2u, home.claims.count);
    PASS();
}

TEST bar_is_claimed_only_inside_the_window(void)
{
    static const struct {
        uint64_t base;
        unsigned int claims;
    } cases[] = {
        {0, 0},
        {WINDOW - ENDPOINT_BAR_SIZE, 0},
        {WINDOW, 1},
        {WINDOW + WINDOW_SIZE - ENDPOINT_BAR_SIZE, 1},
        {WINDOW + WINDOW_SIZE, 0},
        {WINDOW | 1ull << 32, 0},
        {-(uint64_t)ENDPOINT_BAR_SIZE, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write32(1, COMMAND, 0);
        home.claims.count = 0;
        place(1, cases[i].base);
        write32(1, COMMAND, MEMORY);
        ASSERT_EQ(cases[i].claims, home.claims.count);
    }
    PASS();
}

TEST two_bars_at_one_place(void)
{
    place(1, WINDOW);
    place(2, WINDOW);
    write32(1, COMMAND, MEMORY);
    write32(2, COMMAND, MEMORY);
    ASSERT_EQ(1u, home.claims.count);
    ASSERT_EQ(0x10000000u, pci_bus_memory_read(&bus, WINDOW, 4));
    write32(1, COMMAND, 0); /* the first gives way: the second gets the range */
    ASSERT_EQ(2u, home.claims.count);
    ASSERT_EQ(0x20000000u, pci_bus_memory_read(&bus, WINDOW, 4));
    PASS();
}

TEST a_claim_that_fails_is_not_decoded(void)
{
    home.refuses = true;
    place(1, WINDOW);
    write32(1, COMMAND, MEMORY);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, WINDOW, 4));
    pci_bus_memory_write(&bus, WINDOW, 4, 0);
    ASSERT_EQ(0u, writes.count);
    home.refuses = false;
    write32(1, COMMAND, MEMORY);
    ASSERT_EQ(0x10000000u, pci_bus_memory_read(&bus, WINDOW, 4));
    PASS();
}

TEST memory_accesses_become_dwords_with_lanes(void)
{
    place(1, WINDOW);
    write32(1, COMMAND, MEMORY);
    ASSERT_EQ(0x14u, pci_bus_memory_read(&bus, WINDOW + 0x15, 1));
    ASSERT_EQ(0x14u, reads.offset);
    ASSERT_EQ(0x0000ff00u, reads.lanes);
    ASSERT_EQ(0x2818u, pci_bus_memory_read(&bus, WINDOW + 0x1a, 2));
    ASSERT_EQ(0xffff0000u, reads.lanes);
    reads.count = 0;
    ASSERT_EQ(0x1808080814040404u, pci_bus_memory_read(&bus, WINDOW + 4, 8));
    ASSERT_EQ(2u, reads.count);
    ASSERT_EQ(0x08080814u, pci_bus_memory_read(&bus, WINDOW + 7, 4));
    ASSERT_EQ(0x00ffffffu, reads.lanes);
    pci_bus_memory_write(&bus, WINDOW + 0x23, 4, 0x44332211);
    ASSERT_EQ(2u, writes.count);
    ASSERT_EQ(0x24u, writes.offset); /* the second part */
    ASSERT_EQ(0x00ffffffu, writes.lanes);
    ASSERT_EQ(0x00443322u, writes.value & writes.lanes);
    PASS();
}

TEST interrupt_reaches_its_line(void)
{
    pci_bus_set_interrupt(&two, true);
    ASSERT(home.line[2].level);
    ASSERT_EQ(1u, home.line[2].sets);
    ASSERT(read32(2, COMMAND) & INTX_STATUS);
    pci_bus_set_interrupt(&two, true); /* no change, nothing to say */
    ASSERT_EQ(1u, home.line[2].sets);
    write32(2, COMMAND, INTX_OFF);
    ASSERT_FALSE(home.line[2].level);
    ASSERT(read32(2, COMMAND) & INTX_STATUS); /* pending, though not signalled */
    write32(2, COMMAND, 0);
    ASSERT(home.line[2].level);
    pci_bus_set_interrupt(&two, false);
    ASSERT_FALSE(home.line[2].level);
    ASSERT_FALSE(read32(2, COMMAND) & INTX_STATUS);
    PASS();
}

TEST a_shared_line_is_the_or(void)
{
    pci_bus_set_interrupt(&one, true);
    pci_bus_set_interrupt(&five, true);
    ASSERT_EQ(2u, home.line[1].sets); /* said again, for interrupt controllers that forget */
    ASSERT(home.line[1].level);
    pci_bus_set_interrupt(&one, false);
    ASSERT(home.line[1].level);
    pci_bus_set_interrupt(&five, false);
    ASSERT_FALSE(home.line[1].level);
    ASSERT_EQ(4u, home.line[1].sets);
    PASS();
}

/* ECAM-09 */
GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(watched_bus_setup, NULL);
    RUN_TEST(bar_sizing);
    RUN_TEST(bar_is_claimed_while_memory_is_enabled);
    RUN_TEST(bar_moves_while_enabled);
    RUN_TEST(bar_is_claimed_only_inside_the_window);
    RUN_TEST(two_bars_at_one_place);
    RUN_TEST(a_claim_that_fails_is_not_decoded);
    RUN_TEST(memory_accesses_become_dwords_with_lanes);
    RUN_TEST(interrupt_reaches_its_line);
    RUN_TEST(a_shared_line_is_the_or);
    GREATEST_MAIN_END();
}
