/* SPDX-License-Identifier: BSD-2-Clause */
/* From boot.S to image_main(). */
#include "runtime/console.h"
#include "runtime/cpu/mmu.h"
#include "runtime/cpu/psci.h"
#include "runtime/dt.h"
#include "runtime/image.h"

#include <stdlib.h>

void runtime_start(void);

void runtime_start(void)
{
    /* No library call before this: MMU off means no unaligned access, and newlib makes them. */
    mmu_early_init(boot_record.x[0]);
    mmu_init(dt_boot());
    console_init(dt_boot());
    psci_init(dt_boot());
    exit(image_main());
}
