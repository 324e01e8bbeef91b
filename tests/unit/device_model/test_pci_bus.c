/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration space of the backend's PCI bus, at every width: ECAM-01 to -03, -05, -06, -09, -10,
 * -14, -15. */
/* FAKES: watched_bus */

#include <greatest.h>

#include "tests/fakes/watched_bus.h"

TEST header_has_its_identity(void)
{
    ASSERT_EQ(0x56781234u, read32(1, ID));
    ASSERT_EQ(0x9abcde42u, read32(1, 0x08));
    ASSERT_EQ(0x00000000u, read32(1, 0x0c)); /* type 0, one function */
    ASSERT_EQ(0x13572468u, read32(1, 0x2c));
    ASSERT_EQ(0x00000100u, read32(1, LINE)); /* pin A */
    ASSERT_EQ(0x00000000u, read32(0, LINE)); /* no BAR, no pin */
    PASS();
}

TEST widths_and_offsets_agree(void)
{
    uint8_t bytes[PCI_DWORDS * 4];

    place(1, WINDOW + 0x4000);
    for (unsigned int reg = 0; reg < sizeof(bytes); reg++)
        bytes[reg] = pci_bus_config_read(&bus, at(1, reg), 1);
    for (unsigned int size = 1; size <= 8; size *= 2) {
        for (unsigned int reg = 0; reg + size <= sizeof(bytes); reg++) {
            uint64_t value = 0;

            memcpy(&value, &bytes[reg], size);
            ASSERT_EQ(value, pci_bus_config_read(&bus, at(1, reg), size));
        }
    }
    PASS();
}

TEST nobody_reads_as_ones_and_drops_writes(void)
{
    static const uint64_t nobody[] = {
        3 << 15,           /* an empty slot */
        1 << 15 | 1 << 12, /* function 1 of a single-function device */
        1 << 20,           /* another bus */
        255ull << 20,      /* the last bus */
        1 << 15 | 0x100,   /* extended space of a conventional function */
        1 << 15 | 0xff8,   /* its end */
    };

    for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
        for (unsigned int size = 1; size <= 8; size *= 2) {
            pci_bus_config_write(&bus, nobody[i], size, 0);
            ASSERT_EQ(ones(size), pci_bus_config_read(&bus, nobody[i], size));
        }
    }
    PASS();
}

TEST an_access_across_a_border_has_both_sides(void)
{
    write32(1, 0xfc, 0);
    ASSERT_EQ(0xffffffff00000000u, pci_bus_config_read(&bus, at(1, 0xfc), 8));
    ASSERT_EQ(0xffff0000u, pci_bus_config_read(&bus, at(1, 0xfe), 4));
    /* From the last bytes of 00:00.7, which does not exist, into 00:01.0. */
    ASSERT_EQ(0x56781234ffffffffu, pci_bus_config_read(&bus, at(1, 0) - 4, 8));
    PASS();
}

TEST read_only_fields_ignore_writes(void)
{
    static const unsigned int fields[] = {ID, 0x08, 0x10, 0x14, 0x18, 0x1c, 0x28, 0x2c, 0x30, 0x34};

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const uint32_t before = read32(1, fields[i]);

        write32(1, fields[i], ~before);
        ASSERT_EQ(before, read32(1, fields[i]));
    }
    write32(1, LINE, 0xffffff2a); /* only the interrupt line is software's */
    ASSERT_EQ(0x0000012au, read32(1, LINE));
    write32(1, 0x0c, ~0u); /* and the cache line size */
    ASSERT_EQ(0x000000ffu, read32(1, 0x0c));
    PASS();
}

TEST only_implemented_command_bits_stick(void)
{
    write32(1, COMMAND, ~0u);
    ASSERT_EQ(MEMORY | MASTER | INTX_OFF, read32(1, COMMAND));
    ASSERT(pci_endpoint_is_master(&one));
    pci_bus_config_write(&bus, at(1, COMMAND), 1, 0);
    ASSERT_EQ(INTX_OFF, read32(1, COMMAND));
    ASSERT_FALSE(pci_endpoint_is_master(&one));
    write32(0, COMMAND, ~0u);
    ASSERT_EQ(0u, read32(0, COMMAND));
    PASS();
}

TEST capability_list_is_sound(void)
{
    const uint32_t body[] = {0xaa55ffff, 0x11111111, 0x22222222};
    unsigned int reg;

    ASSERT_EQ(0u, read32(1, COMMAND) >> 20 & 1);
    ASSERT_EQ(0x40u, pci_endpoint_add_capability(&one, 0x09, body, 12));
    ASSERT_EQ(0x4cu, pci_endpoint_add_capability(&one, 0x05, body, 4));
    ASSERT_EQ(1u, read32(1, COMMAND) >> 20 & 1);
    reg = read32(1, CAP_POINTER);
    ASSERT_EQ(0x4cu, reg);
    ASSERT_EQ(0xaa554005u, read32(1, reg));
    reg = read32(1, reg) >> 8 & 0xff;
    ASSERT_EQ(0xaa550009u, read32(1, reg));
    ASSERT_EQ(0x22222222u, read32(1, reg + 8));
    write32(1, reg + 8, ~0u);
    ASSERT_EQ(0x22222222u, read32(1, reg + 8));
    PASS();
}

TEST a_function_may_serve_its_own_configuration_space(void)
{
    one.config_ops = &device_ops;
    ASSERT_EQ(0x50u, read32(1, REGISTER) >> 24);
    pci_bus_config_write(&bus, at(1, REGISTER + 2), 1, 0x77);
    ASSERT_EQ((uint32_t)REGISTER, writes.offset);
    ASSERT_EQ(0x00ff0000u, writes.lanes);
    ASSERT_EQ(0x00770000u, writes.value & writes.lanes);
    PASS();
}

TEST a_second_function_makes_the_first_say_so(void)
{
    static struct pci_endpoint other;

    ASSERT_EQ(0u, read32(5, 0x0c));
    pci_endpoint_init(&other, &identity);
    pci_bus_plug(&bus, 5, 3, &other);
    ASSERT_EQ(0x00800000u, read32(5, 0x0c));
    ASSERT_EQ(0u, read32(1, 0x0c));
    ASSERT_EQ(0x56781234u, pci_bus_config_read(&bus, at(5, ID) + 0x3000, 4));
    ASSERT_EQ(~0u, pci_bus_config_read(&bus, at(5, ID) + 0x1000, 4));
    ASSERT_EQ(&other, pci_bus_find(&bus, at(5, 0xfc) + 0x3000));
    ASSERT_EQ(NULL, pci_bus_find(&bus, at(5, 0x100) + 0x3000));
    ASSERT_EQ(NULL, pci_bus_find(&bus, at(5, 0) + 0x103000));
    PASS();
}

TEST reset_restores_everything(void)
{
    uint32_t before[PCI_DWORDS];

    for (unsigned int i = 0; i < PCI_DWORDS; i++)
        before[i] = read32(1, 4 * i);
    place(1, WINDOW);
    for (unsigned int i = 0; i < PCI_DWORDS; i++)
        if (4 * i != BAR4 && 4 * i != BAR5)
            write32(1, 4 * i, ~0u);
    ASSERT_EQ(1u, home.claims.count);
    pci_bus_reset(&one);
    ASSERT_EQ(1u, home.releases.count);
    for (unsigned int i = 0; i < PCI_DWORDS; i++)
        ASSERT_EQ(before[i], read32(1, 4 * i));
    pci_bus_reset(&one);
    ASSERT_EQ(1u, home.releases.count);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(watched_bus_setup, NULL);
    RUN_TEST(header_has_its_identity);
    RUN_TEST(widths_and_offsets_agree);
    RUN_TEST(nobody_reads_as_ones_and_drops_writes);
    RUN_TEST(an_access_across_a_border_has_both_sides);
    RUN_TEST(read_only_fields_ignore_writes);
    RUN_TEST(only_implemented_command_bits_stick);
    RUN_TEST(capability_list_is_sound);
    RUN_TEST(a_function_may_serve_its_own_configuration_space);
    RUN_TEST(a_second_function_makes_the_first_say_so);
    RUN_TEST(reset_restores_everything);
    GREATEST_MAIN_END();
}
