/* SPDX-License-Identifier: BSD-2-Clause */
/* The backend's PCI bus by its ECAM and BARs, at every width: ECAM-01 to -03, -05, -06, -09 to -12,
 * -14, -15, -17. */
/* LINK: backend/pci_bus.c backend/pci_function.c */
#include <greatest.h>
#include <string.h>

#include "../backend/pci_bus.h"

#define ID          0x00
#define COMMAND     0x04
#define MEMORY      0x2
#define MASTER      0x4
#define INTX_OFF    0x400
#define INTX_STATUS 0x80000
#define BAR4        0x20
#define BAR5        0x24
#define CAP_POINTER 0x34
#define LINE        0x3c

#define WINDOW      0x23000000ull
#define WINDOW_SIZE 0x100000
#define LIVE        0x40

/* Registers of the devices under test: each dword reads as its address and slot. */
static struct access {
    unsigned int count;
    uint32_t offset, lanes, value;
} reads, writes;

static struct {
    unsigned int count;
    uint64_t base;
} claims, releases;
static bool claim_result;

static struct {
    unsigned int count;
    bool level;
} lines[PCI_PINS];

static bool on_claim(const struct pci_function *function, uint64_t base, uint64_t size)
{
    (void)function;
    claims.count += size == PCI_BAR_SIZE;
    claims.base = base;
    return claim_result;
}

static void on_release(const struct pci_function *function, uint64_t base, uint64_t size)
{
    (void)function;
    releases.count += size == PCI_BAR_SIZE;
    releases.base = base;
}

static void on_interrupt(unsigned int line, bool level)
{
    lines[line].count++;
    lines[line].level = level;
}

static uint32_t device_read(void *device, uint32_t offset, uint32_t lanes)
{
    reads = (struct access){reads.count + 1, offset, lanes, 0};
    return offset * 0x01010101 + *(uint32_t *)device;
}

static void device_write(void *device, uint32_t offset, uint32_t lanes, uint32_t value)
{
    (void)device;
    writes = (struct access){writes.count + 1, offset, lanes, value};
}

static const struct pci_bus_ops ops = {on_claim, on_release, on_interrupt};
static const struct pci_dword_ops device_ops = {device_read, device_write};
static const struct pci_identity identity = {
    .vendor = 0x1234,
    .device = 0x5678,
    .class = 0x9abcde,
    .revision = 0x42,
    .subsystem_vendor = 0x2468,
    .subsystem = 0x1357,
};

static struct pci_bus bus;
static struct pci_function bridge, one, two, five;
static uint32_t tag_one = 0x10000000, tag_two = 0x20000000, tag_five = 0x50000000;

/* A bridge at slot 0, devices with a BAR at slots 1, 2 and 5; 1 and 5 share an interrupt line. */
static void setup(void *arg)
{
    (void)arg;
    bus = (struct pci_bus){.ops = &ops, .mem = {WINDOW, WINDOW_SIZE}};
    pci_function_init(&bridge, &identity);
    pci_function_init(&one, &identity);
    pci_function_init(&two, &identity);
    pci_function_init(&five, &identity);
    pci_function_add_bar(&one, &device_ops, &tag_one);
    pci_function_add_bar(&two, &device_ops, &tag_two);
    pci_function_add_bar(&five, &device_ops, &tag_five);
    pci_bus_plug(&bus, 0, 0, &bridge);
    pci_bus_plug(&bus, 1, 0, &one);
    pci_bus_plug(&bus, 2, 0, &two);
    pci_bus_plug(&bus, 5, 0, &five);
    memset(&reads, 0, sizeof(reads));
    memset(&writes, 0, sizeof(writes));
    memset(&claims, 0, sizeof(claims));
    memset(&releases, 0, sizeof(releases));
    memset(lines, 0, sizeof(lines));
    claim_result = true;
}

static uint64_t at(unsigned int slot, unsigned int reg)
{
    return (uint64_t)slot << 15 | reg;
}

static uint32_t read32(unsigned int slot, unsigned int reg)
{
    return pci_bus_config_read(&bus, at(slot, reg), 4);
}

static void write32(unsigned int slot, unsigned int reg, uint32_t value)
{
    pci_bus_config_write(&bus, at(slot, reg), 4, value);
}

static void place(unsigned int slot, uint64_t base)
{
    write32(slot, BAR4, base);
    write32(slot, BAR5, base >> 32);
}

static uint64_t ones(unsigned int size)
{
    return ~0ull >> (64 - 8 * size);
}

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
    ASSERT(pci_function_is_master(&one));
    pci_bus_config_write(&bus, at(1, COMMAND), 1, 0);
    ASSERT_EQ(INTX_OFF, read32(1, COMMAND));
    ASSERT_FALSE(pci_function_is_master(&one));
    write32(0, COMMAND, ~0u);
    ASSERT_EQ(0u, read32(0, COMMAND));
    PASS();
}

TEST bar_sizing(void)
{
    place(1, WINDOW + 0x8000);
    ASSERT_EQ((WINDOW + 0x8000) | 4, pci_bus_config_read(&bus, at(1, BAR4), 8));
    place(1, ~0ull);
    ASSERT_EQ(-(uint64_t)PCI_BAR_SIZE | 4, pci_bus_config_read(&bus, at(1, BAR4), 8));
    place(1, 0);
    ASSERT_EQ(4u, pci_bus_config_read(&bus, at(1, BAR4), 8));
    pci_bus_config_write(&bus, at(1, BAR4), 8, ~0ull);
    ASSERT_EQ(-(uint64_t)PCI_BAR_SIZE | 4, pci_bus_config_read(&bus, at(1, BAR4), 8));
    for (unsigned int i = 0; i < 8; i++)
        pci_bus_config_write(&bus, at(1, BAR4 + i), 1, 0x40 + i);
    ASSERT_EQ(0x4746454443424004u, pci_bus_config_read(&bus, at(1, BAR4), 8));
    for (unsigned int reg = 0x10; reg < BAR4; reg += 4) {
        write32(1, reg, ~0u);
        ASSERT_EQ(0u, read32(1, reg));
    }
    ASSERT_EQ(0u, claims.count);
    PASS();
}

TEST bar_is_claimed_while_memory_is_enabled(void)
{
    place(1, WINDOW + 0x4000);
    ASSERT_EQ(0u, claims.count);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, WINDOW + 0x4000, 4));
    write32(1, COMMAND, MEMORY);
    ASSERT_EQ(1u, claims.count);
    ASSERT_EQ(WINDOW + 0x4000, claims.base);
    ASSERT_EQ(0x10000000u, pci_bus_memory_read(&bus, WINDOW + 0x4000, 4));
    write32(1, COMMAND, MEMORY | MASTER); /* no change */
    ASSERT_EQ(1u, claims.count);
    ASSERT_EQ(0u, releases.count);
    write32(1, COMMAND, MASTER);
    ASSERT_EQ(1u, releases.count);
    ASSERT_EQ(WINDOW + 0x4000, releases.base);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, WINDOW + 0x4000, 4));
    PASS();
}

TEST bar_moves_while_enabled(void)
{
    place(1, WINDOW);
    write32(1, COMMAND, MEMORY);
    write32(1, BAR4, WINDOW + 0x8000);
    ASSERT_EQ(1u, releases.count);
    ASSERT_EQ(WINDOW, releases.base);
    ASSERT_EQ(2u, claims.count);
    ASSERT_EQ(WINDOW + 0x8000, claims.base);
    write32(1, BAR4, ~0u); /* out of the window: sizing without disabling first */
    ASSERT_EQ(2u, releases.count);
    ASSERT_EQ(2u, claims.count);
    PASS();
}

TEST bar_is_claimed_only_inside_the_window(void)
{
    static const struct {
        uint64_t base;
        unsigned int claims;
    } cases[] = {
        {0, 0},
        {WINDOW - PCI_BAR_SIZE, 0},
        {WINDOW, 1},
        {WINDOW + WINDOW_SIZE - PCI_BAR_SIZE, 1},
        {WINDOW + WINDOW_SIZE, 0},
        {WINDOW | 1ull << 32, 0},
        {-(uint64_t)PCI_BAR_SIZE, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write32(1, COMMAND, 0);
        claims.count = 0;
        place(1, cases[i].base);
        write32(1, COMMAND, MEMORY);
        ASSERT_EQ(cases[i].claims, claims.count);
    }
    PASS();
}

TEST two_bars_at_one_place(void)
{
    place(1, WINDOW);
    place(2, WINDOW);
    write32(1, COMMAND, MEMORY);
    write32(2, COMMAND, MEMORY);
    ASSERT_EQ(1u, claims.count);
    ASSERT_EQ(0x10000000u, pci_bus_memory_read(&bus, WINDOW, 4));
    write32(1, COMMAND, 0); /* the first gives way: the second gets the range */
    ASSERT_EQ(2u, claims.count);
    ASSERT_EQ(0x20000000u, pci_bus_memory_read(&bus, WINDOW, 4));
    PASS();
}

TEST a_claim_that_fails_is_not_decoded(void)
{
    claim_result = false;
    place(1, WINDOW);
    write32(1, COMMAND, MEMORY);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, WINDOW, 4));
    pci_bus_memory_write(&bus, WINDOW, 4, 0);
    ASSERT_EQ(0u, writes.count);
    claim_result = true;
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

TEST capability_list_is_sound(void)
{
    const uint32_t body[] = {0xaa55ffff, 0x11111111, 0x22222222};
    unsigned int reg;

    ASSERT_EQ(0u, read32(1, COMMAND) >> 20 & 1);
    ASSERT_EQ(0x40u, pci_function_add_capability(&one, 0x09, body, 3));
    ASSERT_EQ(0x4cu, pci_function_add_capability(&one, 0x05, body, 1));
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

TEST a_live_register_is_the_devices(void)
{
    one.live = &device_ops;
    one.live_offset = LIVE;
    ASSERT_EQ(0x50u, read32(1, LIVE) >> 24);
    pci_bus_config_write(&bus, at(1, LIVE + 2), 1, 0x77);
    ASSERT_EQ((uint32_t)LIVE, writes.offset);
    ASSERT_EQ(0x00ff0000u, writes.lanes);
    ASSERT_EQ(0x00770000u, writes.value & writes.lanes);
    PASS();
}

TEST interrupt_reaches_its_line(void)
{
    pci_function_set_interrupt(&two, true);
    ASSERT(lines[2].level);
    ASSERT_EQ(1u, lines[2].count);
    ASSERT(read32(2, COMMAND) & INTX_STATUS);
    pci_function_set_interrupt(&two, true); /* no change, nothing to say */
    ASSERT_EQ(1u, lines[2].count);
    write32(2, COMMAND, INTX_OFF);
    ASSERT_FALSE(lines[2].level);
    ASSERT(read32(2, COMMAND) & INTX_STATUS); /* pending, though not signalled */
    write32(2, COMMAND, 0);
    ASSERT(lines[2].level);
    pci_function_set_interrupt(&two, false);
    ASSERT_FALSE(lines[2].level);
    ASSERT_FALSE(read32(2, COMMAND) & INTX_STATUS);
    PASS();
}

TEST a_shared_line_is_the_or(void)
{
    pci_function_set_interrupt(&one, true);
    pci_function_set_interrupt(&five, true);
    ASSERT_EQ(2u, lines[1].count); /* said again, for interrupt controllers that forget */
    ASSERT(lines[1].level);
    pci_function_set_interrupt(&one, false);
    ASSERT(lines[1].level);
    pci_function_set_interrupt(&five, false);
    ASSERT_FALSE(lines[1].level);
    ASSERT_EQ(4u, lines[1].count);
    PASS();
}

/* ECAM-09 */
TEST a_second_function_makes_the_first_say_so(void)
{
    static struct pci_function other;

    ASSERT_EQ(0u, read32(5, 0x0c));
    pci_function_init(&other, &identity);
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
    ASSERT_EQ(1u, claims.count);
    pci_function_reset(&one);
    ASSERT_EQ(1u, releases.count);
    for (unsigned int i = 0; i < PCI_DWORDS; i++)
        ASSERT_EQ(before[i], read32(1, 4 * i));
    pci_function_reset(&one);
    ASSERT_EQ(1u, releases.count);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(header_has_its_identity);
    RUN_TEST(widths_and_offsets_agree);
    RUN_TEST(nobody_reads_as_ones_and_drops_writes);
    RUN_TEST(an_access_across_a_border_has_both_sides);
    RUN_TEST(read_only_fields_ignore_writes);
    RUN_TEST(only_implemented_command_bits_stick);
    RUN_TEST(bar_sizing);
    RUN_TEST(bar_is_claimed_while_memory_is_enabled);
    RUN_TEST(bar_moves_while_enabled);
    RUN_TEST(bar_is_claimed_only_inside_the_window);
    RUN_TEST(two_bars_at_one_place);
    RUN_TEST(a_claim_that_fails_is_not_decoded);
    RUN_TEST(memory_accesses_become_dwords_with_lanes);
    RUN_TEST(capability_list_is_sound);
    RUN_TEST(a_live_register_is_the_devices);
    RUN_TEST(interrupt_reaches_its_line);
    RUN_TEST(a_shared_line_is_the_or);
    RUN_TEST(a_second_function_makes_the_first_say_so);
    RUN_TEST(reset_restores_everything);
    GREATEST_MAIN_END();
}
