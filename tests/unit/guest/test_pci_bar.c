/* SPDX-License-Identifier: BSD-2-Clause */
/* BAR sizing and placement: ECAM-11, ECAM-12. */
/* FAKES: fake_device */

#include <greatest.h>

#include "guest/pci/pci_bar.h"
#include "runtime/mmio.h"
#include "tests/fakes/assert_error.h"
#include "tests/fakes/fake_device.h"

#define BDF        PCI_BDF(FAKE_BUS_FIRST, 1, 0)
#define MEM32      PCI_BASE_ADDRESS_MEM_TYPE_32
#define BELOW_1M   PCI_BASE_ADDRESS_MEM_TYPE_1M
#define MEM64      PCI_BASE_ADDRESS_MEM_TYPE_64
#define PREFETCH   PCI_BASE_ADDRESS_MEM_PREFETCH
#define IO         PCI_BASE_ADDRESS_SPACE_IO
#define RESERVED   PCI_BASE_ADDRESS_MEM_TYPE_MASK
#define BAR_REG(n) (PCI_BASE_ADDRESS_0 + 4 * (n))

static struct pci_host host;
static struct fake_function *fn;
static uint64_t config;
static struct pci_bar bar;
static struct pci_bar bars[PCI_STD_NUM_BARS];

static void setup(void *arg)
{
    (void)arg;
    host = fake_reset();
    fn = fake_add(BDF, 0x10441af4);
    config = ecam_address(&host, BDF, 0);
}

TEST mem32(void)
{
    fake_bar(fn, 0, 0x4000, MEM32 | PREFETCH);
    fake_set32(fn, PCI_BASE_ADDRESS_0, 0x80abc000 | PREFETCH);
    fake_set16(fn, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
    ASSERT_EQ(0, pci_bar_size(config, 0, &bar));
    ASSERT_EQ(PCI_BAR_MEM32, bar.kind);
    ASSERT(bar.prefetchable);
    ASSERT_EQ(0x4000, bar.size);
    /* Left as found, and never touched with decode on. */
    ASSERT_EQ(0x80abc000 | PREFETCH, fake_get32(fn, PCI_BASE_ADDRESS_0));
    ASSERT_EQ(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, fake_get32(fn, PCI_COMMAND) & 0xffff);
    ASSERT_EQ(0, fn->bar_writes_decoded);
    PASS();
}

TEST every_mem32_size(void)
{
    for (uint64_t size = 16; size <= 1ull << 31; size <<= 1) {
        fake_bar(fn, 3, size, MEM32);
        ASSERT_EQ(0, pci_bar_size(config, 3, &bar));
        ASSERT_EQ(size, bar.size);
    }
    PASS();
}

TEST every_mem64_size(void)
{
    for (uint64_t size = 16; size; size <<= 1) {
        fake_bar(fn, 4, size, MEM64);
        fake_set32(fn, BAR_REG(5), 0xf1u << 24 & fn->bar_mask[5]);
        ASSERT_EQ(0, pci_bar_size(config, 4, &bar));
        ASSERT_EQ(PCI_BAR_MEM64, bar.kind);
        ASSERT_EQ(size, bar.size);
        ASSERT_EQ(0xf1u << 24 & fn->bar_mask[5], fake_get32(fn, BAR_REG(5)));
    }
    PASS();
}

TEST io(void)
{
    fake_bar(fn, 1, 32, IO);
    ASSERT_EQ(0, pci_bar_size(config, 1, &bar));
    ASSERT_EQ(PCI_BAR_IO, bar.kind);
    ASSERT_EQ(32, bar.size);
    fn->bar_mask[1] &= 0xffff; /* the upper half fixed to zero is legal */
    ASSERT_EQ(0, pci_bar_size(config, 1, &bar));
    ASSERT_EQ(32, bar.size);
    PASS();
}

TEST rom(void)
{
    fn->rom_mask = 0xffff0001;
    fake_set32(fn, PCI_ROM_ADDRESS, 0x80010001);
    ASSERT_EQ(0, pci_bar_size(config, PCI_BAR_ROM, &bar));
    ASSERT_EQ(0x10000, bar.size);
    ASSERT_EQ(0x80010001, fake_get32(fn, PCI_ROM_ADDRESS));
    fn->rom_mask = 0;
    fake_set32(fn, PCI_ROM_ADDRESS, 0);
    ASSERT_EQ(0, pci_bar_size(config, PCI_BAR_ROM, &bar));
    ASSERT_EQ(PCI_BAR_NONE, bar.kind);
    PASS();
}

TEST unimplemented(void)
{
    ASSERT_EQ(0, pci_bar_size(config, 2, &bar));
    ASSERT_EQ(PCI_BAR_NONE, bar.kind);
    ASSERT_EQ(0, bar.size);
    PASS();
}

TEST violations(void)
{
    static const struct {
        uint32_t value, mask;
        int error;
    } cases[] = {
        {MEM32, 0xfff0f000, PCI_BAR_SIZE},     /* a hole in the mask */
        {MEM32, 0x7ffff000, PCI_BAR_SIZE},     /* the top bit fixed */
        {0x10000000 | MEM32, 0, PCI_BAR_SIZE}, /* fixed: does not size */
        {PREFETCH, 0, PCI_BAR_SIZE},           /* flags, but no address bits */
        {IO, 0, PCI_BAR_SIZE},                 /* the same for I/O */
        {BELOW_1M, 0xfffff000, PCI_BAR_TYPE},  /* reserved since PCI 3.0 */
        {RESERVED, 0xfffff000, PCI_BAR_TYPE},  /* reserved */
        {0xffffffff, 0, PCI_BAR_TYPE},         /* all-ones: nobody is there */
        {MEM32, 0xfffffff8, PCI_BAR_TYPE},     /* the prefetchable bit can be written */
        {MEM32, 0xfffffff1, PCI_BAR_TYPE},     /* the I/O bit can be written */
        {IO, 0xfffffffe, PCI_BAR_TYPE},        /* the reserved I/O bit can be written */
    };

    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fake_set32(fn, PCI_BASE_ADDRESS_0, cases[i].value);
        fn->bar_mask[0] = cases[i].mask;
        ASSERT_ERROR(cases[i].error, pci_bar_size(config, 0, &bar));
        ASSERT_EQ(PCI_BAR_NONE, bar.kind);
    }
    PASS();
}

TEST hole_in_the_upper_half(void)
{
    fake_bar(fn, 0, 0x1000, MEM64);
    fn->bar_mask[1] = 0xfffffffe;
    ASSERT_ERROR(PCI_BAR_SIZE, pci_bar_size(config, 0, &bar));
    PASS();
}

TEST pair_without_second_half(void)
{
    fake_bar(fn, 5, 0x1000, MEM64);
    ASSERT_ERROR(PCI_BAR_PAIR, pci_bar_size(config, 5, &bar));
    PASS();
}

TEST value_cannot_be_restored(void)
{
    fake_bar(fn, 0, 0x1000, MEM32);
    fn->bars_stuck = true;
    ASSERT_ERROR(PCI_BAR_VALUE, pci_bar_size(config, 0, &bar));
    PASS();
}

TEST decode_cannot_be_turned_off(void)
{
    fake_bar(fn, 0, 0x1000, MEM32);
    fake_set16(fn, PCI_COMMAND, PCI_COMMAND_MEMORY);
    fn->command_mask = 0;
    ASSERT_ERROR(PCI_DECODE_STUCK, pci_bar_size(config, 0, &bar));
    ASSERT_EQ(0, fake_get32(fn, PCI_BASE_ADDRESS_0));
    PASS();
}

TEST header_types(void)
{
    fn->config[PCI_HEADER_TYPE] = 1 | PCI_HEADER_TYPE_MFD;
    ASSERT_EQ(0, pci_bar_size(config, 1, &bar));
    ASSERT_EQ(PCI_BAR_INDEX, pci_bar_size(config, 2, &bar));
    ASSERT_EQ(PCI_BAR_INDEX, pci_bar_size(config, PCI_BAR_ROM, &bar));
    fn->config[PCI_HEADER_TYPE] = 0x7f;
    ASSERT_EQ(PCI_BAR_INDEX, pci_bar_size(config, 0, &bar));
    ASSERT_EQ(PCI_BAR_INDEX, pci_bar_size(config, 7, &bar));
    PASS();
}

TEST assign(void)
{
    fake_bar(fn, 0, 32, IO);
    fake_bar(fn, 1, 0x100, MEM32);
    fake_bar(fn, 2, 0x4000, MEM64);
    fake_bar(fn, 4, 0x1000, MEM32);
    ASSERT_EQ(0, pci_assign_bars(&host, config, bars));

    ASSERT_EQ(PCI_BAR_IO, bars[0].kind);
    ASSERT_EQ(0, bars[0].ipa);
    ASSERT_EQ(FAKE_MEM, bars[1].ipa);
    ASSERT_EQ(FAKE_MEM + 0x4000, bars[2].ipa);
    ASSERT_EQ(PCI_BAR_NONE, bars[3].kind);
    ASSERT_EQ(FAKE_MEM + 0x8000, bars[4].ipa);
    ASSERT_EQ(0x9000, host.mem_used);

    ASSERT_EQ(IO, fake_get32(fn, BAR_REG(0)));
    ASSERT_EQ(FAKE_MEM_PCI, fake_get32(fn, BAR_REG(1)));
    ASSERT_EQ((FAKE_MEM_PCI + 0x4000) | MEM64, fake_get32(fn, BAR_REG(2)));
    ASSERT_EQ(0, fake_get32(fn, BAR_REG(3)));
    ASSERT_EQ(PCI_COMMAND_MEMORY, fake_get32(fn, PCI_COMMAND) & 0xffff);
    ASSERT_EQ(0, fn->bar_writes_decoded);
    ASSERT_EQ(0, mmio_read32(bars[4].ipa));
    ASSERT_EQ(~0u, mmio_read32(bars[4].ipa + 0x1000));
    PASS();
}

TEST window_end(void)
{
    fake_bar(fn, 0, FAKE_MEM_SIZE / 2, MEM32);
    fake_bar(fn, 1, FAKE_MEM_SIZE / 2, MEM32);
    ASSERT_EQ(0, pci_assign_bars(&host, config, bars));
    ASSERT_EQ(FAKE_MEM + FAKE_MEM_SIZE / 2, bars[1].ipa);
    ASSERT_EQ(FAKE_MEM_SIZE, host.mem_used);

    fake_set32(fn, BAR_REG(1), 0);
    fn->bar_mask[1] = 0;
    ASSERT_ERROR(PCI_BAR_NO_SPACE, pci_assign_bars(&host, config, bars));
    ASSERT_EQ(0, fake_get32(fn, PCI_COMMAND) & PCI_COMMAND_MEMORY);
    PASS();
}

TEST too_large(void)
{
    for (uint64_t size = 2 * FAKE_MEM_SIZE; size; size <<= 1) {
        fake_bar(fn, 0, size, MEM64);
        ASSERT_ERROR(PCI_BAR_NO_SPACE, pci_assign_bars(&host, config, bars));
        ASSERT_EQ(0, host.mem_used);
    }
    PASS();
}

TEST every_error_has_a_text(void)
{
    ASSERT_STR_EQ("no error", driver_error_text(0));
    ASSERT_STR_EQ("no error", driver_error_text(1));
    ASSERT_STR_EQ("unknown error", driver_error_text(-1));
    ASSERT_STR_EQ("unknown error", driver_error_text(DRIVER_ERROR_BASE));
    ASSERT_STR_EQ("unknown error", driver_error_text(VIRTIO_BLK_STATUS + 1));
    for (int error = PCI_HOST_ABSENT; error <= VIRTIO_BLK_STATUS; error++) {
        ASSERT(error < 0);
        /* A record of the console holds it, with room for a name before it. */
        ASSERT(strlen(driver_error_text(error)) < 75);
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(mem32);
    RUN_TEST(every_mem32_size);
    RUN_TEST(every_mem64_size);
    RUN_TEST(io);
    RUN_TEST(rom);
    RUN_TEST(unimplemented);
    RUN_TEST(violations);
    RUN_TEST(hole_in_the_upper_half);
    RUN_TEST(pair_without_second_half);
    RUN_TEST(value_cannot_be_restored);
    RUN_TEST(decode_cannot_be_turned_off);
    RUN_TEST(header_types);
    RUN_TEST(assign);
    RUN_TEST(window_end);
    RUN_TEST(too_large);
    RUN_TEST(every_error_has_a_text);
    GREATEST_MAIN_END();
}
