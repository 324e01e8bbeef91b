/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: capture fake_domctl */
/* Domains made by domctl: what Xen refuses is said, and what was made by then is undone. */
#include "tests/fakes/fake_domctl.h"

#include "homes/dom0/domain_build.c"
#include "homes/dom0/domctl.c"

#include <greatest.h>

#include "tests/fakes/capture.h"

static void setup(void *arg)
{
    (void)arg;
    fake_domctl_reset();
}

static const struct domain_plan small = {
    .domid = 1, .vcpus = 2, .nr_spis = 96, .ram = 2 * DOMAIN_BLOCK};

TEST a_domain_is_made_and_unmade(void)
{
    ASSERT_EQ(0, domain_create(&small));
    ASSERT(fake_domctl.exists);
    ASSERT_EQ(0, domain_load(1, GUEST_RAM0_BASE, "x", 1));
    ASSERT_EQ(0, domain_set_entry(1, GUEST_RAM0_BASE, 0));
    ASSERT_EQ(0, domain_unpause(1));
    ASSERT_EQ(0, domain_destroy(1));
    ASSERT_FALSE(fake_domctl.exists);
    ASSERT_EQ(0u, fake_domctl.mapped);
    PASS();
}

TEST each_refused_domctl_is_said_and_undone(void)
{
    static const struct {
        uint32_t cmd;
        const char *line;
    } refused[] = {
        {XEN_DOMCTL_createdomain, "domctl 1, createdomain, domain 1, argument 0x3 (-1)"},
        {XEN_DOMCTL_set_paging_mempool_size,
         "domctl 86, set_paging_mempool_size, domain 1, argument 0x200000 (-1)"},
        {XEN_DOMCTL_max_vcpus, "domctl 15, max_vcpus, domain 1, argument 0x2 (-1)"},
        {XEN_DOMCTL_max_mem, "domctl 11, max_mem, domain 1, argument 0x1000 (-1)"},
        {XEN_DOMCTL_set_address_size, "domctl 35, set_address_size, domain 1, argument 0x40 (-1)"},
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *said;
        int rc;

        fake_domctl.refuses = refused[i].cmd;
        capture_start(1);
        rc = domain_create(&small);
        said = capture_end();
        ASSERT_EQ(-XEN_EPERM, rc);
        ASSERTm(said, strstr(said, refused[i].line));
        ASSERT_EQm(said, strchr(said, '\n'), strrchr(said, '\n'));
        ASSERT_FALSE(fake_domctl.exists);
    }
    PASS();
}

TEST memory_that_is_not_had_is_undone(void)
{
    static const struct {
        long populated;
        int rc;
        const char *line;
    } cases[] = {
        {1, -XEN_ENOMEM, "Xen gives domain 1 only 1 times 2 MiB of RAM, not 2"},
        {-XEN_EPERM, -XEN_EPERM, "Xen gives domain 1 only -1 times 2 MiB of RAM, not 2"},
    };
    const struct domain_plan odd = {.domid = 1, .vcpus = 1, .ram = DOMAIN_BLOCK + 4096};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *said;
        int rc;

        fake_domctl.populated = cases[i].populated;
        capture_start(1);
        rc = domain_create(&small);
        said = capture_end();
        ASSERT_EQ(cases[i].rc, rc);
        ASSERTm(said, strstr(said, cases[i].line));
        ASSERT_FALSE(fake_domctl.exists);
    }
    fake_domctl.populated = 0;
    ASSERT_EQ(-XEN_EINVAL, domain_create(&odd));
    ASSERT_FALSE(fake_domctl.exists);
    PASS();
}

TEST a_page_that_cannot_be_mapped_is_said(void)
{
    static const uint8_t data[3 * FOREIGN_PAGE];
    const char *said;
    int rc;

    ASSERT_EQ(0, domain_create(&small));
    fake_domctl.no_page = GUEST_RAM0_BASE / FOREIGN_PAGE + 2;
    capture_start(1);
    rc = domain_load(1, GUEST_RAM0_BASE, data, sizeof(data));
    said = capture_end();
    ASSERT_EQ(-XEN_EINVAL, rc);
    ASSERTm(said, strstr(said, "Xen refuses to map gfn 0x40002 of domain 1 (-22)"));
    ASSERT_EQ(0u, fake_domctl.mapped);
    PASS();
}

SUITE(domain_build)
{
    SET_SETUP(setup, NULL);
    RUN_TEST(a_domain_is_made_and_unmade);
    RUN_TEST(each_refused_domctl_is_said_and_undone);
    RUN_TEST(memory_that_is_not_had_is_undone);
    RUN_TEST(a_page_that_cannot_be_mapped_is_said);
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(domain_build);
    GREATEST_MAIN_END();
}
