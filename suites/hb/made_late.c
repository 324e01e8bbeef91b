/* SPDX-License-Identifier: BSD-2-Clause */
/* What a toolstack's flag for unmapped accesses does, beside dom0less' property: HB-4. */
#include "guest/control/background.h"
#include "guest/control/bus.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

#define LOW_HOLE 0x02800000ull /* beyond virtio-mmio, below the vGIC */

TEST(hb, the_flag_is_as_the_property, .rule = "HB-4", .bus = BUS_EMPTY, .profiles = TRAP | UNMAPPED,
     .needs = AT_RUN_TIME,
     TITLE("in a domU that dom0 has made, loads and stores in any hole do what its flag says"))
{
    const uint64_t holes[] = {0, LOW_HOLE, bus.ecam.base + bus.ecam.size / 2,
                              bus.mem.base + bus.mem.size / 2};

    for (unsigned int i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
        for_each_access(form, form->kind == ACCESS_LOAD || form->kind == ACCESS_STORE)
        {
            const uint64_t va = mmu_device(holes[i]);

            if (!background_covers(holes[i], form->size))
                expect_abort(form, va);
            else if (form->kind == ACCESS_LOAD)
                expect_load(form, va, background_value(holes[i], form->size));
            else
                expect_store(form, va, 0);
        }
    /* The positive control: the same forms complete on memory. */
    expect_load(access_form(ACCESS_LOAD, 8, 64), (uint64_t)holes, holes[0]);
}
