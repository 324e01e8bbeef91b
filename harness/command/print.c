/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell explain and doorbell dts: the commands that only print. */
#include "harness/command/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/boot/launch.h"
#include "harness/machine/parts.h"

int command_explain(const struct options *options, const struct suites *suites)
{
    for (char *const *glob = options->operands; *glob; glob++) {
        if (glob != options->operands)
            putchar('\n');
        if (!rules_explain(&suites->rules, *glob, stdout)) {
            fprintf(stderr, "doorbell: no rule or test \"%s\": `doorbell list` shows them\n",
                    *glob);
            return EXIT_USAGE;
        }
    }
    return output_close(options, stdout) ? EXIT_OK : EXIT_ERROR;
}

static bool print_tree(const struct tree *tree, const char *title)
{
    FILE *dtc;
    bool failed;

    printf("// %s\n", title);
    fflush(stdout);
    dtc = popen("dtc -q -I dtb -O dts -", "w");
    failed = !dtc || fwrite(tree->blob, 1, tree->size, dtc) != tree->size;
    failed |= dtc && pclose(dtc) != 0;
    return !failed;
}

int command_dts(const struct options *options, const struct suites *suites)
{
    const struct scenario *scenario = scenarios_find(&suites->scenarios, options->operands[0]);
    char *dtc = launch_find("dtc"), *qemu = launch_find(options->qemu);
    struct options found = *options;
    int status = EXIT_ERROR;
    struct parts parts;

    found.qemu = qemu;
    if (!scenario) {
        fprintf(stderr, "doorbell: no scenario \"%s\": `doorbell list` shows them\n",
                options->operands[0]);
        status = EXIT_USAGE;
    } else if (!dtc) {
        fputs("doorbell: dtc cannot be found: install device-tree-compiler\n", stderr);
    } else if (scenario->plain && !qemu) {
        fprintf(stderr, "doorbell: %s cannot be found: install qemu-system-arm, or give --qemu\n",
                options->qemu);
    } else if (parts_open(&found, scenario, &parts)) {
        if (scenario->plain
                ? print_tree(&parts.host_dt, "the guest: QEMU's own, and doorbell")
                : print_tree(&parts.host_dt, "the host: for Xen") &&
                      print_tree(&parts.partial_dt, "the domU: what Xen adds to its own nodes"))
            status = EXIT_OK;
        else
            fputs("doorbell: dtc failed\n", stderr);
        parts_free(&parts);
    }
    free(qemu);
    free(dtc);
    return status;
}
