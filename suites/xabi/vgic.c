/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3's redistributors: XABI-06. */
#include "guest/control/background.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "runtime/gic.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"

#define GICR_TYPER        0x8
#define GICR_TYPER_LAST   (1u << 4)
#define GICR_TYPER_NUMBER 8 /* the processor number's shift, 16 bits */

/* One frame for each vCPU, with its affinity; Last in the last one; nothing after it. */
TEST(xabi, redistributors, .rule = "XABI-06", .profiles = TRAP | WINDOWS,
     TITLE("each vCPU has a redistributor frame, the last one has TYPER.Last set, and a read "
           "beyond it aborts"))
{
    const struct range region = gic_redistributors();
    uint64_t frame = region.base;
    const struct access_form *load = access_form(ACCESS_LOAD, 8, 64);

    if (gic_version() != 3) {
        report_skip("a GICv2 has no redistributors");
        return;
    }
    for (unsigned int cpu = 0; cpu < vcpu_count(); cpu++, frame += GIC_REDISTRIBUTOR) {
        const uint64_t mpidr = vcpu_mpidr(cpu), typer = mmio_read64(frame + GICR_TYPER);

        expect_eq(typer >> 32, (mpidr >> 32 << 24) | (mpidr & 0xffffff));
        expect_eq(typer >> GICR_TYPER_NUMBER & 0xffff, cpu);
        expect_eq(!!(typer & GICR_TYPER_LAST), cpu == vcpu_count() - 1);
    }
    if (expect(frame - region.base < region.size))
        expect_abort(load, mmu_device(frame + GICR_TYPER));
    if (background_covers(region.base + region.size, 8))
        expect_load(load, mmu_device(region.base + region.size + GICR_TYPER),
                    background_value(region.base + region.size + GICR_TYPER, 8));
    else
        expect_abort(load, mmu_device(region.base + region.size + GICR_TYPER));
}
