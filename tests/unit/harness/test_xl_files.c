/* SPDX-License-Identifier: BSD-2-Clause */
/* What xl in a Linux dom0 makes the domU of: the archive, as cpio reads it, and the configuration.
 */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */

#include <greatest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/cpio.h"
#include "harness/machine/xl_files.h"

#define ENTRY 110 /* a header of newc */

/* The number of field @index, after the magic, of the header at @entry. */
static unsigned long field(const char *entry, unsigned int index)
{
    char digits[9] = "";

    memcpy(digits, entry + 6 + 8 * index, 8);
    return strtoul(digits, NULL, 16);
}

static size_t padded(size_t size)
{
    return (size + CPIO_ALIGN - 1) / CPIO_ALIGN * CPIO_ALIGN;
}

/* The content of file @path in @archive from @at on, of @size bytes; NULL: not before its end. */
static const char *find(const struct dt_blob *archive, size_t at, const char *path, size_t *size)
{
    while (at + ENTRY < archive->size) {
        const char *entry = (const char *)archive->data + at;
        const char *content = entry + padded(ENTRY + field(entry, 11));

        *size = field(entry, 6);
        if (memcmp(entry, "070701", 6) || !strcmp(entry + ENTRY, "TRAILER!!!"))
            return NULL;
        if (!strcmp(entry + ENTRY, path))
            return content;
        at = (size_t)(content - (const char *)archive->data) + padded(*size);
    }
    return NULL;
}

GREATEST_TEST an_archive_follows_the_first(void)
{
    static char first[] = "odd", image[] = "image!!", tree[] = "tr";
    const struct scenario scenario = {.profile = TRAP, .vcpus = 1, .gic = 3, .nr_spis = 96};
    struct dt_blob archive = xl_files(&scenario, &(struct dt_blob){first, 3},
                                      &(struct dt_blob){image, 7}, &(struct dt_blob){tree, 2});
    const char *content;
    size_t size;

    GREATEST_ASSERT_EQ(0, archive.size % CPIO_ALIGN);
    GREATEST_ASSERT_MEM_EQ("odd\0", archive.data, 4);
    content = find(&archive, 4, "/doorbell/guest.img", &size);
    GREATEST_ASSERT(content && size == 7);
    GREATEST_ASSERT_MEM_EQ(image, content, 7);
    content = find(&archive, 4, "/doorbell/partial.dtb", &size);
    GREATEST_ASSERT(content && size == 2);
    GREATEST_ASSERT_MEM_EQ(tree, content, 2);
    GREATEST_ASSERT(find(&archive, 4, "/doorbell/doorbell.cfg", &size));
    GREATEST_ASSERT_EQ(NULL, find(&archive, 4, "/doorbell/other", &size));
    GREATEST_ASSERT_STR_EQ("TRAILER!!!",
                           (const char *)archive.data + archive.size - padded(ENTRY + 11) + ENTRY);
    free(archive.data);
    GREATEST_PASS();
}

GREATEST_TEST the_flag_is_the_profiles(void)
{
    struct scenario scenario = {.profile = TRAP, .vcpus = 2, .gic = 3, .nr_spis = 96};
    char *cfg = xl_cfg(&scenario);

    GREATEST_ASSERT(strstr(cfg, "trap_unmapped_accesses = 1\n"));
    GREATEST_ASSERT(strstr(cfg, "vcpus = 2\n") && strstr(cfg, "memory = 16\n"));
    GREATEST_ASSERT(strstr(cfg, "nr_spis = 96\n") && strstr(cfg, "gic_version = \"v3\"\n"));
    GREATEST_ASSERT_EQ(NULL, strstr(cfg, "vuart"));
    GREATEST_ASSERT(strstr(cfg, "virtio = [  ]\n"));
    free(cfg);
    scenario.profile = UNMAPPED;
    scenario.vpl011 = true;
    scenario.mmio_slots = 2;
    scenario.xl_options[0] = "memory = 1";
    cfg = xl_cfg(&scenario);
    GREATEST_ASSERT(strstr(cfg, "trap_unmapped_accesses = 0\n"));
    GREATEST_ASSERT(strstr(cfg, "vuart = \"sbsa_uart\"\nmemory = 1\n"));
    GREATEST_ASSERT(strstr(cfg, "virtio = [ \"type=virtio,device,transport=mmio,grant_usage=0\", "
                                "\"type=virtio,device,"));
    free(cfg);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_RUN_TEST(an_archive_follows_the_first);
    GREATEST_RUN_TEST(the_flag_is_the_profiles);
    GREATEST_MAIN_END();
}
