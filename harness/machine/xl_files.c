/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/xl_files.h"

#include <stdlib.h>
#include <string.h>

#include "harness/machine/cpio.h"
#include "harness/machine/layout.h"
#include "harness/support/heap.h"
#include "protocol/dom0_script.h"

/* The folder of DOM0_CFG and the like. */
#define FOLDER "/doorbell"

/* The lines that a scenario adds; to free(). */
static char *options(const struct scenario *scenario)
{
    char *lines = heap_copy("");

    for (const char *const *option = scenario->xl_options; *option; option++) {
        char *longer = heap_format("%s%s\n", lines, *option);

        free(lines);
        lines = longer;
    }
    return lines;
}

/* A slot for each: libxl puts it into the device tree, and QEMU has as many from there on. */
static char *slots(const struct scenario *scenario)
{
    char *list = heap_copy("");

    for (unsigned int i = 0; i < scenario->mmio_slots; i++) {
        char *longer = heap_format("%s%s\"type=virtio,device,transport=mmio,grant_usage=0\"", list,
                                   i ? ", " : "");

        free(list);
        list = longer;
    }
    return list;
}

/* An xl that does not know a key ignores it: trap_unmapped_accesses is 4.21's. */
char *xl_cfg(const struct scenario *scenario)
{
    char *more = options(scenario), *virtio = slots(scenario);
    char *text = heap_format("name = \"" DOM0_CFG_NAME "\"\n"
                             "type = \"pvh\"\n"
                             "kernel = \"" DOM0_KERNEL "\"\n"
                             "device_tree = \"" DOM0_TREE "\"\n"
                             "memory = %llu\n"
                             "vcpus = %u\n"
                             "gic_version = \"v%u\"\n"
                             "nr_spis = %u\n"
                             "trap_unmapped_accesses = %d\n"
                             "virtio = [ %s ]\n"
                             "%s%s",
                             DOMU_RAM_SIZE / MIB(1), scenario->vcpus, scenario->gic,
                             scenario->nr_spis, scenario->profile != UNMAPPED, virtio,
                             scenario->vpl011 ? "vuart = \"sbsa_uart\"\n" : "", more);

    free(virtio);
    free(more);
    return text;
}

struct dt_blob xl_files(const struct scenario *scenario, const struct dt_blob *initramfs,
                        const struct dt_blob *image, const struct dt_blob *tree)
{
    struct dt_blob archive = {0};
    char *cfg = xl_cfg(scenario);

    cpio_bytes(&archive, initramfs->data, initramfs->size);
    cpio_folder(&archive, FOLDER);
    cpio_file(&archive, DOM0_CFG, &(struct dt_blob){cfg, strlen(cfg)});
    cpio_file(&archive, DOM0_KERNEL, image);
    cpio_file(&archive, DOM0_TREE, tree);
    cpio_end(&archive);
    free(cfg);
    return archive;
}
