/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk of the capability list: ECAM-14. */
/* FAKES: fake_device */

#include <greatest.h>

#include "guest/pci/pci_cap.h"
#include "tests/fakes/assert_error.h"
#include "tests/fakes/fake_device.h"

#define BDF PCI_BDF(FAKE_BUS_FIRST, 1, 0)

static struct pci_host host;
static struct fake_function *fn;

static void setup(void *arg)
{
    (void)arg;
    host = fake_reset();
    fn = fake_add(BDF, 0x10441af4);
}

/* Walks to the end; returns the number of capabilities. */
static unsigned int walk(int *error)
{
    struct pci_cap cap = pci_cap_start(ecam_address(&host, BDF, 0));
    unsigned int count = 0;

    while (pci_cap_next(&cap))
        count++;
    *error = cap.error;
    return count;
}

/* One bad pointer, as the first of the list and as a later one. */
static enum greatest_test_res expect_bad_pointer(uint8_t pointer, int expected)
{
    int error;

    fake_cap_list(fn, pointer);
    ASSERT_EQ(0, walk(&error));
    ASSERT_ERROR(expected, error);

    fake_cap_list(fn, 0x80);
    fake_cap(fn, 0x80, PCI_CAP_ID_VNDR, pointer);
    ASSERT_EQ(1, walk(&error));
    ASSERT_ERROR(expected, error);
    PASS();
}

TEST no_list(void)
{
    int error;

    fn->config[PCI_CAPABILITY_LIST] = 0x40; /* no meaning without the status bit */
    ASSERT_EQ(0, walk(&error));
    ASSERT_EQ(0, error);
    PASS();
}

TEST in_list_order(void)
{
    struct pci_cap cap = pci_cap_start(ecam_address(&host, BDF, 0));

    fake_cap_list(fn, 0x98);
    fake_cap(fn, 0x98, PCI_CAP_ID_VNDR, 0x40);
    fake_cap(fn, 0x40, PCI_CAP_ID_MSIX, 0xfc);
    fake_cap(fn, 0xfc, 0x01, 0);
    ASSERT(pci_cap_next(&cap));
    ASSERT_EQ(0x98, cap.offset);
    ASSERT_EQ(PCI_CAP_ID_VNDR, cap.id);
    ASSERT(pci_cap_next(&cap));
    ASSERT_EQ(0x40, cap.offset);
    ASSERT_EQ(PCI_CAP_ID_MSIX, cap.id);
    ASSERT(pci_cap_next(&cap));
    ASSERT_EQ(0xfc, cap.offset);
    ASSERT_FALSE(pci_cap_next(&cap));
    ASSERT_FALSE(pci_cap_next(&cap));
    ASSERT_EQ(0, cap.error);
    PASS();
}

TEST longest_list(void)
{
    int error;

    fake_cap_list(fn, 0x40);
    for (unsigned int at = 0x40; at < 0x100; at += 4)
        fake_cap(fn, at, PCI_CAP_ID_VNDR, (at + 4) & 0xff);
    ASSERT_EQ(48, walk(&error));
    ASSERT_EQ(0, error);
    PASS();
}

TEST loops(void)
{
    int error;

    fake_cap_list(fn, 0x40);
    fake_cap(fn, 0x40, PCI_CAP_ID_VNDR, 0x40);
    ASSERT_EQ(1, walk(&error));
    ASSERT_EQ(PCI_CAP_LOOP, error);

    fake_cap(fn, 0x40, PCI_CAP_ID_VNDR, 0x50);
    fake_cap(fn, 0x50, PCI_CAP_ID_VNDR, 0xfc);
    fake_cap(fn, 0xfc, PCI_CAP_ID_VNDR, 0x50);
    ASSERT_EQ(3, walk(&error));
    ASSERT_EQ(PCI_CAP_LOOP, error);
    PASS();
}

TEST error_is_final(void)
{
    struct pci_cap cap = pci_cap_start(ecam_address(&host, BDF, 0));

    fake_cap_list(fn, 0x41);
    ASSERT_FALSE(pci_cap_next(&cap));
    fake_cap_list(fn, 0x40);
    ASSERT_FALSE(pci_cap_next(&cap));
    ASSERT_EQ(PCI_CAP_UNALIGNED, cap.error);
    PASS();
}

TEST list_that_points_nowhere(void)
{
    int error;

    fake_cap_list(fn, 0);
    ASSERT_EQ(0, walk(&error));
    ASSERT_EQ(PCI_CAP_RANGE, error);
    PASS();
}

TEST reserved_identifier(void)
{
    int error;

    fake_cap_list(fn, 0x40);
    fake_cap(fn, 0x40, 0xff, 0);
    ASSERT_EQ(0, walk(&error));
    ASSERT_EQ(PCI_CAP_ID, error);
    PASS();
}

/* The function went away: status and pointer read as ones. */
TEST nobody_there(void)
{
    struct pci_cap cap = pci_cap_start(ecam_address(&host, PCI_BDF(FAKE_BUS_LAST, 0, 0), 0));

    ASSERT_FALSE(pci_cap_next(&cap));
    ASSERT_EQ(PCI_CAP_UNALIGNED, cap.error);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(no_list);
    RUN_TEST(in_list_order);
    RUN_TEST(longest_list);
    RUN_TEST(loops);
    for (unsigned int low = 1; low < 4; low++)
        RUN_TESTp(expect_bad_pointer, 0x60 | low, PCI_CAP_UNALIGNED);
    RUN_TESTp(expect_bad_pointer, 0x3c, PCI_CAP_RANGE);
    RUN_TESTp(expect_bad_pointer, 0x04, PCI_CAP_RANGE);
    RUN_TEST(error_is_final);
    RUN_TEST(list_that_points_nowhere);
    RUN_TEST(reserved_identifier);
    RUN_TEST(nobody_there);
    GREATEST_MAIN_END();
}
