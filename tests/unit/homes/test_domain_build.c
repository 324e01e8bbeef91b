/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: capture */
/* Domains made by domctl: what Xen refuses is said, and what was made by then is undone; a ramdisk
 * of the wrong form is one line. */
#include "tests/fakes/arm_xen.h"

#include "homes/dom0/domain_build.c"
#include "homes/dom0/domctl.c"
#include "homes/dom0/guest_make.c"

#include <greatest.h>

#include "tests/fakes/capture.h"

#define VERSION  0x17
#define TREE_MAX 4096

/* Xen: one domain, which is there or not. */
static struct {
    bool exists, runs;
    uint32_t refuses; /* this domctl, by -EPERM */
    long populated;   /* what populate_physmap returns; 0: all that it is asked for */
    uint64_t no_page; /* a gfn that cannot be mapped */
    unsigned int mapped;
    uint32_t version;
} xen;

static uint64_t fdt[TREE_MAX / sizeof(uint64_t)]; /* dom0's own */
static uint64_t disk[3 * TREE_MAX / sizeof(uint64_t)];
struct boot_record boot_record = {.x = {(uint64_t)fdt}};
static jmp_buf ends;
static char last_words[200];

static long fake_domctl(const struct xen_domctl *call)
{
    if (call->interface_version != xen.version)
        return -XEN_EACCES;
    if (call->cmd == xen.refuses)
        return -XEN_EPERM;
    if (call->cmd != XEN_DOMCTL_createdomain && !xen.exists)
        return -XEN_ESRCH;
    if (call->cmd == XEN_DOMCTL_createdomain)
        xen.exists = true;
    if (call->cmd == XEN_DOMCTL_destroydomain)
        xen.exists = false;
    if (call->cmd == XEN_DOMCTL_unpausedomain)
        xen.runs = true;
    return 0;
}

long xen_hypercall(unsigned long nr, unsigned long a0, unsigned long a1, unsigned long a2,
                   unsigned long a3, unsigned long a4)
{
    (void)a2, (void)a3, (void)a4;
    if (nr == __HYPERVISOR_domctl)
        return fake_domctl((const struct xen_domctl *)a0);
    if (nr == __HYPERVISOR_memory_op && a0 == XENMEM_populate_physmap)
        return xen.populated ? xen.populated
                             : (long)((const struct xen_memory_reservation *)a1)->nr_extents;
    return nr == __HYPERVISOR_xen_version ? 4 << 16 | 20 : -XEN_ENOSYS;
}

bool guest_is_gone(domid_t domid)
{
    (void)domid;
    return !xen.exists;
}

int foreign_map(domid_t domid, uint64_t gfn, void *page)
{
    (void)domid, (void)page;
    if (gfn == xen.no_page)
        return -XEN_EINVAL;
    xen.mapped++;
    return 0;
}

int foreign_unmap(void *page)
{
    (void)page;
    xen.mapped--;
    return 0;
}

void event_wait(uint64_t deadline)
{
    (void)deadline;
}

uint64_t clock_deadline(uint64_t ns)
{
    return ns;
}

bool clock_expired(uint64_t deadline)
{
    (void)deadline;
    return true;
}

int mmu_is_ram(uint64_t base, uint64_t length)
{
    return base >= (uint64_t)disk && base + length <= (uint64_t)disk + sizeof(disk);
}

int guest_console_open(domid_t domid)
{
    (void)domid;
    return 0;
}

void second_backend_start(const void *image, size_t size)
{
    (void)image, (void)size;
}

void second_backend_release(void)
{
}

void dom0_home_after(struct deadline *deadline, uint64_t ns)
{
    (void)ns;
    deadline->run(deadline);
}

void panic(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(last_words, sizeof(last_words), format, args);
    va_end(args);
    longjmp(ends, 1);
}

void image_exit(int status)
{
    snprintf(last_words, sizeof(last_words), "exit %d", status);
    longjmp(ends, 1);
}

static void setup(void *arg)
{
    (void)arg;
    memset(&xen, 0, sizeof(xen));
    xen.version = VERSION;
    last_words[0] = '\0';
}

static const struct domain_plan small = {
    .domid = 1, .vcpus = 2, .nr_spis = 96, .ram = 2 * DOMAIN_BLOCK};

TEST a_domain_is_made_and_unmade(void)
{
    ASSERT_EQ(0, domain_create(&small));
    ASSERT(xen.exists);
    ASSERT_EQ(0, domain_load(1, GUEST_RAM0_BASE, "x", 1));
    ASSERT_EQ(0, domain_set_entry(1, GUEST_RAM0_BASE, 0));
    ASSERT_EQ(0, domain_unpause(1));
    ASSERT_EQ(0, domain_destroy(1));
    ASSERT_FALSE(xen.exists);
    ASSERT_EQ(0u, xen.mapped);
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

        xen.refuses = refused[i].cmd;
        capture_start(1);
        rc = domain_create(&small);
        said = capture_end();
        ASSERT_EQ(-XEN_EPERM, rc);
        ASSERTm(said, strstr(said, refused[i].line));
        ASSERT_EQm(said, strchr(said, '\n'), strrchr(said, '\n'));
        ASSERT_FALSE(xen.exists);
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

        xen.populated = cases[i].populated;
        capture_start(1);
        rc = domain_create(&small);
        said = capture_end();
        ASSERT_EQ(cases[i].rc, rc);
        ASSERTm(said, strstr(said, cases[i].line));
        ASSERT_FALSE(xen.exists);
    }
    xen.populated = 0;
    ASSERT_EQ(-XEN_EINVAL, domain_create(&odd));
    ASSERT_FALSE(xen.exists);
    PASS();
}

TEST a_page_that_cannot_be_mapped_is_said(void)
{
    static const uint8_t data[3 * FOREIGN_PAGE];
    const char *said;
    int rc;

    ASSERT_EQ(0, domain_create(&small));
    xen.no_page = GUEST_RAM0_BASE / FOREIGN_PAGE + 2;
    capture_start(1);
    rc = domain_load(1, GUEST_RAM0_BASE, data, sizeof(data));
    said = capture_end();
    ASSERT_EQ(-XEN_EINVAL, rc);
    ASSERTm(said, strstr(said, "Xen refuses to map gfn 0x40002 of domain 1 (-22)"));
    ASSERT_EQ(0u, xen.mapped);
    PASS();
}

/* What is wrong with a ramdisk. */
enum wrong {
    SOUND,
    NOT_THERE,
    NOT_ALIGNED,
    ENDS_EARLY,
    CUT,
    NO_TREE,
    OTHER_TREE,
    NO_DOMAIN,
    NO_IMAGE,
    SHORT_IMAGE,
    NO_MEMORY,
    LITTLE_MEMORY,
    MUCH_MEMORY,
    NO_TREE_INSIDE,
    ODD_OFFSET,
    FAR_OFFSET,
};

static void put(void *tree, const char *name, uint64_t value)
{
    const fdt64_t cells = cpu_to_fdt64(value);

    fdt_property(tree, name, &cells, sizeof(cells));
}

static void compose_disk(enum wrong wrong)
{
    static const uint64_t kib[] = {[LITTLE_MEMORY] = 2048, [MUCH_MEMORY] = 1ull << 33};
    uint64_t image[16] = {0};
    uint8_t tree[64] = {0};

    image[1] = wrong == ODD_OFFSET ? 0x800 : wrong == FAR_OFFSET ? 1ull << 40 : 0x10000;
    fdt_create(disk, sizeof(disk));
    fdt_finish_reservemap(disk);
    fdt_begin_node(disk, "");
    fdt_property_string(disk, "compatible", wrong == OTHER_TREE ? "x" : DOMAINS_COMPATIBLE);
    if (wrong != NO_IMAGE)
        fdt_property(disk, DOMAINS_IMAGE, image, wrong == SHORT_IMAGE ? 63 : sizeof(image));
    if (wrong != NO_DOMAIN) {
        fdt_begin_node(disk, DOMAINS_DOMAIN);
        fdt_property_u32(disk, DOMAINS_VCPUS, 1);
        fdt_property_u32(disk, DOMAINS_NR_SPIS, 96);
        if (wrong != NO_MEMORY)
            put(disk, DOMAINS_MEMORY,
                wrong == LITTLE_MEMORY || wrong == MUCH_MEMORY ? kib[wrong] : 16384);
        if (wrong != NO_TREE_INSIDE)
            fdt_property(disk, DOMAINS_TREE, tree, sizeof(tree));
        fdt_end_node(disk);
    }
    fdt_end_node(disk);
    fdt_finish(disk);
    if (wrong == NO_TREE)
        fdt_set_magic(disk, 0);
}

static void compose(enum wrong wrong)
{
    const uint64_t start = (uint64_t)disk + (wrong == NOT_ALIGNED ? 4 : 0);
    uint64_t end = start + sizeof(disk);

    compose_disk(wrong);
    if (wrong == NOT_ALIGNED)
        memmove((uint8_t *)disk + 4, disk, fdt_totalsize(disk));
    if (wrong == ENDS_EARLY)
        end = start - 8;
    if (wrong == CUT)
        end = start + fdt_totalsize(disk) - 1;
    fdt_create(fdt, sizeof(fdt));
    fdt_finish_reservemap(fdt);
    fdt_begin_node(fdt, "");
    fdt_begin_node(fdt, "chosen");
    if (wrong != NOT_THERE)
        put(fdt, "linux,initrd-start", start);
    put(fdt, "linux,initrd-end", end);
    fdt_end_node(fdt);
    fdt_end_node(fdt);
    fdt_finish(fdt);
}

/* Makes the domU of what compose() has left; what is printed. */
static const char *make(void)
{
    static const struct args words = {.domid = 1};

    capture_start(1);
    if (!setjmp(ends))
        guest_make(&words);
    return capture_end();
}

TEST a_ramdisk_of_the_wrong_form_is_one_line(void)
{
    static const struct {
        enum wrong wrong;
        const char *text;
    } cases[] = {
        {NOT_THERE, "start= needs a ramdisk"},
        {NOT_ALIGNED, "is not what protocol/domains.h says"},
        {ENDS_EARLY, "is not what protocol/domains.h says"},
        {CUT, "is not what protocol/domains.h says"},
        {NO_TREE, "is not what protocol/domains.h says"},
        {OTHER_TREE, "is not what protocol/domains.h says"},
        {NO_DOMAIN, "ramdisk: vcpus is missing or too short"},
        {NO_IMAGE, "ramdisk: image is missing or too short"},
        {SHORT_IMAGE, "ramdisk: image is missing or too short"},
        {NO_MEMORY, "ramdisk: memory is missing or too large"},
        {LITTLE_MEMORY, "ramdisk: memory is too small"},
        {MUCH_MEMORY, "ramdisk: memory is missing or too large"},
        {NO_TREE_INSIDE, "ramdisk: tree is missing or too short"},
        {ODD_OFFSET, "do not fit into the domU's RAM"},
        {FAR_OFFSET, "do not fit into the domU's RAM"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        setup(NULL);
        compose(cases[i].wrong);
        make();
        ASSERTm(cases[i].text, strstr(last_words, cases[i].text));
        ASSERT_FALSE(xen.runs);
    }
    setup(NULL);
    compose(SOUND);
    ASSERT(strstr(make(), "made domain 1"));
    ASSERT_STR_EQ("", last_words);
    ASSERT(xen.exists);
    PASS();
}

TEST a_domu_that_cannot_be_made_leaves_nothing(void)
{
    static const uint32_t refused[] = {XEN_DOMCTL_createdomain, XEN_DOMCTL_max_mem,
                                       XEN_DOMCTL_cacheflush, XEN_DOMCTL_setvcpucontext};

    compose(SOUND);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *said;

        setup(NULL);
        xen.refuses = refused[i];
        said = make();
        ASSERTm(said, strstr(said, "error: domain 1 could not be made: see above"));
        ASSERT_STR_EQ("exit 1", last_words);
        ASSERT_FALSE(xen.exists);
    }
    PASS();
}

SUITE(domain_build)
{
    SET_SETUP(setup, NULL);
    RUN_TEST(a_domain_is_made_and_unmade);
    RUN_TEST(each_refused_domctl_is_said_and_undone);
    RUN_TEST(memory_that_is_not_had_is_undone);
    RUN_TEST(a_page_that_cannot_be_mapped_is_said);
    RUN_TEST(a_ramdisk_of_the_wrong_form_is_one_line);
    RUN_TEST(a_domu_that_cannot_be_made_leaves_nothing);
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(domain_build);
    GREATEST_MAIN_END();
}
