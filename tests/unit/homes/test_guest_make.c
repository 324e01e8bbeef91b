/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: capture fake_domctl */
/* The ramdisk of which dom0 makes domUs: one of the wrong form is one line, and a domU that cannot
 * be made leaves nothing. */
#include "tests/fakes/fake_domctl.h"

#include "homes/dom0/domain_build.c"
#include "homes/dom0/domctl.c"
#include "homes/dom0/guest_make.c"
#include "homes/dom0/ramdisk.c"

#include <greatest.h>

#include "tests/fakes/capture.h"

#define TREE_MAX 4096

static uint64_t fdt[TREE_MAX / sizeof(uint64_t)]; /* dom0's own */
static uint64_t disk[3 * TREE_MAX / sizeof(uint64_t)];
struct boot_record boot_record = {.x = {(uint64_t)fdt}};
static jmp_buf ends;
static char last_words[200];

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
    fake_domctl_reset();
    last_words[0] = '\0';
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
    uint64_t end = (uint64_t)disk + sizeof(disk);

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
        {ENDS_EARLY, "no ramdisk at"},
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
        ASSERT_FALSE(fake_domctl.runs);
    }
    setup(NULL);
    compose(SOUND);
    ASSERT(strstr(make(), "made domain 1"));
    ASSERT_STR_EQ("", last_words);
    ASSERT(fake_domctl.exists);
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
        fake_domctl.refuses = refused[i];
        said = make();
        ASSERTm(said, strstr(said, "error: domain 1 could not be made: see above"));
        ASSERT_STR_EQ("exit 1", last_words);
        ASSERT_FALSE(fake_domctl.exists);
    }
    PASS();
}

SUITE(ramdisks)
{
    SET_SETUP(setup, NULL);
    RUN_TEST(a_ramdisk_of_the_wrong_form_is_one_line);
    RUN_TEST(a_domu_that_cannot_be_made_leaves_nothing);
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(ramdisks);
    GREATEST_MAIN_END();
}
