/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell dts: the device trees of a scenario. */
#include "harness/command/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/machine/boot_files.h"
#include "harness/machine/qemu_query.h"
#include "harness/support/process.h"

static bool print_tree(const struct dt_blob *tree, const char *title)
{
    FILE *dtc;
    bool failed;

    printf("// %s\n", title);
    fflush(stdout);
    dtc = popen("dtc -q -I dtb -O dts -", "w");
    failed = !dtc || fwrite(tree->data, 1, tree->size, dtc) != tree->size;
    failed |= dtc && pclose(dtc) != 0;
    return !failed;
}

int command_dts(const struct options *options, const struct suites *suites)
{
    const char *name = options->operands[0];
    const struct scenario *scenario = scenarios_find(&suites->scenarios, name);
    char *dtc = find_executable("dtc"), *qemu = find_executable(options->boot.sources.qemu);
    char *version = NULL;
    struct boot_sources sources = options->boot.sources;
    int status = EXIT_ERROR;
    struct boot_files files;

    sources.qemu = qemu;
    sources.select = globs_list(&options->choice.rules);
    if (qemu && scenario && scenario->bare)
        sources.qemu_version = version = qemu_version(qemu);
    if (!scenario) {
        fprintf(stderr, "doorbell: no scenario \"%s\": `doorbell list` shows them\n", name);
        status = EXIT_USAGE;
    } else if (!dtc) {
        fputs("doorbell: dtc cannot be found: install device-tree-compiler\n", stderr);
    } else if (scenario->bare && !qemu) {
        fprintf(stderr, "doorbell: %s cannot be found: install qemu-system-arm, or give --qemu\n",
                options->boot.sources.qemu);
    } else if (boot_files_open(&sources, scenario, &files)) {
        if (scenario->bare
                ? print_tree(&files.host_dt, "the guest: QEMU's own, and doorbell")
                : print_tree(&files.host_dt, "the host: for Xen") &&
                      print_tree(&files.partial_dt,
                                 scenario->by_domctl ? "the domU, by the backend"
                                                     : "the domU: what Xen adds to its own nodes"))
            status = EXIT_OK;
        else
            fputs("doorbell: dtc failed\n", stderr);
        boot_files_free(&files);
    }
    free(version);
    free(qemu);
    free(dtc);
    return status;
}
