/* SPDX-License-Identifier: BSD-2-Clause */
/* A device tree as the guest gets it: any blob that is as long as it says. */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "guest/pci/pci_host.h"
#include "runtime/dt.h"
#include "runtime/image.h"
#include "runtime/panic.h"
#include "tests/fuzz/fuzz.h"

#define SOME 8 /* of each list */

struct boot_record boot_record;

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}

static void read_host(const void *fdt)
{
    struct pci_interrupt interrupt;
    struct pci_host host;

    if (pci_host_find(fdt, &host))
        return;
    for (unsigned int bdf = 0; bdf < 0x100; bdf += 8)
        for (unsigned int pin = 1; pin <= 4; pin++)
            pci_host_interrupt(&host, (pci_bdf)bdf, pin, &interrupt);
    pci_host_has_msi(&host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *fdt = malloc(size ? size : 1);
    struct range range;
    uint64_t value;

    memcpy(fdt, data, size);
    if (size >= sizeof(struct fdt_header) && !fdt_check_header(fdt) && fdt_totalsize(fdt) <= size) {
        const int node = dt_find(fdt, "pci-host-ecam-generic");

        for (unsigned int i = 0; i < SOME && dt_ram(fdt, i, &range); i++)
            ;
        for (unsigned int i = 0; node >= 0 && i < SOME; i++) {
            dt_reg(fdt, node, i, &range);
            dt_range(fdt, node, "ranges", i, &range);
            dt_u64_at(fdt, node, "ranges", i, &value);
        }
        if (strlen(dt_bootargs(fdt)) > size)
            abort();
        dt_stdout(fdt, "arm,pl011");
        read_host(fdt);
    }
    free(fdt);
    return 0;
}
