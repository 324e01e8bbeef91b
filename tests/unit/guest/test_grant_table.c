/* SPDX-License-Identifier: BSD-2-Clause */
/* Our grant table over an array in the place of Xen's frame, and addresses made of references. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/grant/grant_dma.h"
#include "guest/pci/pci_host.h"
#include "harness/machine/layout.h"
#include "harness/machine/partial_dt.h"
#include "runtime/image.h"
#include "runtime/panic.h"

#undef TEST /* protocol/test.h's; from here on greatest's */
#include <greatest.h>

#define LAST    (GRANT_FIRST + GRANT_COUNT)
#define BACKEND 3
#define GFN     0x40123

struct boot_record boot_record;

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}

static struct grant_entry_v1 table[LAST + 1];

/* Xen is not here. */
long xen_hypercall(unsigned long nr, unsigned long a0, unsigned long a1, unsigned long a2,
                   unsigned long a3, unsigned long a4)
{
    (void)nr, (void)a0, (void)a1, (void)a2, (void)a3, (void)a4;
    return -1;
}

static void setup(void *arg)
{
    (void)arg;
    memset(table, 0, sizeof(table));
    grant_table_use(table);
}

TEST opens_if_xen_lets_it(void)
{
    grant_table_use(NULL);
    ASSERT_EQ(-1, grant_table_open());
    PASS();
}

TEST says_what_is_granted_to_whom(void)
{
    const grant_ref_t ref = grant_pages(BACKEND, GFN, 2, false);

    ASSERT_EQ((grant_ref_t)GRANT_FIRST, ref);
    for (unsigned int i = 0; i < 2; i++) {
        ASSERT_EQ(GTF_permit_access, table[ref + i].flags);
        ASSERT_EQ(BACKEND, table[ref + i].domid);
        ASSERT_EQ(GFN + i, table[ref + i].frame);
    }
    ASSERT_EQ(ref + 2, grant_pages(BACKEND, GFN, 1, true));
    ASSERT_EQ(GTF_permit_access | GTF_readonly, table[ref + 2].flags);
    ASSERT_EQ(3u, grants_in_use());
    PASS();
}

TEST is_used_up_and_no_further(void)
{
    ASSERT_EQ(0u, grant_pages(BACKEND, GFN, GRANT_COUNT + 1, false));
    ASSERT_EQ(0u, grant_pages(BACKEND, GFN, 0, false));
    ASSERT_EQ(0u, grant_pages(BACKEND, 1ull << 32, 1, false));
    ASSERT_EQ(0u, grants_in_use());
    ASSERT_EQ((grant_ref_t)GRANT_FIRST, grant_pages(BACKEND, GFN, GRANT_COUNT, false));
    ASSERT_EQ(0u, grant_pages(BACKEND, GFN, 1, false));
    for (unsigned int i = 0; i < GRANT_FIRST; i++)
        ASSERT_EQ(0, table[i].flags);
    ASSERT_EQ(0, table[LAST].flags);
    PASS();
}

TEST takes_references_in_a_row(void)
{
    const grant_ref_t first = grant_pages(BACKEND, GFN, GRANT_COUNT, false);

    ASSERT(grant_end(first + 1, 1));
    ASSERT(grant_end(first + 4, 2));
    ASSERT_EQ(first + 4, grant_pages(BACKEND, GFN, 2, false));
    ASSERT_EQ(0u, grant_pages(BACKEND, GFN, 2, false));
    ASSERT_EQ(first + 1, grant_pages(BACKEND, GFN, 1, false));
    PASS();
}

TEST ends_nothing_that_is_mapped(void)
{
    const grant_ref_t ref = grant_pages(BACKEND, GFN, 1, false);

    table[ref].flags |= GTF_reading;
    ASSERT_FALSE(grant_end(ref, 1));
    ASSERT_EQ(GTF_permit_access | GTF_reading, table[ref].flags);
    table[ref].flags ^= GTF_reading | GTF_writing;
    ASSERT_FALSE(grant_end(ref, 1));
    ASSERT_EQ(1u, grants_in_use());
    table[ref].flags ^= GTF_writing;
    ASSERT(grant_end(ref, 1));
    ASSERT_EQ(0, table[ref].flags);
    PASS();
}

TEST an_address_has_reference_and_offset(void)
{
    uint64_t address;

    address = grant_dma_map(BACKEND, (const void *)(GFN * 4096ul + 4000), 100, false);
    ASSERT_EQ(1ull << 63 | (uint64_t)GRANT_FIRST << 12 | 4000, address);
    ASSERT_EQ(2u, grants_in_use());
    ASSERT_EQ((uint32_t)GFN, table[GRANT_FIRST].frame);
    ASSERT_EQ((uint32_t)GRANT_FIRST, grant_dma_ref(address));
    ASSERT(grant_dma_unmap(address, 100));
    ASSERT_EQ(0u, grants_in_use());
    PASS();
}

/* Of the tree that the harness makes. */
TEST the_device_tree_says_to_whom(void)
{
    struct scenario scenario = {
        .name = "x", .profile = UNMAPPED, .attach = ON_REQUEST, .ecam = DOMU_ECAM, .grants = true};
    struct pci_host host;
    domid_t domid = 99;
    size_t size;
    void *fdt = partial_dt(&scenario, NULL, &size);

    ASSERT_EQ(0, pci_host_find(fdt, &host));
    ASSERT(grant_dma_domain(&host, 0x0010, &domid));
    ASSERT_EQ(0, domid);
    free(fdt);
    scenario.grants = false;
    fdt = partial_dt(&scenario, NULL, &size);
    ASSERT_EQ(0, pci_host_find(fdt, &host));
    ASSERT_FALSE(grant_dma_domain(&host, 0x0010, &domid));
    free(fdt);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(opens_if_xen_lets_it);
    RUN_TEST(says_what_is_granted_to_whom);
    RUN_TEST(is_used_up_and_no_further);
    RUN_TEST(takes_references_in_a_row);
    RUN_TEST(ends_nothing_that_is_mapped);
    RUN_TEST(an_address_has_reference_and_offset);
    RUN_TEST(the_device_tree_says_to_whom);
    GREATEST_MAIN_END();
}
